"""Days of the week in words."""

from __future__ import annotations

import re

from wfm.sites.words import CellError, shown, spoken

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPELLINGS = (
    "m mo mon monday",
    "tu tue tues tuesday",
    "w we wed weds wednesday",
    "th thu thur thurs thursday",
    "f fr fri friday",
    "sa sat saturday",
    "su sun sunday",
)
"""A single T or S is left out: it may be either of two days."""
DAY_OF = {
    name: day
    for day, words in enumerate(SPELLINGS)
    for name in (*words.split(), f"{words.split()[-1]}s")
}
EVERY_DAY = {"daily", "every day", "everyday", "all", "all days", "all week"}
LIST = re.compile(r"[,;|/&+]|\band\b")
RANGE = re.compile(r"\s*-\s*|\s+(?:to|through|thru|until|till)\s+")


def weekday(cell: object) -> int:
    """Read a weekday, 0 is Monday."""
    name = spoken(cell).strip(" .")
    if name not in DAY_OF:
        raise CellError(f"{shown(cell)} is not a weekday", "use " + ", ".join(WEEKDAYS))
    return DAY_OF[name]


def weekdays(cell: object) -> frozenset[int]:
    """Read weekdays such as `mon-fri`, `Monday to Friday` or `sat & sun`; `daily` means all."""
    if isinstance(cell, list):
        cell = ",".join(str(part) for part in cell)
    words = spoken(cell)
    if words in EVERY_DAY:
        return frozenset(range(7))
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in LIST.split(words))):
        ends = [weekday(end) for end in RANGE.split(part)]
        if len(ends) > 2:
            raise CellError(f"{shown(part)} has three ends", "write it like mon-fri")
        found.update((ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1))
    if not found:
        raise CellError(f"{shown(cell)} names no weekday", "write it like mon-fri")
    return frozenset(found)
