"""Weekend days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import RuleSettings, setting
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class WeekendDaysSettings(RuleSettings):
    """Most weekend days."""

    rule: ClassVar[str] = "Weekend days"
    maximum_weekend_days: int | None = setting(
        "Most days of a week's weekend",
        default=None, least=0, most=366,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weekends(Rule):
    """An agent works at most the plan's number of weekend days in a week."""

    name: str = WeekendDaysSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WeekendDaysSettings
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Count the weekend days."""
        most = WeekendDaysSettings.of(space.plan).maximum_weekend_days
        if most is None:
            return
        days = [
            space.horizon.grid.date_of(d).weekday() in space.horizon.site.weekend
            for d in range(space.horizon.days)
        ]
        amounts = np.array(days)[space.shifts.day].astype(np.int64)
        space.follow_weeks(
            lambda week, mine: counter(amounts[mine], np.zeros(week.days, np.int64), 0, most)
        )

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        most = WeekendDaysSettings.of(horizon.plan(agent)).maximum_weekend_days
        return phrase("rule.weekend_days.terms", most=most)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the weekend days on which shifts start."""
        most = WeekendDaysSettings.of(horizon.plan(agent)).maximum_weekend_days
        if most is None:
            return
        for week, own, told in horizon.by_week(shifts):
            worked = sum(shift.date.weekday() in week.site.weekend for shift in own)
            if worked > most:
                text = phrase("rule.weekend_days.too_many", days=worked, most=most)
                yield Finding(self.name, text, agent.id, told, hard=True)
