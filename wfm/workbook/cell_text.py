"""What a day of the roster says: `09:00–17:30 D`, `off`, or what a hand made of it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from wfm.workbook.styles import ABSENT, OFF, SHIFT_CODES

Span = tuple[int, int]
"""Start and end by the clock, in minutes after midnight; an end that is not later is tomorrow's."""

DASHES = "-‐‑‒–—−"
FREE = {"", OFF, ABSENT, *DASHES}
CLOCK = r"(\d{1,2})(?:[:.](\d{2})(?::00)?)?|(\d{2})(\d{2})"
SPAN = re.compile(
    rf"(?:{CLOCK})\s*[{DASHES}]\s*(?:{CLOCK})\s*[{''.join(SHIFT_CODES)}]?", re.ASCII | re.IGNORECASE
)
BETWEEN = re.compile(r"[+,;/&\n]")
"""What may stand between two shifts of one day."""
REMEDY = "write 09:00–17:30, two shifts as 09:00–12:00 + 14:00–18:00, or off"


class UnreadableError(ValueError):
    """A cell that says neither when somebody works nor that nobody does."""

    def __init__(self, what: str, remedy: str = REMEDY) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def spans_of(value: object, kind: str) -> tuple[Span, ...]:
    """Read a cell's shifts, earliest first; `kind` is its data type, as openpyxl names it.

    Raises
    ------
    UnreadableError
        With what the cell is instead, and what to write.
    """
    if kind == "f" or (isinstance(value, str) and value.startswith("=")):
        raise UnreadableError("is a formula", "put its value in the place of the formula")
    if kind == "e":
        raise UnreadableError(f"is an error, {value}")
    if value is None:
        return ()
    if not isinstance(value, str):
        raise UnreadableError(f"has become {_kind_in_words(value)}: {value}")
    words = value.replace("\xa0", " ").strip().strip("'").strip()
    if words.casefold() in FREE:
        return ()
    return tuple(sorted(_span(part.strip(), value) for part in BETWEEN.split(words)))


def says_absent(value: object) -> bool:
    """Tell whether a cell says that the agent is away, and not only that there is no shift."""
    return isinstance(value, str) and value.strip().casefold() == ABSENT


def _kind_in_words(value: object) -> str:
    if isinstance(value, time | timedelta):
        return "a time of day"
    return "a date" if isinstance(value, date) else "a number"


def _span(words: str, cell: str) -> Span:
    match = SPAN.fullmatch(words)
    if match is None:
        shown = cell if len(cell) <= 40 else cell[:39] + "…"
        raise UnreadableError(f"says {shown!r}, which is no shift")
    groups = match.groups()
    start, end = _minutes(groups[:4]), _minutes(groups[4:])
    if start >= 1440 or end > 1440:
        raise UnreadableError(f"says {words!r}; clocks go from 00:00 to 24:00")
    return start, end % 1440


def _minutes(groups: tuple[str | None, ...]) -> int:
    """Minutes after midnight of an hour, an hour with minutes, or four digits."""
    hour, minute, hours, minutes = groups
    found = int(hour or hours or 0), int(minute or minutes or 0)
    return 60 * found[0] + found[1] if found[1] < 60 else 1441
