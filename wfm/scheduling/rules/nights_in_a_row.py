"""Nights come in blocks: how short and how long a block may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.model.day_parts import DayPart
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.consecutive_days import most_days
from wfm.scheduling.rules.day_parts import are, dates_of, run_before
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import Fault, RuleSettings, setting
from wfm.scheduling.tours.day_automata import longest_run, shortest_run
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class NightSettings(RuleSettings):
    """Fewest and most nights in a row."""

    rule: ClassVar[str] = "Nights in a row"
    nights_in_a_row: tuple[int, int] | None = setting(
        "Nights on days in a row, once there is one",
        default=None, least=0, most=31, column=("min_nights_in_a_row", "max_nights_in_a_row"),
    )  # fmt: skip

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Compare the least with the longest run of working days."""
        least, most = (self.nights_in_a_row or (0, 0))[0], most_days(plan)
        if least > most:
            what = phrase("fault.run_above", least=least, most=most)
            yield Fault("nights_in_a_row", what, phrase("do.at_most_days", most=most))


@dataclass(frozen=True, slots=True)
class NightsInARow(Rule):
    """A block of nights has at least and at most the plan's number, last week's nights included.

    A block may begin before the horizon, where last week is unknown, and end after it.
    """

    name: str = NightSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = NightSettings

    def shape(self, space: TourSpace) -> None:
        """Follow the run of nights, against its least and its most."""
        asked = NightSettings.of(space.plan).nights_in_a_row
        if asked is None:
            return
        least, most = asked
        nights, never = are(DayPart.NIGHT, space.shifts), np.zeros(space.horizon.days, bool)
        before = run_before(DayPart.NIGHT, space.horizon, space.agent)
        space.follow(longest_run(nights, never, most, before))
        if least > 1:
            known = space.agent.id in space.horizon.previous
            space.follow(shortest_run(nights, never, least, before if known else None))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        asked = NightSettings.of(horizon.plan(agent)).nights_in_a_row
        if asked is None:
            return None
        least, most = asked
        return phrase("rule.nights.terms", least=least if least > 1 else None, most=most)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the nights in a row up to each day, and those of a block that ended."""
        asked = NightSettings.of(horizon.plan(agent)).nights_in_a_row
        if asked is None:
            return
        least, most = asked
        nights = dates_of(DayPart.NIGHT, horizon, shifts)
        run = run_before(DayPart.NIGHT, horizon, agent)
        whole = agent.id in horizon.previous
        for day in range(horizon.days):
            today = horizon.grid.date_of(day)
            if today in nights:
                run += 1
                if run > most:
                    text = phrase("rule.nights.too_many", number=run, most=most)
                    yield Finding(self.name, text, agent.id, today, hard=True)
                continue
            if 0 < run < least and (whole or run < day):
                text = phrase("rule.nights.too_few", nights=run, least=least)
                yield Finding(self.name, text, agent.id, today, hard=True)
            run = 0
