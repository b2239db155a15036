"""Working days in a row, at least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.consecutive_days import days_before, most_days
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import Fault, RuleSettings, setting
from wfm.scheduling.tours.day_automata import shortest_run
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class WorkingRunSettings(RuleSettings):
    """Least working days in a row."""

    rule: ClassVar[str] = "Shortest run of working days"
    minimum_consecutive_days: int = setting(
        "Every run of working days is at least so long", default=1, least=1, most=31
    )

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Compare it with the longest run: at the borders of a plan nobody sees that none fits."""
        least, most = self.minimum_consecutive_days, most_days(plan)
        if least > most:
            what = phrase("fault.run_above", least=least, most=most)
            yield Fault("minimum_consecutive_days", what, phrase("do.at_most_days", most=most))


@dataclass(frozen=True, slots=True)
class ShortestWorkingRun(Rule):
    """Every run of working days has the plan's least length.

    Runs may begin before the horizon, where last week is unknown, and end after it.
    """

    name: str = WorkingRunSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WorkingRunSettings

    def shape(self, space: TourSpace) -> None:
        """Follow the run of working days."""
        least = WorkingRunSettings.of(space.plan).minimum_consecutive_days
        if least > 1:
            known = space.agent.id in space.horizon.previous
            before = days_before(space.horizon, space.agent) if known else None
            worked, off = np.ones(len(space.shifts), bool), np.zeros(space.horizon.days, bool)
            space.follow(shortest_run(worked, off, least, before))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        least = WorkingRunSettings.of(horizon.plan(agent)).minimum_consecutive_days
        return phrase("rule.shortest_working_run.terms", least=least)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Measure each run that ends inside the horizon."""
        least = WorkingRunSettings.of(horizon.plan(agent)).minimum_consecutive_days
        worked = {s.date for s in shifts}
        run = days_before(horizon, agent) if agent.id in horizon.previous else least
        for day in range(horizon.days):
            date = horizon.grid.date_of(day)
            if date in worked:
                run += 1
                continue
            if 0 < run < least:
                text = phrase("rule.shortest_working_run.too_short", days=run, least=least)
                yield Finding(self.name, text, agent.id, date, hard=True)
            run = 0
