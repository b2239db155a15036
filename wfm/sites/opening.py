"""Opening hours in words."""

from __future__ import annotations

import re
from itertools import pairwise

from wfm.model import OpeningHours
from wfm.sites.cell_text import CellError, short, spoken
from wfm.sites.clock import DAY, span
from wfm.sites.weekdays import DAY_OF, EVERY_DAY, LIST, weekdays
from wfm.words import phrase

EXAMPLE = phrase("do.write_hours")
ALWAYS = {"24/7", "24x7", "24-7", "24 / 7", "24h", "24 h", "24 hours", "always", "always open"}
ALL_DAY = {
    "24h", "24 h", "24 hours", "all day", "open 24 hours", "24 stunden", "ganztägig",
    "rund um die uhr",
}  # fmt: skip
CLOSED = {"closed", "off", "geschlossen", "zu"}
NO_HOURS = CLOSED | {"-", "--", "none", "keine"}
CLOSED_FIRST = re.compile(r"(closed|geschlossen) (?=\D)(.+)")
UNTIL = re.compile(r"(?:until|till?|to|bis|from|von|ab)\b(?!.*\d.*\d)")
ITEM = re.compile(
    r"(?P<days>[a-zäöü][a-zäöü.\s-]*?)??[\s:]*"
    r"(?P<times>(?:(?:from |von )?(?:\d|noon|midday|midnight)|open 24|all day|ganztägig|rund um|"
    r"(?:closed|off|geschlossen|zu)$).*)?"
)
NEXT_DAYS = re.compile(
    r"(?:(?<=\d)|(?<=[ap]m)|(?<=\dh)|(?<=uhr))\s+(?=(?:"
    + "|".join(name for name in DAY_OF if len(name) > 1)
    + r")\b)"
)
"""Where days follow a time without a mark between: `mon-fri 9-17 sat 10-14`."""


def opening_hours(cell: object) -> OpeningHours:
    """Read opening hours such as `mon-fri 08:00-20:00; sat 09:00-13:00`, or `24/7`."""
    if spoken(cell) in ALWAYS:
        cell = "daily 00:00-24:00"
    if times_alone(cell):
        cell = f"daily {spoken(cell)}"
    windows: dict[int, list[tuple[int, int]]] = {day: [] for day in range(7)}
    closed: set[int] = set()
    for part in re.split(r"[;\r\n]+", str(cell)):
        for days, times in _lines(NEXT_DAYS.sub(", ", spoken(part))):
            if times in CLOSED:
                closed |= days
            for day in days:
                windows[day] += _windows(times)
    ordered = tuple(tuple(sorted(windows[day])) for day in range(7))
    if any(ordered[day] for day in closed):
        raise CellError(phrase("cell.open_and_closed", cell=short(cell)), EXAMPLE)
    if not any(ordered):
        raise CellError(phrase("cell.never_open"), EXAMPLE)
    if any(a[1] > b[0] for each in ordered for a, b in pairwise(each)):
        raise CellError(phrase("cell.windows_overlap", cell=short(cell)), phrase("do.join"))
    return OpeningHours(ordered)


def times_alone(cell: object) -> bool:
    """Whether hours are times without a weekday, such as `08:00 - 18:00`; not `24/7`."""
    if spoken(cell) in ALWAYS:
        return False
    lines = [line for line in re.split(r"[;\r\n]+", str(cell)) if line.strip()]
    items = [item.strip() for line in lines for item in LIST.split(spoken(line)) if item.strip()]
    matches = [ITEM.fullmatch(item) for item in items]
    return len(lines) == 1 and bool(items) and all(m and not m["days"] for m in matches)


def date_hours(cell: object) -> tuple[tuple[int, int], ...]:
    """Read the hours of one date: `08:00-14:00`, `8-12, 13-17`, `24 h` or `closed`."""
    words = spoken(cell)
    if words in NO_HOURS:
        return ()
    if words in ALWAYS:
        words = "all day"
    if UNTIL.match(words):
        raise CellError(phrase("cell.no_start", cell=short(cell)), phrase("do.write_date_hours"))
    found = opening_hours(f"monday {words}").windows
    if any(found[1:]):
        raise CellError(phrase("cell.names_weekdays", cell=short(cell)), phrase("do.only_times"))
    return found[0]


def _lines(part: str) -> list[tuple[frozenset[int], str]]:
    """Split `mon-fri 8-12, 13-17, sat 9-13` into days with one span each."""
    found: list[tuple[frozenset[int], str]] = []
    named: list[str] = []
    timed = False
    for item in filter(None, (item.strip() for item in LIST.split(part))):
        match = ITEM.fullmatch(CLOSED_FIRST.sub(r"\2 \1", item))
        days, times = (match["days"], match["times"]) if match else (item, None)
        if days:
            named = [*([] if timed else named), days.strip(" .:")]
            timed = False
        if times:
            if not named:
                raise CellError(phrase("cell.lacks_weekday", cell=short(part)), EXAMPLE)
            timed = True
            found.append((_days(named), times))
    if named and not timed:
        _days(named)
        raise CellError(phrase("cell.lacks_span", cell=short(part)), EXAMPLE)
    return found


def _days(named: list[str]) -> frozenset[int]:
    whole = named[0] if len(named) == 1 and named[0] in EVERY_DAY else ", ".join(named)
    return weekdays(whole)


def _windows(times: str) -> list[tuple[int, int]]:
    if times in CLOSED:
        return []
    return [(0, DAY) if times in ALL_DAY else span(times)]
