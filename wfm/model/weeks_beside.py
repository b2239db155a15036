"""The other weeks of a plan of several: what is counted over all of them knows of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    published_later: frozenset[date] = frozenset()
    """Later weeks of other plans that are published: what is counted by month knows of them."""
    later_shifts: tuple[Shift, ...] = ()
    """Shifts of those."""

    @property
    def open(self) -> int:
        """How many of the weeks are not known."""
        return len(self.weeks) - len(self.known)

    def has(self, day: date) -> bool:
        """Tell whether a date lies in one of the weeks of the same plan."""
        return any(0 <= (day - first).days < WEEK for first in self.weeks)

    def with_weeks(
        self, weeks: Iterable[date], known: Iterable[date], shifts: Iterable[Shift]
    ) -> WeeksBeside:
        """Add weeks of the same plan, with the shifts of those of them that are known."""
        added = frozenset(known)
        theirs = (s for s in shifts if any(0 <= (s.date - day).days < WEEK for day in added))
        return replace(
            self,
            weeks=tuple(sorted({*self.weeks, *weeks})),
            known=self.known | added,
            shifts=(*self.shifts, *theirs),
        )


NO_WEEKS_BESIDE = WeeksBeside()
