"""When a queue is open: its weekly hours, with single dates and closures in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wfm.model.queue import OpeningHours, Queue
from wfm.model.read_only import read_only

if TYPE_CHECKING:
    from wfm.model.site import Site

Windows = tuple[tuple[int, int], ...]
"""Opening windows of a day, in local minutes from its midnight; past 1440 they go on next day."""
DAY = 1440


@dataclass(frozen=True, slots=True)
class OpeningDate:
    """Opening hours of one date, in place of those of its weekday; no windows: closed."""

    name: str
    queues: frozenset[str]
    """Empty: every queue. One that names a queue goes before one that names none."""
    date: dt.date  # a field that hides the type of its name could not be resolved
    windows: Windows = ()

    def concerns(self, queue: str) -> bool:
        """Whether it says the hours of a queue."""
        return not self.queues or queue in self.queues

    def contradicts(self, other: OpeningDate) -> bool:
        """Whether both say the hours of a queue, or of all queues, on one date, and differ."""
        alike = bool(self.queues & other.queues) or not (self.queues or other.queues)
        return self.date == other.date and alike and self.windows != other.windows


@dataclass(frozen=True, slots=True)
class Opening:
    """When one queue is open: by weekday, and on single dates."""

    weekly: OpeningHours
    dates: Mapping[date, Windows]

    def on(self, day: date) -> Windows:
        """Windows that belong to `day`."""
        return self.dates.get(day, self.weekly.on(day))


def opening_of(site: Site, queue: Queue) -> Opening:
    """Say when a queue is open, with the site's opening dates and declared closures.

    A closure is an event whose effect is 0. It shortens the windows that reach into it; what is
    left of a window still belongs to the day on which it would have started.
    """
    told = [entry for entry in site.opening_dates if entry.concerns(queue.name)]
    dates = {entry.date: entry.windows for entry in sorted(told, key=lambda e: bool(e.queues))}
    opening, zone = Opening(queue.hours, read_only(dates)), ZoneInfo(site.time_zone)
    for event in site.events:
        if event.effect == 0 and (not event.queues or queue.name in event.queues):
            begin, end = (at.astimezone(zone).replace(tzinfo=None) for at in event.span)
            opening = _without(opening, begin, end)
    return opening


def _without(opening: Opening, begin: datetime, end: datetime) -> Opening:
    """Close from one local time to another."""
    found, day = dict(opening.dates), begin.date() - timedelta(days=1)
    while day <= end.date():
        midnight = datetime.combine(day, datetime.min.time())
        first, last = ((at - midnight) // timedelta(minutes=1) for at in (begin, end))
        before = opening.on(day)
        after = tuple(piece for window in before for piece in _left(window, first, last))
        if after != before:
            found[day] = after
        day += timedelta(days=1)
    return Opening(opening.weekly, read_only(found))


def _left(window: tuple[int, int], first: int, last: int) -> Windows:
    """Give what is left of a window without the minutes [first, last)."""
    start, end = window
    pieces = ((start, min(end, first)), (max(start, last), end))
    return tuple(piece for piece in pieces if piece[0] < piece[1])
