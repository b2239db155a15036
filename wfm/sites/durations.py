"""Lengths of time as people write them, in the unit of their column: `8:30`, `40 h`, `20 s`."""

from __future__ import annotations

import re
from datetime import time, timedelta

from wfm.sites.cell_text import spoken
from wfm.sites.numerals import Doubtful, amount, doubtful, number, whole

HOURS_AND_MINUTES = re.compile(r"(\d{1,3})(?::|\s*h\s*)([0-5]\d)(?::00)?\s*(?:h|hrs?|std|hours)?")
UNITS = {
    "hours": re.compile(r"\s*(?:h|hrs?|hours?|std\.?|stunden?)$"),
    "minutes": re.compile(r"\s*(?:m|mins?\.?|minutes?|minuten?)$"),
    "seconds": re.compile(r"\s*(?:s|secs?\.?|seconds?|sek\.?|sekunden?)$"),
}


def hours(cell: object) -> float:
    """Read hours: `8.5`, `8:30`, `8 h`, or a spreadsheet's time."""
    if (span := _span(cell)) is not None:
        return span / timedelta(hours=1)
    return number(_without_unit(cell, "hours"))


def hours_list(cell: object) -> tuple[float, ...]:
    """Read hours separated by `|`."""
    if isinstance(cell, Doubtful):
        raise doubtful(cell)
    parts = cell if isinstance(cell, list) else cell.split("|") if isinstance(cell, str) else [cell]
    return tuple(hours(part) for part in parts if str(part).strip())


def minutes(cell: object) -> int:
    """Read whole minutes: `30`, `30 min`, or a spreadsheet's time such as 0:30."""
    if isinstance(cell, time | timedelta) and (span := _span(cell)) is not None:
        return whole(span / timedelta(minutes=1))
    return whole(_without_unit(cell, "minutes"))


def seconds(cell: object) -> float:
    """Read seconds: `20` or `20 s`; `0:20` may be minutes, and is none."""
    return amount(_without_unit(cell, "seconds"))


def _span(cell: object) -> timedelta | None:
    if isinstance(cell, timedelta):
        return cell
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    match = HOURS_AND_MINUTES.fullmatch(spoken(cell)) if isinstance(cell, str) else None
    return timedelta(hours=int(match[1]), minutes=int(match[2])) if match else None


def _without_unit(cell: object, unit: str) -> object:
    """Give a cell without its unit; its text stays as it is, with what its file says of marks."""
    match = UNITS[unit].search(spoken(cell)) if isinstance(cell, str) else None
    return spoken(cell)[: match.start()] if match and match.start() else cell
