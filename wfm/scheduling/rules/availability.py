"""Recurring availability."""

from __future__ import annotations

from calendar import day_abbr
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Availability, Shift
from wfm.scheduling.horizon import INSTANT, Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class AvailabilityKept:
    """Shifts lie inside a day's available windows, where it has any, and outside the others."""

    name: str = "Availability"

    def shape(self, space: TourSpace) -> None:
        """Exclude the shifts that an agent is not available for."""
        if space.agent.id in space.horizon.availability:
            away = np.concatenate([[0], np.cumsum(_unavailable(space.horizon, space.agent))])
            space.forbid(away[space.shifts.end] > away[space.shifts.start])

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say when the agent is available and when not."""
        return ", ".join(_window(entry) for entry in horizon.availability.get(agent.id, ()))

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Look at each interval of each shift."""
        if agent.id not in horizon.availability:
            return
        away = _unavailable(horizon, agent)
        for shift in shifts:
            if away[horizon.span(shift)].any():
                text = "the agent is not available for all of the shift"
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def _window(entry: Availability) -> str:
    days = "/".join(day_abbr[day] for day in sorted(entry.weekdays))
    start, end = (f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in (entry.start, entry.end))
    return f"{'' if entry.available else 'not '}{days} {start}–{end}"


def _unavailable(horizon: Horizon, agent: Agent) -> NDArray[np.bool_]:
    """Tell of each interval of the horizon whether any of it is outside the availability.

    A window that ends after midnight goes on into the next day.
    """
    grid = horizon.grid
    away = np.zeros(len(grid), bool)
    windows = [
        (entry.available, grid.instant(date, entry.start), grid.instant(date, entry.end), day)
        for day in range(-1, grid.days)
        for date in [grid.date_of(day)]
        for entry in horizon.availability[agent.id]
        if date.weekday() in entry.weekdays
    ]
    for available, _, _, day in windows:
        if available and day >= 0:
            away[grid.day_start(day) : grid.day_start(day + 1)] = True
    for available, start, end, _ in windows:
        if available:
            away[max(0, grid.index(start - INSTANT) + 1) : max(0, grid.index(end))] = False
    for available, start, end, _ in windows:
        if not available:
            away[max(0, grid.index(start)) : max(0, grid.index(end - INSTANT) + 1)] = True
    return away
