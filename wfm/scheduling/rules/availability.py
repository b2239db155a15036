"""Recurring availability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift
from wfm.scheduling.finding import Finding
from wfm.scheduling.space import TourSpace
from wfm.scheduling.week import Week


@dataclass(frozen=True, slots=True)
class AvailabilityKept:
    """Shifts lie inside an available window of their weekday and outside unavailable ones."""

    name: str = "Availability"

    def shape(self, space: TourSpace) -> None:
        """Exclude the shifts that an agent is not available for."""
        if space.agent.id not in space.week.availability:
            return
        for weekday in range(7):
            days = [space.week.grid.date_of(d).weekday() == weekday for d in range(space.week.days)]
            mine = space.on_days(np.array(days))
            start = space.shifts.key
            fits = _fits(space.week, space.agent, weekday, start, start + space.shifts.minutes)
            space.forbid(mine & ~fits)

    def check(self, week: Week, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with the windows of its weekday."""
        for shift in shifts:
            start = np.array([week.local_minutes(shift)])
            length = (shift.end - shift.start) // timedelta(minutes=1)
            if not _fits(week, agent, shift.date.weekday(), start, start + length).all():
                text = "the agent is not available for all of the shift"
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def _fits(week: Week, agent: Agent, weekday: int, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Tell which [start, end), in local minutes of a weekday, the agent is available for."""
    entries = [e for e in week.availability.get(agent.id, ()) if weekday in e.weekdays]
    inside = [(e.start <= start) & (end <= e.end) for e in entries if e.available]
    outside = [(end <= e.start) | (e.end <= start) for e in entries if not e.available]
    fits = np.logical_or.reduce(inside) if inside else np.ones(len(start), bool)
    all_fit: NDArray[np.bool_] = np.logical_and.reduce([fits, *outside])
    return all_fit
