"""What a day of the roster says: `09:00–17:30 D`, `off`, or what a hand made of it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from wfm.words import Phrase, english, phrase
from wfm.workbook.styles import ABSENT, OFF, SHIFT_CODES

Span = tuple[int, int]
"""Start and end by the clock, in minutes after midnight; an end that is not later is tomorrow's."""

DASHES = "-‐‑‒–—−"
AWAY = {
    ABSENT, "sick", "sick leave", "sickness", "ill", "vacation", "holiday", "annual leave", "leave",
    "pto", "time off", "away", "abwesend", "krank", "au", "urlaub", "frei genommen", "feiertag",
    "elternzeit", "mutterschutz", "parental leave", "unpaid leave", "public holiday",
}  # fmt: skip
"""What people write where the roster says absent: it shows no reason."""
LONGEST_FIRST = sorted(AWAY, key=len, reverse=True)
FREE = {"", OFF, "day off", "free", "rest", "rest day", "frei", "freier tag", *AWAY, *DASHES}
INSIDE = {
    "training", "meeting", "coaching", "team meeting", "course", "schulung", "fortbildung",
    "besprechung", "seminar",
}  # fmt: skip
"""Work that lies inside a shift, whose times are missing then."""
CLOCK = r"(\d{1,2})(?:[:.](\d{2})(?::00)?)?\s*(?:([ap])\.?m?\.?)?|(\d{2})(\d{2})"
SPAN = re.compile(
    rf"(?:{CLOCK})\s*(?:[{DASHES}]|\b(?:to|until|till|bis)\b)\s*(?:{CLOCK})(?:\s*uhr)?\s*[{''.join(SHIFT_CODES)}]?",
    re.ASCII | re.IGNORECASE,
)
BETWEEN = re.compile(r"[+,;/&\n]")
"""What may stand between two shifts of one day."""
REMEDY = phrase("do.write_shifts")


class UnreadableError(ValueError):
    """A cell that says neither when somebody works nor that nobody does."""

    def __init__(self, what: Phrase, remedy: Phrase = REMEDY) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy

    def __str__(self) -> str:
        return english(self.what)


def spans_of(value: object, kind: str) -> tuple[Span, ...]:
    """Read a cell's shifts, earliest first; `kind` is its data type, as openpyxl names it.

    Raises
    ------
    UnreadableError
        With what the cell is instead, and what to write.
    """
    if kind == "f" or (isinstance(value, str) and value.startswith("=")):
        raise UnreadableError(phrase("roster.formula"), phrase("do.put_value"))
    if kind == "e":
        raise UnreadableError(phrase("cell.error", value=str(value)))
    if value is None:
        return ()
    if not isinstance(value, str):
        raise UnreadableError(phrase("roster.has_become", kind=_kind(value), value=str(value)))
    words = _plain(value)
    if words.casefold() in FREE:
        return ()
    if words.casefold() in INSIDE:
        raise UnreadableError(
            phrase("roster.not_when", words=words),
            phrase("do.write_shift"),
        )
    parts = (part.strip() for part in BETWEEN.split(words))
    return tuple(sorted(_span(part, value) for part in parts if not _absent_in_part(part)))


def says_absent(value: object) -> bool:
    """Tell whether a cell says that the agent is away, and not only that there is no shift."""
    return isinstance(value, str) and _plain(value).casefold() in AWAY


def _absent_in_part(words: str) -> bool:
    """Tell whether a part says for which hours the agent is away, and not at work."""
    away = next((word for word in LONGEST_FIRST if words.casefold().startswith(f"{word} ")), None)
    return away is not None and SPAN.fullmatch(words[len(away) :].strip()) is not None


def _plain(words: str) -> str:
    return " ".join(words.strip().strip("'").split())


def _kind(value: object) -> Phrase:
    if isinstance(value, time | timedelta):
        return phrase("roster.kind.clock")
    return phrase("roster.kind.date") if isinstance(value, date) else phrase("roster.kind.number")


def _span(words: str, cell: str) -> Span:
    match = SPAN.fullmatch(words)
    if match is None:
        shown = cell if len(cell) <= 40 else cell[:39] + "…"
        raise UnreadableError(phrase("roster.no_shift", words=shown))
    groups = match.groups()
    first, last = groups[:5], groups[5:]
    if (first[2] is None) != (last[2] is None):
        raise UnreadableError(phrase("roster.one_half", words=words), phrase("do.at_both"))
    start, end = _minutes(first), _minutes(last)
    if start >= 1440 or end > 1440:
        raise UnreadableError(phrase("roster.clocks", words=words))
    return start, end % 1440


def _minutes(groups: tuple[str | None, ...]) -> int:
    """Minutes after midnight of an hour, an hour with minutes, or four digits."""
    hour, minute, half, hours, minutes = groups
    found = int(hour or hours or 0), int(minute or minutes or 0)
    if half:
        if not 1 <= found[0] <= 12:
            return 1441
        found = found[0] % 12 + 12 * (half.casefold() == "p"), found[1]
    return 60 * found[0] + found[1] if found[1] < 60 else 1441
