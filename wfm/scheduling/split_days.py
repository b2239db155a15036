"""A day's two shifts as one presence with a gap, which is how rules about days see a split shift.

Whoever plans from day to day (rest, days worked, weekends, the search) has one entry a day. What is
read, stored and shown are the shifts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from wfm.model import Activity, ActivityCategory, Shift

GAP = "GAP"
"""Code of the unpaid time between the shifts of a date; it never leaves the scheduling."""


def joined(shifts: Iterable[Shift]) -> Iterator[Shift]:
    """Join the shifts of each date, of one agent in order of time, where a gap lies between."""
    last: Shift | None = None
    for shift in shifts:
        if last is not None and last.date == shift.date and last.end < shift.start:
            away = ActivityCategory.UNAVAILABLE
            gap = Activity(GAP, away, last.end, shift.start, paid=False)
            both = (*last.activities, gap, *shift.activities)
            last = replace(last, activities=both, locked=last.locked or shift.locked)
            continue
        if last is not None:
            yield last
        last = shift
    if last is not None:
        yield last


def parted(shift: Shift) -> Iterator[Shift]:
    """Give the shifts that were joined; the later ones have numbered ids."""
    begin, number = 0, 1
    for place, part in enumerate((*shift.activities, None)):
        if part is None or part.code == GAP:
            own = shift.id if number == 1 else f"{shift.id}-{number}"
            yield replace(shift, id=own, activities=shift.activities[begin:place])
            begin, number = place + 1, number + 1


def gaps(shift: Shift) -> Sequence[Activity]:
    """List the gaps of a joined shift."""
    return [part for part in shift.activities if part.code == GAP]


def joined_by_agent(shifts: Iterable[Shift]) -> Iterator[Shift]:
    """Join the shifts of each agent's dates."""
    in_order = sorted(shifts, key=lambda shift: (shift.agent_id, shift.start))
    borders = [
        0,
        *(n for n, (a, b) in enumerate(pairwise(in_order), 1) if a.agent_id != b.agent_id),
        len(in_order),
    ]
    for begin, end in pairwise(borders):
        yield from joined(in_order[begin:end])
