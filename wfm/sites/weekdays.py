"""Days of the week in words."""

from __future__ import annotations

import re

from wfm.sites.cell_text import CellError, short, spoken
from wfm.words import phrase

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPELLINGS = (
    "m mo mon monday mondays montag montags",
    "tu tue tues tuesday tuesdays di dienstag dienstags",
    "w we wed weds wednesday wednesdays mi mittwoch mittwochs",
    "th thu thur thurs thursday thursdays do donnerstag donnerstags",
    "f fr fri friday fridays freitag freitags",
    "sa sat saturday saturdays samstag samstags sonnabend sonnabends",
    "su sun sunday sundays so sonntag sonntags",
)
"""English and German. A single T or S is left out: it may be either of two days."""
DAY_OF = {name: day for day, words in enumerate(SPELLINGS) for name in words.split()}
ON = re.compile(r"^(?:on|at|am|an)\s+")
EVERY_DAY = {
    "daily", "every day", "everyday", "all", "all days", "all week", "täglich", "taeglich",
    "jeden tag", "alle tage",
}  # fmt: skip
LIST = re.compile(r"[,;|/&+]|\b(?:and|und)\b")
RANGE = re.compile(r"\s*-\s*|\s+(?:to|through|thru|until|till|bis)\s+")
EXCEPT = re.compile(r"\s*\b(?:except(?: for)?|excluding|but not|without|ausser|ohne)\b\s*")
WORKING_DAYS = re.compile(r"\b(?:weekdays?|week days|working days)\b", re.IGNORECASE)
WEEKEND = re.compile(r"\b(?:weekends?|week-ends?|wochenenden?)\b", re.IGNORECASE)


def weekday(cell: object) -> int:
    """Read a weekday, 0 is Monday."""
    name = ON.sub("", spoken(cell)).strip(" .")
    if name not in DAY_OF:
        raise CellError(
            phrase("cell.no_weekday", cell=short(cell)), phrase("do.use", names=tuple(WEEKDAYS))
        )
    return DAY_OF[name]


def weekdays(cell: object) -> frozenset[int]:
    """Read weekdays such as `mon-fri`, `Montag bis Freitag`, `sat & sun` or `daily except sun`."""
    if isinstance(cell, list):
        cell = ",".join(str(part) for part in cell)
    words = spoken(cell)
    of, *but = EXCEPT.split(words)
    if len(but) > 1:
        raise CellError(phrase("cell.two_exceptions", cell=short(cell)), phrase("do.name_days"))
    found, left_out = _listed(of, cell), _listed(but[0], cell) if but else frozenset()
    if strange := left_out - found:
        names = tuple(WEEKDAYS[day] for day in sorted(strange))
        raise CellError(phrase("cell.leaves_out", cell=short(cell), days=names),
                        phrase("do.name_days"))  # fmt: skip
    if found == left_out:
        raise CellError(phrase("cell.leaves_out_all", cell=short(cell)), phrase("do.name_days"))
    return found - left_out


def _listed(words: str, cell: object) -> frozenset[int]:
    if words in EVERY_DAY:
        return frozenset(range(7))
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in LIST.split(words))):
        ends = [weekday(end) for end in RANGE.split(part)]
        if len(ends) > 2:
            raise CellError(
                phrase("cell.three_ends", cell=short(part)), phrase("do.write_weekdays")
            )
        found.update((ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1))
    if not found:
        raise CellError(
            phrase("cell.names_no_weekday", cell=short(cell)), phrase("do.write_weekdays")
        )
    return frozenset(found)


def with_weekend_named(cell: object, weekend: frozenset[int]) -> object:
    """Give a cell with the days in place of `weekdays` and `weekend`, which each site has its own.

    Cells without these words stay as they are.
    """
    if isinstance(cell, list):
        return [with_weekend_named(part, weekend) for part in cell]
    if not isinstance(cell, str):
        return cell
    off, on = (
        ", ".join(name for day, name in enumerate(WEEKDAYS) if (day in weekend) == free)
        for free in (True, False)
    )
    return WEEKEND.sub(off, WORKING_DAYS.sub(on, cell))
