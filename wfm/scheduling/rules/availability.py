"""Recurring availability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Availability, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import INSTANT, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.split_days import parted
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class AvailabilityKept(Rule):
    """Shifts lie inside a day's available windows, where it has any, and outside the others."""

    name: str = "Availability"
    relaxed_at: ClassVar[int | None] = None
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Exclude the shifts that an agent is not available for."""
        if space.agent.id in space.horizon.availability:
            space.forbid(space.shifts.outside(~unavailable(space.horizon, space.agent)))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say when the agent is available and when not."""
        windows = tuple(_window(entry) for entry in horizon.availability.get(agent.id, ()))
        if not windows:
            return None
        return phrase("rule.availability.terms", windows=windows, time_zone=agent.time_zone)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Look at each interval of each shift."""
        if agent.id not in horizon.availability:
            return
        away = unavailable(horizon, agent)
        for shift in shifts:
            if any(away[horizon.span(part)].any() for part in parted(shift)):
                text = phrase("rule.availability.away")
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def _window(entry: Availability) -> Phrase:
    days, start, end = tuple(sorted(entry.weekdays)), entry.start, entry.end
    first, last = entry.first, entry.last
    if entry.available:
        return phrase(
            "rule.availability.available", weekdays=days, start=start, end=end, first=first,
            last=last,
        )  # fmt: skip
    return phrase(
        "rule.availability.unavailable", weekdays=days, start=start, end=end, first=first, last=last
    )


def unavailable(horizon: Horizon, agent: Agent) -> NDArray[np.bool_]:
    """Tell of each interval of the horizon whether any of it is outside the availability.

    Days and times are those of the agent's own zone. A window that ends after midnight goes on into
    the next day.
    """
    grid = horizon.grid
    own = replace(grid, time_zone=agent.time_zone or grid.time_zone)
    away = np.zeros(len(grid), bool)
    windows = [
        (entry.available, own.instant(date, entry.start), own.instant(date, entry.end), date)
        for day in range(-2, grid.days + 1)
        for date in [grid.date_of(day)]
        for entry in horizon.availability.get(agent.id, ())
        if entry.on(date)
    ]
    for available, _, _, date in windows:
        if available:
            midnight, next_midnight = own.instant(date, 0), own.instant(date, 1440)
            away[_within(grid.index(midnight), grid.index(next_midnight - INSTANT) + 1)] = True
    for available, start, end, _ in windows:
        if available:
            away[_within(grid.index(start - INSTANT) + 1, grid.index(end))] = False
    for available, start, end, _ in windows:
        if not available:
            away[_within(grid.index(start), grid.index(end - INSTANT) + 1)] = True
    return away


def _within(start: int, end: int) -> slice:
    """Give the part of a span of intervals that does not lie before the horizon."""
    return slice(max(0, start), max(0, end))
