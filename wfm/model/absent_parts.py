"""What an absence leaves of a shift that was planned without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from wfm.model.agent import TimeOff
from wfm.model.schedule import Activity, Shift
from wfm.model.work_plan import ActivityCategory

OFF = "OFF"
"""What an absence inside a shift is called: its kind is private."""


def fits_inside(shift: Shift, absence: TimeOff) -> bool:
    """Whether a shift can hold an absence: of at most half of it, as the rule of time off says."""
    inside = shift.start <= absence.start and absence.end <= shift.end
    return inside and 2 * (absence.end - absence.start) <= shift.end - shift.start


def without_absence(shift: Shift, absence: TimeOff, *, begun: bool = False) -> Shift | None:
    """Give what an absence leaves of a shift; None where it falls away.

    Who leaves in mid-shift has worked until then. Who comes late, or is away for a while, works
    the rest where that is at least half of the shift, or where the shift has `begun`.
    """
    start, end = _overlap(shift, absence)
    if (start, end) == (shift.start, shift.end):
        return None
    leaves = shift.start < start and end == shift.end
    if not (leaves or begun or 2 * (end - start) <= shift.end - shift.start):
        return None
    away = Activity(OFF, ActivityCategory.TIME_OFF, start, end, absence.paid)
    parts = [
        replace(part, start=first, end=last)
        for part in shift.activities
        for first, last in ((part.start, min(part.end, start)), (max(part.start, end), part.end))
        if first < last
    ]
    return replace(shift, activities=tuple(sorted([*parts, away], key=lambda part: part.start)))


def shift_without(
    shift: Shift, absences: Iterable[TimeOff], *, begun: bool = False
) -> Shift | None:
    """Give what several absences of its agent leave of a shift; None where it falls away."""
    left: Shift | None = shift
    for absence in absences:
        left = None if left is None else without_absence(left, absence, begun=begun)
    return left


def taken_from(shift: Shift, absence: TimeOff, *, begun: bool = False) -> Iterator[Activity]:
    """Give what of a shift is not done for an absence."""
    if without_absence(shift, absence, begun=begun) is None:
        yield from shift.activities
        return
    begin, stop = _overlap(shift, absence)
    for part in shift.activities:
        start, end = max(part.start, begin), min(part.end, stop)
        if start < end:
            yield replace(part, start=start, end=end)


def present(shift: Shift) -> tuple[tuple[datetime, datetime], ...]:
    """Give from when to when a shift's agent is there: without time off, in order."""
    spans: list[tuple[datetime, datetime]] = []
    for part in shift.activities:
        if part.category is ActivityCategory.TIME_OFF:
            continue
        joined = spans and spans[-1][1] == part.start
        spans.append((spans.pop()[0] if joined else part.start, part.end))
    return tuple(spans)


def hours_of(shift: Shift) -> tuple[datetime, datetime] | None:
    """Give when a shift's agent comes, and leaves for good; None where nothing of it is left."""
    spans = present(shift)
    return (spans[0][0], spans[-1][1]) if spans else None


def _overlap(shift: Shift, absence: TimeOff) -> tuple[datetime, datetime]:
    return max(absence.start, shift.start), min(absence.end, shift.end)
