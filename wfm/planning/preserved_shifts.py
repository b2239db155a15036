"""What a new schedule leaves alone of the one it starts from: past, locked, edited by hand."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date

from wfm.model import Schedule, Shift, TimeOff

AgentDay = tuple[str, date]


@dataclass(frozen=True, slots=True)
class PreservedShifts:
    """Shifts that stay as they are, and days that stay off."""

    shifts: tuple[Shift, ...] = ()
    days_off: tuple[AgentDay, ...] = ()
    by_hand: frozenset[AgentDay] = frozenset()
    """Days that a person made by hand."""

    @property
    def locked(self) -> tuple[Shift, ...]:
        """The shifts, locked for the solver whatever they are for people."""
        return tuple(replace(shift, locked=True) for shift in self.shifts)

    def lock_in(self, schedule: Schedule) -> Schedule:
        """Lock the preserved shifts of a schedule that has them, and no other."""
        days = {(shift.agent_id, shift.date) for shift in self.shifts}
        shifts = tuple(
            replace(shift, locked=(shift.agent_id, shift.date) in days) for shift in schedule.shifts
        )
        return replace(schedule, shifts=shifts)

    def among(self, days: Container[date]) -> PreservedShifts:
        """Give what lies on some days."""
        return PreservedShifts(
            tuple(shift for shift in self.shifts if shift.date in days),
            tuple(day for day in self.days_off if day[1] in days),
            frozenset(day for day in self.by_hand if day[1] in days),
        )

    def __or__(self, other: PreservedShifts) -> PreservedShifts:
        """Join with what another week leaves alone."""
        return PreservedShifts(
            self.shifts + other.shifts,
            self.days_off + other.days_off,
            self.by_hand | other.by_hand,
        )

    def without(self, absences: Iterable[TimeOff]) -> PreservedShifts:
        """Let go of shifts that an absence takes from."""
        away = tuple(absences)
        return replace(self, shifts=tuple(s for s in self.shifts if not takes_from(away, s)))

    def restored(self, schedule: Schedule) -> Schedule:
        """Put the preserved shifts back as they were, each with its own lock or without."""
        mine = {(shift.agent_id, shift.start): shift for shift in self.shifts}
        shifts = tuple(mine.get((s.agent_id, s.start), s) for s in schedule.shifts)
        return replace(schedule, shifts=shifts)


def takes_from(absences: Iterable[TimeOff], shift: Shift) -> bool:
    """Tell whether an absence overlaps a shift of its agent."""
    return any(
        entry.agent_id == shift.agent_id and entry.start < shift.end and shift.start < entry.end
        for entry in absences
    )
