"""Days off in a row, at least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import RuleSettings, setting
from wfm.scheduling.tours.day_automata import shortest_run
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class DaysOffRunSettings(RuleSettings):
    """Least days off in a row."""

    rule: ClassVar[str] = "Shortest run of days off"
    minimum_days_off: int = setting(
        "Every run of days off is at least so long", default=1, least=1, most=31
    )


@dataclass(frozen=True, slots=True)
class ShortestDaysOffRun(Rule):
    """Every run of days off has the plan's least length.

    Runs may begin before the horizon, where last week is unknown, and end after it.
    """

    name: str = DaysOffRunSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = DaysOffRunSettings

    def shape(self, space: TourSpace) -> None:
        """Follow the run of days off."""
        least = DaysOffRunSettings.of(space.plan).minimum_days_off
        if least > 1:
            before = days_off_before(space.horizon, space.agent)
            worked, off = np.zeros(len(space.shifts), bool), np.ones(space.horizon.days, bool)
            space.follow(shortest_run(worked, off, least, before))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        least = DaysOffRunSettings.of(horizon.plan(agent)).minimum_days_off
        return phrase("rule.shortest_days_off_run.terms", least=least)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Measure each run that ends inside the horizon."""
        least = DaysOffRunSettings.of(horizon.plan(agent)).minimum_days_off
        worked = {s.date for s in shifts}
        before = days_off_before(horizon, agent)
        run = least if before is None else before
        for day in range(horizon.days):
            date = horizon.grid.date_of(day)
            if date not in worked:
                run += 1
                continue
            if 0 < run < least:
                text = phrase("rule.shortest_days_off_run.too_short", days=run, least=least)
                yield Finding(self.name, text, agent.id, date, hard=True)
            run = 0


def days_off_before(horizon: Horizon, agent: Agent) -> int | None:
    """Days off in a row that end on the eve of the horizon; None if the days before are unknown."""
    before = horizon.previous.get(agent.id)
    return (horizon.first - before[-1].date).days - 1 if before else None
