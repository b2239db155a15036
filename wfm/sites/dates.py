"""Dates and moments in words and as spreadsheets keep them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone

from wfm.sites.cell_text import DASHES, CellError, short
from wfm.sites.weekdays import DAY_OF
from wfm.words import phrase

FIRST_YEAR, LAST_YEAR = 1990, 2100
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
GERMAN = (
    "januar jänner", "februar feber", "märz maerz mrz", "april", "mai", "juni", "juli", "august",
    "september", "oktober", "november", "dezember",
)  # fmt: skip
SPELLED = tuple((english, *german.split()) for english, german in zip(MONTHS, GERMAN, strict=True))
YEAR_FIRST = r"(?P<y1>\d{4})(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
COMPACT = r"(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})"
DOTTED = r"(?P<d3>\d{1,2})\. ?(?P<m3>\d{1,2})\. ?(?P<y3>\d{4}|\d{2})"
EITHER = r"(?P<a4>\d{1,2})(?P<s4>[-/])(?P<b4>\d{1,2})(?P=s4)(?P<y4>\d{4})"
DAY_NAMED = (
    r"(?P<d5>\d{1,2})(?:st|nd|rd|th|\.)?[ -]?(?P<m5>[a-zä]{3,9})\.?,?[ -]?(?P<y5>\d{4}|\d{2})"
)
NAMED_DAY = r"(?P<m6>[a-zä]{3,9})\.? (?P<d6>\d{1,2})(?:st|nd|rd|th)?,? (?P<y6>\d{4})"
CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?P<offset>z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?"
)
MOMENT = re.compile(
    rf"(?:(?P<weekday>[a-z]{{2,9}})\.?,? )?"
    rf"(?:{YEAR_FIRST}|{COMPACT}|{DOTTED}|{EITHER}|{DAY_NAMED}|{NAMED_DAY})"
    rf"(?:(?:t|,? ){CLOCK})?",
    re.ASCII,
)
WITHOUT_COLONS = re.compile(
    r"(?P<date>\d{1,4}([-/.])\d{1,2}\2\d{1,4}(?=t| |, )|\d{8})(?:t|,? )?"
    r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?![\d:.])",
    re.ASCII,
)
"""The basic format of ISO 8601, and what exports make of it: `20260105T0800`, `202601050800`."""
SLASHED = re.compile(r"\s*(\d{1,2})([-/])(\d{1,2})\2\d{4}\b", re.ASCII)


class DoubtfulDateError(CellError):
    """A date whose day may be its month."""


def day(cell: object, day_first: bool | None = None) -> date:
    """Read a date; some exports and sheets write its midnight behind it."""
    value = moment(cell, day_first)
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None and value.time() == time.min:
        return value.date()
    raise CellError(phrase("cell.has_time", cell=short(cell)), phrase("do.date_alone"))


def moment(cell: object, day_first: bool | None = None) -> date | datetime:
    """Read a date, or a date with a time; without an offset it is local at the site.

    `day_first` says how `06/04/2026` is read: by the table, or as declared; None is not known.
    Times of a spreadsheet are rounded to the minute: a serial with few digits misses it.
    """
    value = parsed(str(cell), day_first) if not isinstance(cell, date) else cell
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError(
            phrase("cell.far_away", cell=short(cell)),
            phrase("do.years", first=FIRST_YEAR, last=LAST_YEAR),
        )
    if isinstance(cell, datetime) and isinstance(value, datetime):
        return (value + timedelta(seconds=30)).replace(second=0, microsecond=0)
    return value


def order(words: Iterable[object]) -> bool | None:
    """Tell whether the day comes first in dates like `13/04/2026`; None where nothing shows it."""
    parts = [match for cell in words if isinstance(cell, str) and (match := SLASHED.match(cell))]
    first = any(int(match[1]) > 12 for match in parts)
    second = any(int(match[3]) > 12 for match in parts)
    return first if first != second else None


def parsed(words: str, day_first: bool | None = None) -> date | datetime:
    """Read a date or a moment in any of the shapes that leave no doubt.

    Raises
    ------
    CellError
        Also for `06/04/2026`, unless `day_first` says what it is.
    """
    plain = " ".join(DASHES.sub("-", words).casefold().split())
    match = MOMENT.fullmatch(WITHOUT_COLONS.sub(_with_colons, plain, count=1))
    if match is None:
        raise _no_date(words)
    try:
        found = date(*_date(match, words, day_first))
        if match["hour"] is None:
            value: date | datetime = found
        else:
            value = datetime.combine(found, time.min) + _since_midnight(match, words)
            if match["offset"]:
                value = value.replace(tzinfo=_zone(match["offset"]))
    except CellError:
        raise
    except (ValueError, OverflowError, StopIteration):
        raise _no_date(words) from None
    name = match["weekday"]
    if name and DAY_OF.get(name) != found.weekday():
        raise CellError(
            phrase("cell.is_weekday", cell=short(words), date=found), phrase("do.correct_weekday")
        )
    return value


def _with_colons(match: re.Match[str]) -> str:
    return f"{match['date']} {':'.join(filter(None, match.group('hour', 'minute', 'second')))}"


def _date(match: re.Match[str], words: str, day_first: bool | None) -> tuple[int, int, int]:
    if match["a4"]:
        return int(match["y4"]), *_in_order(int(match["a4"]), int(match["b4"]), words, day_first)
    shape = next(number for number in "123456" if number != "4" and match[f"y{number}"])
    year, month = int(match[f"y{shape}"]), match[f"m{shape}"]
    if len(match[f"y{shape}"]) == 2:
        year += 2000
    return year, _month(month), int(match[f"d{shape}"])


def _in_order(first: int, second: int, words: str, day_first: bool | None) -> tuple[int, int]:
    """Give month and day of a date with the year last."""
    if first > 12 or second > 12:
        day_first = first > 12 if day_first is None else day_first
    elif first == second:
        day_first = True
    if day_first is None and first > 0 and second > 0:
        either = [
            phrase("cell.day_of_month", day=day, month=MONTHS[month - 1].title())
            for day, month in ((first, second), (second, first))
        ]
        raise DoubtfulDateError(
            phrase("cell.doubtful_date", cell=short(words.strip()), one=either[0], other=either[1]),
            phrase("do.year_first"),
        )
    return (second, first) if day_first else (first, second)


def _month(words: str) -> int:
    if words.isdigit():
        return int(words)
    return next(
        number
        for number, names in enumerate(SPELLED, 1)
        if any(name.startswith(words) for name in names)
    )


def _since_midnight(match: re.Match[str], words: str) -> timedelta:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if match["half"]:
        if not 1 <= hour <= 12:
            raise _no_date(words)
        hour = hour % 12 + 12 * (match["half"] == "p")
    elif match["minute"] is None:
        raise _no_date(words)
    micro = int((match["part"] or "0").ljust(6, "0")[:6])
    if minute > 59 or second > 59 or (hour, minute, second, micro) > (24, 0, 0, 0):
        raise _no_date(words)
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def _zone(words: str) -> timezone:
    if words in {"z", "utc", "gmt"}:
        return UTC
    digits = words[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if words[0] == "-" else offset)


def _no_date(words: str) -> CellError:
    return CellError(
        phrase("cell.no_date", cell=short(words.strip())), phrase("do.write_date_or_moment")
    )
