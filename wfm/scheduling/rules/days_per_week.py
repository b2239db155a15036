"""How many days an agent works in the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.time_off import days_away
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class DaysPerWeek:
    """Days worked lie between the plan's least and most; days lost to time off count as worked."""

    name: str = "Days per week"

    def shape(self, space: TourSpace) -> None:
        """Count the days worked."""
        low, high = days_wanted(space.horizon, space.agent)
        ones = np.ones(len(space.shifts), np.int64)
        space.follow(counter(ones, np.zeros(space.horizon.days, np.int64), low, high))

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        low, high = days_wanted(horizon, agent)
        return f"{low}" if low == high else f"{low} to {high}"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the days on which shifts start."""
        low, high = days_wanted(horizon, agent)
        worked = len({shift.date for shift in shifts})
        if not low <= worked <= high:
            text = f"works {worked} days; the work plan wants {self.terms(horizon, agent)}"
            yield Finding(self.name, text, agent.id, hard=True)


def days_wanted(horizon: Horizon, agent: Agent) -> tuple[int, int]:
    """Least and most days to be scheduled, after days of time off."""
    low, high = horizon.plan(agent).days_per_week
    away = days_away(horizon, agent)
    employed = [agent.employed_on(horizon.grid.date_of(day)) for day in range(horizon.days)]
    possible = sum(here and not off for here, off in zip(employed, away, strict=True))
    return min(max(0, low - sum(away)), possible), max(0, high - sum(away))
