"""Early, day, late, night and weekend: what each word means, for every room that says it.

A shift is one of `DayPart`, by the clock where the agent lives (the site's, but for an agent with a
zone of their own): a night, else late, else early, else day.
Night time is 23:00 to 06:00, seven hours that hold those from midnight to 05:00, and a shift with
three hours of it is a night: the least that Directive 2003/88/EC, article 2 (3) and (4) allow.
The days of the weekend are the site's own.
"""

from __future__ import annotations

from calendar import day_name
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from wfm.model.schedule import Shift

DAY: Final = 1440
NIGHT_TIME: Final = (23 * 60, 30 * 60)
"""From and to, in minutes from midnight; the end lies on the next day."""
NIGHT_MINUTES: Final = 180
"""Night time that makes a shift a night."""
LATE_AFTER: Final = 20 * 60
EARLY_BEFORE: Final = 8 * 60
SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})


class DayPart(StrEnum):
    """When a shift is worked."""

    EARLY = "early"
    DAY = "day"
    LATE = "late"
    NIGHT = "night"


class UnpopularWork(StrEnum):
    """What fairness spreads: kinds of shifts, and wishes refused."""

    WEEKEND = "weekend"
    NIGHT = "night"
    LATE = "late"
    WISH = "wish"


WEEKENDS_AGO: Final = tuple(f"weekend_{number}_ago" for number in range(1, 9))
"""What a ledger calls the weekends that began before a week, the last one first."""
HOURS_ACCOUNT: Final = "hours_account"
"""What it calls the hours that an agent has worked beyond the average so far."""
ROTATION_LINE: Final = "rotation_line"
"""What it calls the number of the line of a rotation that an agent is on."""
MONTH_SINCE: Final = "month_since"
"""What it calls the day of the month from which on the figures below are known."""
MONTH_HOURS: Final = "month_hours"
"""What it calls the hours of the calendar month that go before the next week's first day."""
MONTH_DAYS: Final = "month_days"
"""What it calls the days worked in it."""
MONTH_LEAVE: Final = "month_leave"
"""What it calls the working days of leave in it."""
MONTH_KINDS: Final = (MONTH_SINCE, MONTH_HOURS, MONTH_DAYS, MONTH_LEAVE)
WORDS: Final[Mapping[DayPart, str]] = MappingProxyType(
    {
        DayPart.NIGHT: f"{NIGHT_MINUTES // 60} hours or more between 23:00 and 06:00",
        DayPart.LATE: "ends after 20:00 and is no night",
        DayPart.EARLY: "starts before 08:00 and is neither night nor late",
        DayPart.DAY: "all others",
    }
)
"""What each part of the day means."""


@cache
def day_part(start: int, end: int) -> DayPart:
    """Say what a shift [start, end) is, in local minutes from the midnight of its date."""
    if night_minutes(start, end) >= NIGHT_MINUTES:
        return DayPart.NIGHT
    if end > LATE_AFTER:
        return DayPart.LATE
    return DayPart.EARLY if start < EARLY_BEFORE else DayPart.DAY


def night_minutes(start: int, end: int) -> int:
    """Give the minutes of [start, end) that are night time, by the clock."""
    begin, over = NIGHT_TIME
    return sum(
        max(0, min(end, over + shifted) - max(start, begin + shifted))
        for shifted in range(-DAY, end + 1, DAY)
    )


def part_of(shift: Shift, zone: ZoneInfo) -> DayPart:
    """Say what a shift is by the clock of the zone in which its agent lives."""
    midnight = datetime.combine(shift.start.astimezone(zone).date(), time())
    start, end = (
        (instant.astimezone(zone).replace(tzinfo=None) - midnight) // timedelta(minutes=1)
        for instant in (shift.start, shift.end)
    )
    return day_part(start, end)


def weekend_in_words(weekend: Collection[int]) -> str:
    """Name the days of a weekend: `Saturday or Sunday`."""
    return " or ".join(day_name[day] for day in sorted(weekend)) or "no day"
