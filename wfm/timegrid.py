"""A planning horizon: local wall time ↔ interval index, true on days of 23 and 25 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from wfm.errors import ParameterError
from wfm.words import phrase

INTERVAL_MINUTES: Final = (5, 6, 10, 15, 30, 60)
"""Lengths of an interval: each divides an hour."""


def week_begin(day: date, week_start: int) -> date:
    """First day of the week of a date, where weeks start on this weekday."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """`days` local days from `first`, cut into intervals of equal elapsed time.

    Interval 0 starts at local midnight of `first`. A day has 24, 23 or 25 hours of intervals.

    Raises
    ------
    ParameterError
        If the interval is not 5, 6, 10, 15, 30 or 60 minutes, or there is no day.
    """

    time_zone: str
    first: date
    days: int
    interval_minutes: int

    def __post_init__(self) -> None:
        if self.interval_minutes not in INTERVAL_MINUTES:
            raise ParameterError(
                "interval_minutes", self.interval_minutes, phrase("range.interval_minutes")
            )
        if self.days < 1:
            raise ParameterError("days", self.days, phrase("range.from_one"))

    @property
    def start(self) -> datetime:
        """First instant, in UTC."""
        return _instant(self.time_zone, self.first, 0)

    def __len__(self) -> int:
        return self.day_start(self.days)

    def date_of(self, day: int) -> date:
        """Local date of a day of the horizon."""
        return self.first + timedelta(days=day)

    def instant(self, day: date, minutes: int) -> datetime:
        """UTC instant at which local clocks show `minutes` after midnight of `day`.

        Where clocks are turned back the first of the two is meant; a time that clocks skip means
        the instant that far after the skip (02:30 becomes 03:30 summer time), as RFC 5545 has it.
        """
        return _instant(self.time_zone, day, minutes)

    def index(self, instant: datetime) -> int:
        """Interval that contains an instant; may lie outside the horizon (negative before it)."""
        return (instant - self.start) // timedelta(minutes=self.interval_minutes)

    def local_index(self, day: int, minutes: int) -> int:
        """Interval in which local clocks show `minutes` after midnight of a day of the horizon."""
        return self.index(self.instant(self.date_of(day), minutes))

    def at(self, index: int) -> datetime:
        """UTC instant at which an interval starts."""
        return self.start + timedelta(minutes=index * self.interval_minutes)

    def day_start(self, day: int) -> int:
        """First interval of a day of the horizon (`days` gives the end of the horizon)."""
        return self.index(self.instant(self.date_of(day), 0))

    def day_of(self, index: int) -> int:
        """Day of the horizon to which an interval belongs by its local date."""
        return (self.at(index).astimezone(ZoneInfo(self.time_zone)).date() - self.first).days


@lru_cache(maxsize=1 << 14)  # the same few are asked for again and again
def _instant(time_zone: str, day: date, minutes: int) -> datetime:
    whole_days, rest = divmod(minutes, 1440)
    local = datetime.combine(day + timedelta(days=whole_days), datetime.min.time())
    local += timedelta(minutes=rest)
    return local.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
