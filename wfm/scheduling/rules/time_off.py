"""Approved time off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wfm.model import Agent, Shift
from wfm.scheduling.finding import Finding
from wfm.scheduling.space import TourSpace
from wfm.scheduling.week import Week


@dataclass(frozen=True, slots=True)
class TimeOffKept:
    """No shift overlaps approved time off, whole days or hours."""

    name: str = "Time off"

    def shape(self, space: TourSpace) -> None:
        """Exclude the shifts that overlap an absence."""
        grid = space.week.grid
        for entry in space.week.time_off.get(space.agent.id, ()):
            end = -(-(entry.end - grid.start) // (grid.at(1) - grid.start))
            space.forbid(space.overlapping(grid.index(entry.start), end))

    def check(self, week: Week, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with each absence; the reason stays private."""
        for shift in shifts:
            for entry in week.time_off.get(agent.id, ()):
                if shift.start < entry.end and entry.start < shift.end:
                    text = "the shift overlaps approved time off"
                    yield Finding(self.name, text, agent.id, shift.date, hard=True)
