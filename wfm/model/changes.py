"""What differs between two schedules of a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wfm.model.schedule import Schedule, Shift


@dataclass(frozen=True, slots=True)
class Change:
    """One agent's day before and after; None is a day off."""

    agent_id: str
    date: date
    before: Shift | None
    after: Shift | None


def changes(before: Schedule, after: Schedule) -> Iterator[Change]:
    """List what differs between two schedules of a week, by agent and day."""
    old = {(shift.agent_id, shift.date): shift for shift in before.shifts}
    new = {(shift.agent_id, shift.date): shift for shift in after.shifts}
    for key in sorted({*old, *new}):
        a, b = old.get(key), new.get(key)
        if a is None or b is None or a.activities != b.activities:
            yield Change(*key, a, b)
