"""How many shifts of a type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class ShiftTypeCounts:
    """An agent works at most so many shifts of a type in the horizon as the type allows."""

    name: str = "Shifts of a type"

    def shape(self, space: TourSpace) -> None:
        """Exclude types of which there may be none, and limit the others."""
        for shift_type in space.plan.shift_types:
            starts, lengths = space.shifts.key, space.shifts.minutes
            mine = (starts == shift_type.start) & (lengths == shift_type.minutes)
            if shift_type.most == 0:
                space.forbid(mine)
            elif shift_type.most is not None and shift_type.most < space.horizon.days:
                space.limit(mine, shift_type.most)

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        limited = [t for t in horizon.plan(agent).shift_types if t.most is not None]
        return ", ".join(f"at most {t.most} {t.name}" for t in limited)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the shifts of each type."""
        plan = horizon.plan(agent)
        for shift_type in plan.shift_types:
            time = (shift_type.start, timedelta(minutes=shift_type.minutes))
            count = sum((horizon.local_minutes(s), s.end - s.start) == time for s in shifts)
            if shift_type.most is not None and count > shift_type.most:
                text = f"{count} shifts of type {shift_type.name}; at most {shift_type.most}"
                yield Finding(self.name, text, agent.id, hard=True)
