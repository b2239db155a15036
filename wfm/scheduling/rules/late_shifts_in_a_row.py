"""Late shifts in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.model.day_parts import DayPart
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.day_parts import are, dates_of, run_before
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import RuleSettings, setting
from wfm.scheduling.tours.day_automata import longest_run
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class LateShiftSettings(RuleSettings):
    """Most late shifts in a row."""

    rule: ClassVar[str] = "Late shifts in a row"
    maximum_late_shifts_in_a_row: int | None = setting(
        "Most days in a row with a late shift; a day off or another shift ends the run",
        default=None, least=0, most=366,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LateShiftsInARow(Rule):
    """An agent works late on at most the plan's number of days in a row, last week's included."""

    name: str = LateShiftSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = LateShiftSettings

    def shape(self, space: TourSpace) -> None:
        """Count the late shifts in a row."""
        most = LateShiftSettings.of(space.plan).maximum_late_shifts_in_a_row
        if most is None:
            return
        late, never = are(DayPart.LATE, space.shifts), np.zeros(space.horizon.days, bool)
        before = run_before(DayPart.LATE, space.horizon, space.agent)
        space.follow(longest_run(late, never, most, before))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        most = LateShiftSettings.of(horizon.plan(agent)).maximum_late_shifts_in_a_row
        return phrase("rule.late_shifts.terms", most=most)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the late shifts in a row up to each day."""
        most = LateShiftSettings.of(horizon.plan(agent)).maximum_late_shifts_in_a_row
        if most is None:
            return
        late = dates_of(DayPart.LATE, horizon, shifts)
        run = run_before(DayPart.LATE, horizon, agent)
        for day in range(horizon.days):
            today = horizon.grid.date_of(day)
            run = run + 1 if today in late else 0
            if run > most:
                text = phrase("rule.late_shifts.too_many", number=run, most=most)
                yield Finding(self.name, text, agent.id, today, hard=True)
