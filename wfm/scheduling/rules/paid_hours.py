"""Paid hours per week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.days_per_week import days_wanted
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class PaidHours:
    """Paid hours lie between the plan's least and most; time off takes its share of days away."""

    name: str = "Paid hours per week"

    def shape(self, space: TourSpace) -> None:
        """Sum the paid minutes."""
        low, high = minutes_wanted(space.horizon, space.agent)
        none = np.zeros(space.horizon.days, np.int64)
        space.follow(counter(paid_minutes(space), none, low, high, unit=60))

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        low, high = minutes_wanted(horizon, agent)
        return f"{low / 60:g} h" if low == high else f"{low / 60:g} to {high / 60:g} h"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Sum the paid minutes of the shifts."""
        low, high = minutes_wanted(horizon, agent)
        paid = sum(shift.paid_minutes for shift in shifts)
        if not low <= paid <= high:
            text = f"is paid {paid / 60:g} h; the work plan wants {self.terms(horizon, agent)}"
            yield Finding(self.name, text, agent.id, hard=True)


def paid_minutes(space: TourSpace) -> NDArray[np.int64]:
    """Paid minutes of each candidate, without the unpaid meetings and absences that it contains."""
    paid = space.shifts.paid_minutes.copy()
    for part in space.horizon.interruptions.get(space.agent.id, ()):
        if not part.paid:
            contained = (space.shifts.start <= part.begin) & (part.end <= space.shifts.end)
            free = np.array([template.locked is None for template in space.shifts.template], bool)
            minutes = (part.end - part.begin) * space.horizon.grid.interval_minutes
            paid[contained & free] -= minutes
    return paid


def minutes_wanted(horizon: Horizon, agent: Agent) -> tuple[int, int]:
    """Least and most paid minutes to be scheduled.

    Where whole days of time off or of employment are missing, both shrink with the days: the least
    by the least days left over the plan's, the most by the most.
    """
    plan = horizon.plan(agent)
    low, high = plan.paid_minutes_per_week
    fewest, most = days_wanted(horizon, agent)
    least_days, most_days = plan.days_per_week
    if fewest < least_days:
        low = low * fewest // max(1, least_days)
    if most < most_days:
        high = -(-high * most // max(1, most_days))
    return low, high
