"""What working-time laws ask, read from their texts anew and judged on plain times.

Nothing here knows the rules of the product: days are local starts and ends, and pauses in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wfm.model import ActivityCategory, Shift

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Rest(NamedTuple):
    """A break or meal of a shift."""

    begin: datetime
    minutes: float
    meal: bool


class Day(NamedTuple):
    """A shift, by the clock of its place."""

    begin: datetime
    end: datetime
    rests: tuple[Rest, ...]

    @property
    def work(self) -> timedelta:
        """Time without pauses."""
        return self.end - self.begin - sum((r.minutes for r in self.rests), 0) * MINUTE

    @property
    def longest_stretch(self) -> timedelta:
        """Most time without a pause."""
        begins = [self.begin, *(r.begin + r.minutes * MINUTE for r in self.rests)]
        ends = [*(r.begin for r in self.rests), self.end]
        return max(end - begin for begin, end in zip(begins, ends, strict=True))

    def into(self, rest: Rest) -> timedelta:
        """How long the shift has lasted when a pause begins."""
        return rest.begin - self.begin


def days_of(shifts: Sequence[Shift], zone: str) -> list[Day]:
    """Read an agent's shifts, in their order."""
    local = ZoneInfo(zone)
    kinds = {ActivityCategory.BREAK: False, ActivityCategory.MEAL: True}
    return [
        Day(
            shift.start.astimezone(local),
            shift.end.astimezone(local),
            tuple(
                Rest(part.start.astimezone(local), part.minutes, kinds[part.category])
                for part in sorted(shift.activities, key=lambda part: part.start)
                if part.category in kinds
            ),
        )
        for shift in sorted(shifts, key=lambda shift: shift.start)
    ]


def _daily_rest(days: Sequence[Day]) -> Iterator[str]:
    for before, after in pairwise(days):
        if after.begin - before.end < 11 * HOUR:
            yield f"{after.begin:%a}: less than 11 h after the shift before"


def _weekly_rest(days: Sequence[Day], hours: int) -> Iterator[str]:
    """From Monday to the first hour at which work may begin again after Sunday."""
    monday = days[0].begin.replace(hour=0, minute=0) - days[0].begin.weekday() * 24 * HOUR
    borders = [monday, *(at for day in days for at in (day.begin, day.end))]
    borders.append(monday + (7 * 24 + EARLIEST) * HOUR)
    longest = max(after - before for before, after in zip(borders[::2], borders[1::2], strict=True))
    if longest < hours * HOUR:
        yield f"no {hours} h of rest in the week, at most {longest}"


EARLIEST = 5
"""Hour at which the planned sites' work begins at the earliest."""


def eu(days: Sequence[Day]) -> Iterator[str]:
    """Directive 2003/88/EC: art. 3 daily rest, 4 break beyond 6 h, 5 weekly rest of 24 + 11 h."""
    yield from _daily_rest(days)
    yield from _weekly_rest(days, 35)
    yield from (f"{day.begin:%a}: no break" for day in days if _long(day, 6) and not day.rests)


def germany(days: Sequence[Day]) -> Iterator[str]:
    """ArbZG of 1994: § 3 ten hours, § 4 pauses, § 5 daily rest, §§ 9 and 11 a day off a week."""
    yield from _daily_rest(days)
    yield from _weekly_rest(days, 35)
    for day in days:
        counted = sum(rest.minutes for rest in day.rests if rest.minutes >= 15)
        if day.work > 10 * HOUR:
            yield f"{day.begin:%a}: more than 10 h of work"
        if counted < (45 if _long(day, 9) else 30 if _long(day, 6) else 0):
            yield f"{day.begin:%a}: {counted} min of pauses"
        if day.longest_stretch > 6 * HOUR:
            yield f"{day.begin:%a}: more than 6 h without a pause"


def france(days: Sequence[Day]) -> Iterator[str]:
    """Code du travail of 2016: L3121-16, -18 and -20, L3131-1, L3132-1 and -2."""
    yield from _daily_rest(days)
    yield from _weekly_rest(days, 35)
    if len(days) > 6:
        yield "seven days of work"
    if sum((day.work for day in days), timedelta()) > 48 * HOUR:
        yield "more than 48 h of work"
    for day in days:
        if day.work > 10 * HOUR:
            yield f"{day.begin:%a}: more than 10 h of work"
        if day.work >= 6 * HOUR and not any(rest.minutes >= 20 for rest in day.rests):
            yield f"{day.begin:%a}: no pause of 20 min"
        if day.longest_stretch > 6 * HOUR:
            yield f"{day.begin:%a}: more than 6 h without a pause"


def uk(days: Sequence[Day]) -> Iterator[str]:
    """Working Time Regulations 1998: regulation 10, 11 (24 h a week, none of them of
    the daily 11) and 12 (20 min).
    """
    yield from _daily_rest(days)
    yield from _weekly_rest(days, 35)
    for day in days:
        if _long(day, 6) and not any(rest.minutes >= 20 for rest in day.rests):
            yield f"{day.begin:%a}: no break of 20 min"


def california(days: Sequence[Day]) -> Iterator[str]:
    """Labor Code 512, 551 and 552; Wage Order 4-2001, 12: ten minutes for each 4 h or most of it.

    Rest breaks count as hours worked; 3.5 to 6 hours have one, to 10 two, to 14 three (Brinker
    v. Superior Court, 2012).
    """
    yield from _weekly_rest(days, 24)
    for day in days:
        meals = [day.into(rest) for rest in day.rests if rest.meal and rest.minutes >= 30]
        if _long(day, 5) and not any(into <= 5 * HOUR for into in meals):
            yield f"{day.begin:%a}: no meal before the end of the fifth hour"
        if _long(day, 10) and len([into for into in meals if into <= 10 * HOUR]) < 2:
            yield f"{day.begin:%a}: no second meal"
        rests = [rest.minutes for rest in day.rests if not rest.meal]
        hours = day.work / HOUR + sum(rests) / 60
        asked = 0 if hours < 3.5 else sum(hours > over for over in (0, 6, 10, 14))
        taken = sum(minutes for minutes in rests if minutes >= 10)
        if taken < 10 * asked:
            yield f"{day.begin:%a}: {taken} of {10 * asked} min of rest"


def new_york(days: Sequence[Day]) -> Iterator[str]:
    """Labor Law 161 (a day of rest) and 162 (meals), office work, as published in 2014."""
    yield from _weekly_rest(days, 24)
    for day in days:
        begin, lasts = day.begin.hour + day.begin.minute / 60, (day.end - day.begin) / HOUR
        end = begin + lasts
        starts = [(begin + day.into(rest) / HOUR, rest.minutes) for rest in day.rests]
        noon = any(min(14, at + long / 60) - max(11, at) >= 0.5 for at, long in starts)
        if lasts > 6 and begin <= 11 and end >= 14 and not noon:
            yield f"{day.begin:%a}: no noonday meal"
        if lasts > 6 and begin >= 13 and not any(long >= 45 for _, long in starts):
            yield f"{day.begin:%a}: no meal of 45 min midway"
        evening = any(min(19, at + long / 60) - max(17, at) >= 0.33 for at, long in starts)
        if begin < 11 and end > 19 and not evening:
            yield f"{day.begin:%a}: no meal between 17:00 and 19:00"


def _long(day: Day, hours: float) -> bool:
    return day.work > hours * HOUR


READINGS: Mapping[str, Callable[[Sequence[Day]], Iterator[str]]] = {
    "eu": eu, "germany": germany, "france": france, "uk": uk, "california": california,
    "new_york": new_york,
}  # fmt: skip
