"""What differs between two schedules of a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from wfm.model.schedule import Schedule, Shift


@dataclass(frozen=True, slots=True)
class Change:
    """One agent's shift of a day before and after; None where there is none."""

    agent_id: str
    date: date
    before: Shift | None
    after: Shift | None


def changes(before: Schedule, after: Schedule) -> Iterator[Change]:
    """List what differs between two schedules of a week, by agent and day.

    Two shifts of a day are compared in order of their starts.
    """
    old, new = _by_day(before), _by_day(after)
    for key in sorted({*old, *new}):
        for a, b in zip_longest(old.get(key, ()), new.get(key, ())):
            if a is None or b is None or a.activities != b.activities:
                yield Change(*key, a, b)


def _by_day(schedule: Schedule) -> Mapping[tuple[str, date], Sequence[Shift]]:
    days: dict[tuple[str, date], list[Shift]] = defaultdict(list)
    for shift in sorted(schedule.shifts, key=lambda shift: shift.start):
        days[shift.agent_id, shift.date].append(shift)
    return days
