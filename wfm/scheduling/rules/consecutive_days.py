"""Working days in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.laws import limits_of
from wfm.scheduling.rules.settings import RuleSettings, setting
from wfm.scheduling.tours.day_automata import longest_run
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class ConsecutiveDaysSettings(RuleSettings):
    """Most days in a row."""

    rule: ClassVar[str] = "Consecutive working days"
    maximum_consecutive_days: int = setting(
        "Most working days in a row", default=6, least=1, most=366, example=6
    )


@dataclass(frozen=True, slots=True)
class ConsecutiveDays(Rule):
    """An agent works at most the plan's number of days in a row, last week's days included."""

    name: str = ConsecutiveDaysSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = ConsecutiveDaysSettings

    def shape(self, space: TourSpace) -> None:
        """Count the days in a row."""
        most = most_days(space.plan)
        before = days_before(space.horizon, space.agent)
        if before + space.horizon.days <= most:
            return
        every, none = np.ones(len(space.shifts), bool), np.zeros(space.horizon.days, bool)
        space.follow(longest_run(every, none, most, before))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        before = days_before(horizon, agent) or None
        most = most_days(horizon.plan(agent))
        return phrase("rule.consecutive_days.terms", most=most, before=before)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the days in a row up to each shift."""
        most = most_days(horizon.plan(agent))
        run = days_before(horizon, agent)
        worked = {shift.date for shift in shifts}
        for day in range(horizon.days):
            date = horizon.grid.date_of(day)
            run = run + 1 if date in worked else 0
            if run > most:
                text = phrase("rule.consecutive_days.too_many", days=run, most=most)
                yield Finding(self.name, text, agent.id, date, hard=True)


def most_days(plan: WorkPlan) -> int:
    """Most working days in a row, by work plan and law."""
    most, law = ConsecutiveDaysSettings.of(plan).maximum_consecutive_days, limits_of(plan).days
    return most if law is None else min(most, law)


def days_before(horizon: Horizon, agent: Agent) -> int:
    """Working days in a row that end on the eve of the horizon."""
    worked = {shift.date for shift in horizon.previous.get(agent.id, ())}
    run = 0
    while horizon.first - timedelta(days=run + 1) in worked:
        run += 1
    return run
