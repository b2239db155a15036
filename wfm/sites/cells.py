"""One cell of a table, from a file or a sheet, as the value that it means."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from wfm.model import OpeningHours

Choice = TypeVar("Choice", bound=StrEnum)

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
DECIMAL_COMMA = re.compile(r"([+-]?\d+),(\d+ ?%?)", re.ASCII)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TRUE, FALSE = {"true", "yes", "y", "1"}, {"false", "no", "n", "0"}
FIRST_YEAR, LAST_YEAR = 1990, 2100


class CellError(ValueError):
    """A cell that does not mean what its column asks for."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def shown(cell: object) -> str:
    """Quote a cell for a message: short and on one line."""
    text = str(cell)
    return repr(text if len(text) <= 40 else text[:37] + "…")


def text(cell: object) -> str:
    """Read words, or a number that is used as a name."""
    if isinstance(cell, list | dict | date | time | bool):
        raise CellError(f"{shown(cell)} is not text", "write plain text")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    words = str(cell).strip()
    if not words.isprintable():
        raise CellError(f"{shown(words)} has control characters", "write plain text on one line")
    if len(words) > 200:
        raise CellError(f"{shown(words)} is too long", "use at most 200 characters")
    return words


def with_point(cell: str) -> str:
    """Give a cell's numbers, of which `|` may separate several, a point for their comma."""
    return "|".join(
        DECIMAL_COMMA.sub(r"\1.\2", part) if DECIMAL_COMMA.fullmatch(part) else part
        for part in cell.split("|")
    )


def number(cell: object) -> float:
    """Read a finite number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(cell)
    words = str(cell).strip()
    if words.startswith("="):
        raise CellError(f"{shown(words)} is a formula", "paste its value in place of the formula")
    if DECIMAL_COMMA.fullmatch(words):
        raise CellError(
            f"{shown(words)} has a decimal comma", f"write {words.replace(',', '.')} with a point"
        )
    if words.endswith("%"):
        raise CellError(f"{shown(words)} is a percentage", "write a plain number")
    if not NUMBER.fullmatch(words):
        raise CellError(f"{shown(words)} is not a number", "write digits with a decimal point")
    return _finite(float(words))


def share(cell: object) -> float:
    """Read a share, written as 0.8 or as 80%."""
    words = str(cell).strip()
    return number(words[:-1]) / 100 if words.endswith("%") else number(cell)


def _finite(value: float) -> float:
    if not math.isfinite(value) or abs(value) > 1e12:
        raise CellError(f"{shown(value)} is not a usable number", "write a number of common size")
    return float(value)


def whole(cell: object) -> int:
    """Read a whole number."""
    value = number(cell)
    if not value.is_integer():
        raise CellError(f"{shown(cell)} is not a whole number", "round it")
    return int(value)


def flag(cell: object) -> bool:
    """Read yes or no."""
    words = str(cell).strip().casefold()
    if words not in TRUE | FALSE:
        raise CellError(f"{shown(cell)} is neither yes nor no", "write yes or no")
    return words in TRUE


def names(cell: object) -> tuple[str, ...]:
    """Read names separated by `|`."""
    parts = cell if isinstance(cell, list) else str(cell).split("|")
    found = tuple(text(part) for part in parts if str(part).strip())
    if len(set(found)) < len(found):
        raise CellError(f"{shown(cell)} names something twice", "name each once")
    return found


def numbers(cell: object) -> tuple[float, ...]:
    """Read numbers separated by `|`."""
    parts = cell if isinstance(cell, list) else str(cell).split("|")
    return tuple(number(part) for part in parts if str(part).strip())


def day(cell: object) -> date:
    """Read a date."""
    value = moment(cell)
    if isinstance(value, datetime):
        raise CellError(f"{shown(cell)} has a time", "write the date alone, like 2026-03-02")
    return value


def moment(cell: object) -> date | datetime:
    """Read a date, or a date with a time; without an offset it is local at the site."""
    value = cell if isinstance(cell, date) else _parsed_moment(str(cell).strip())
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError(f"{shown(cell)} is far away", f"use years {FIRST_YEAR} to {LAST_YEAR}")
    if isinstance(cell, datetime) and cell.tzinfo is None and cell.time() == time.min:
        return cell.date()  # spreadsheets keep a date as its midnight
    return value


def _parsed_moment(words: str) -> date | datetime:
    try:
        return date.fromisoformat(words) if len(words) <= 10 else datetime.fromisoformat(words)
    except ValueError:
        raise CellError(
            f"{shown(words)} is not a date", "write 2026-03-02 or 2026-03-02 14:30"
        ) from None


def clock(cell: object) -> int:
    """Read a time of day as minutes after midnight; `24:00` and later mean the next day."""
    if isinstance(cell, time | datetime):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):  # 24:00 and later in a spreadsheet
        cell = f"{cell // timedelta(hours=1)}:{cell // timedelta(minutes=1) % 60:02d}"
    match = CLOCK.fullmatch(str(cell).strip())
    if not match or int(match[2]) > 59 or int(match[1]) > 48:
        raise CellError(f"{shown(cell)} is not a time of day", "write it like 08:30")
    return int(match[1]) * 60 + int(match[2])


def weekday(cell: object) -> int:
    """Read a weekday, 0 is Monday."""
    name = str(cell).strip().casefold()
    if name[:3] not in WEEKDAYS:
        raise CellError(f"{shown(cell)} is not a weekday", "use " + ", ".join(WEEKDAYS))
    return WEEKDAYS.index(name[:3])


def weekdays(cell: object) -> frozenset[int]:
    """Read weekdays such as `mon-fri` or `sat,sun`; `daily` means all."""
    if isinstance(cell, list):
        cell = ",".join(str(part) for part in cell)
    words = str(cell).strip().casefold()
    if words == "daily":
        return frozenset(range(7))
    found: set[int] = set()
    for part in re.split(r"[,|]", words):
        first, dash, last = part.partition("-")
        begin, end = weekday(first), weekday(last if dash else first)
        found.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return frozenset(found)


def zone(cell: object) -> str:
    """Read an IANA time zone."""
    name = text(cell)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CellError(
            f"{shown(name)} is no known time zone", "use a name like Europe/Berlin"
        ) from None
    return name


def interval(cell: object) -> int:
    """Read a planning interval in minutes."""
    minutes = whole(cell)
    if minutes not in {15, 30, 60}:
        raise CellError(f"{minutes} is no planning interval", "use 15, 30 or 60 minutes")
    return minutes


def country(cell: object) -> str:
    """Read a country whose public holidays are known, such as DE, or a part of it: DE-BY."""
    from holidays import list_supported_countries

    name = text(cell)
    parts = list_supported_countries()
    whole_country, dash, part = name.partition("-")
    if whole_country not in parts or (dash and part not in parts[whole_country]):
        raise CellError(f"no country {shown(name)} is known", "use an ISO code: DE, or DE-BY")
    return name


def choice(kind: type[Choice]) -> Callable[[object], Choice]:
    """Make a parser for the words of an enumeration."""

    def parse(cell: object) -> Choice:
        word = str(cell).strip().casefold()
        if word not in set(kind):
            raise CellError(f"{shown(cell)} is unknown here", "use one of " + ", ".join(kind))
        return kind(word)

    return parse


def opening_hours(cell: object) -> OpeningHours:
    """Read opening hours such as `mon-fri 08:00-20:00; sat 09:00-13:00`, or `24/7`."""
    words = str(cell).strip().casefold()
    if words == "24/7":
        words = "daily 00:00-24:00"
    windows: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for part in filter(None, (part.strip() for part in words.split(";"))):
        days, _, times = part.rpartition(" ")
        if not days:
            raise CellError(f"{shown(part)} has no weekday", "write it like mon-fri 08:00-20:00")
        for each in weekdays(days.replace(" ", "")):
            windows[each] += [_window(span) for span in times.split(",")]
    ordered = tuple(tuple(sorted(each)) for each in windows)
    if not any(ordered):
        raise CellError("never open", "write it like mon-fri 08:00-20:00")
    if any(a[1] > b[0] for each in ordered for a, b in pairwise(each)):
        raise CellError(f"{shown(cell)} has overlapping windows", "join them")
    return OpeningHours(ordered)


def _window(span: str) -> tuple[int, int]:
    first, dash, last = span.partition("-")
    if not dash:
        raise CellError(f"{shown(span)} is not a span of time", "write it like 08:00-20:00")
    begin, end = clock(first), clock(last)
    if begin >= 1440 or end > 2880 or begin == end:
        raise CellError(f"{shown(span)} is not a span of time", "write it like 08:00-20:00")
    return begin, end if end > begin else end + 1440
