"""Times of day, and spans between two of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from wfm.sites.cell_text import CellError, short, spoken
from wfm.words import phrase

DAY, LATEST = 1440, 2880
"""Minutes; times past midnight count on, up to the end of the day after."""
CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::00)?)?\s*"
    r"(?:h|hrs|uhr|(?P<half>[ap])\.?m\.?)?|(?P<hours>\d{2})(?P<minutes>\d{2})(?:\s*h(?:rs)?)?",
    re.ASCII,
)
NAMED = {"noon": 720, "midday": 720, "midnight": DAY}
BETWEEN = re.compile(r"\s*-\s*|\s+(?:to|until|till|til|bis)\s+")
FIRST_CLEAR_HOUR = 6
"""An hour alone below it may be meant for the afternoon."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written time says."""

    minutes: int
    half: str | None = None
    """`a` or `p`, where it is said."""
    loose: bool = False
    """Written as a twelve-hour clock would be, without saying which half of the day."""

    def in_half(self, half: str) -> int:
        """Minutes after midnight in that half of the day."""
        return self.minutes % 720 + (720 if half == "p" else 0)


def clock(cell: object) -> int:
    """Read a time of day as minutes after midnight; `24:00` and later mean the next day.

    Spreadsheets keep a time as a fraction of a day; it is rounded to the minute.
    """
    if isinstance(cell, time):
        cell = timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second + cell.microsecond / 1e6
        )
    if isinstance(cell, timedelta):
        minutes = round(cell / timedelta(minutes=1))
        if not 0 <= minutes <= LATEST:
            raise _no_time(cell)
        return minutes
    if isinstance(cell, date):
        raise CellError(phrase("cell.date_no_clock", cell=short(cell)), phrase("do.write_clock"))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell)
    found = _read(spoken(cell))
    if found.loose and found.minutes % 60 == 0 and found.minutes < FIRST_CLEAR_HOUR * 60:
        raise _which_half(cell, found)
    return found.minutes


def _number(cell: float) -> int:
    """Read a number: a fraction of a day, an hour, or hour and minutes without the colon."""
    if 0 <= cell < 1:
        return round(cell * DAY)
    if cell == int(cell) and 2 <= cell <= 24:
        return int(cell) * 60
    if cell == int(cell) and 100 <= cell <= 2400 and cell % 100 < 60:
        return int(cell // 100 * 60 + cell % 100)
    raise _no_time(cell)


def span(words: str) -> tuple[int, int]:
    """Read a span such as `08:00-20:00`, `9am - 5pm` or `8 to 18`; it may reach past midnight."""
    ends = BETWEEN.split(spoken(words))
    if len(ends) != 2:
        raise CellError(phrase("cell.no_span", cell=short(words)), phrase("do.write_span"))
    first, last = (_read(end.removeprefix("from ").removeprefix("von ").strip()) for end in ends)
    begin, end = _ends(words, first, last)
    if ends[0] == "midnight":
        begin = 0
    if begin >= DAY or end > LATEST or begin == end:
        raise CellError(phrase("cell.no_span", cell=short(words)), phrase("do.write_span"))
    return begin, end if end > begin else end + DAY


def _ends(words: str, first: Reading, last: Reading) -> tuple[int, int]:
    """Give both ends, the one that says no half of the day in the only half in which it fits."""
    begins, ends = [first.minutes], [last.minutes]
    if last.half and first.loose:
        begins = [first.in_half(half) for half in "ap"]
    if first.half and last.loose:
        ends = [last.in_half(half) for half in "ap"]
    fitting = [(begin, end) for begin in begins for end in ends if begin < end]
    if len(begins) + len(ends) > 2:
        if len(fitting) == 1:
            return fitting[0]
        raise _unclear(words)
    early = first.loose and first.minutes < FIRST_CLEAR_HOUR * 60
    if first.loose and last.loose and (not fitting or early):
        raise _unclear(words)
    return begins[0], ends[0]


def _read(words: str) -> Reading:
    if words in NAMED:
        return Reading(NAMED[words])
    match = CLOCK.fullmatch(words)
    if not match or words.startswith("0."):
        raise _no_time(words)
    hour, minute = (
        int(match["hour"] or match["hours"]),
        int(match["minute"] or match["minutes"] or 0),
    )
    if minute > 59 or hour * 60 + minute > LATEST or (match["half"] and hour > 12):
        raise _no_time(words)
    found = Reading(hour * 60 + minute, match["half"])
    if found.half:
        return Reading(found.in_half(found.half), found.half)
    return Reading(found.minutes, None, bool(match["hour"]) and words[0] != "0" and hour <= 12)


def _no_time(cell: object) -> CellError:
    return CellError(phrase("cell.no_clock", cell=short(cell)), phrase("do.write_clock"))


def _which_half(cell: object, found: Reading) -> CellError:
    hour = found.minutes // 60
    return CellError(
        phrase("cell.morning_or_afternoon", cell=short(cell)),
        phrase("do.write_hour", morning=hour, afternoon=hour + 12),
    )


def _unclear(words: str) -> CellError:
    return CellError(
        phrase("cell.morning_or_afternoon", cell=short(words)),
        phrase("do.both_ends_24"),
    )
