"""The other weeks of a plan of several: what is counted over all of them knows of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wfm.model.schedule import Shift

WEEK = 7
"""Days of a week."""


@dataclass(frozen=True, slots=True)
class WeeksBeside:
    """The weeks that were planned together with those at hand."""

    weeks: tuple[date, ...] = ()
    """First days of all of them."""
    known: frozenset[date] = frozenset()
    """Those whose shifts are known; the others are planned later, or not to be found."""
    shifts: tuple[Shift, ...] = ()
    """Shifts of those that are known."""

    @property
    def open(self) -> int:
        """How many of the weeks are not known."""
        return len(self.weeks) - len(self.known)

    def with_weeks(
        self, weeks: Iterable[date], known: Iterable[date], shifts: Iterable[Shift]
    ) -> WeeksBeside:
        """Add weeks of the same plan, with the shifts of those of them that are known."""
        added = frozenset(known)
        theirs = (s for s in shifts if any(0 <= (s.date - day).days < WEEK for day in added))
        return WeeksBeside(
            tuple(sorted({*self.weeks, *weeks})), self.known | added, (*self.shifts, *theirs)
        )


NO_WEEKS_BESIDE = WeeksBeside()
