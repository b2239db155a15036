"""Cells merged over several rows of a sheet, of which a file keeps only the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from openpyxl.utils import column_index_from_string

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

RANGE = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
CHUNK, LONGEST = 1 << 20, 200

Tall = Mapping[int, Mapping[int, int]]
"""Place of a column → first row of a merged cell → its last row."""


def tall_cells(book: Workbook, title: str) -> Tall:
    """Find the merged cells that span several rows; openpyxl leaves them out row by row."""
    sheet: Any = book[title]
    archive, path = getattr(book, "_archive", None), getattr(sheet, "_worksheet_path", None)
    if archive is None or path is None:
        return {}
    found: dict[int, dict[int, int]] = {}
    with archive.open(path) as part:
        for letters, first, last in _ranges(part):
            if last > first:
                found.setdefault(column_index_from_string(letters) - 1, {})[first] = last
    return found


def _ranges(part: IO[bytes]) -> Iterator[tuple[str, int, int]]:
    rest = b""
    while chunk := part.read(CHUNK):
        text = rest + chunk
        end = 0
        for match in RANGE.finditer(text):
            end = match.end()
            yield match[1].decode(), int(match[2]), int(match[3])
        rest = text[max(end, len(text) - LONGEST) :]


class Filler:
    """Gives the rows of a merged cell its content, row after row."""

    def __init__(self, tall: Tall, *, numbers: bool) -> None:
        """Numbers of a merged cell are the rows' own only where they are not `numbers` to sum."""
        self._tall, self._numbers = tall, numbers
        self._held: dict[int, tuple[int, object]] = {}
        self.filled: int | None = None
        """First row that was given something."""

    def row(self, number: int, cells: tuple[object, ...]) -> tuple[object, ...]:
        """Give a row as it reads on the sheet."""
        if not self._tall:
            return cells
        found = list(cells)
        for place, rows in self._tall.items():
            if place >= len(found):
                continue
            if number in rows and self._stands_for_each(found[place]):
                self._held[place] = rows[number], found[place]
            last, value = self._held.get(place, (0, None))
            if number <= last and found[place] is None and any(c is not None for c in cells):
                found[place] = value
                self.filled = self.filled or number
        return tuple(found)

    def _stands_for_each(self, cell: object) -> bool:
        return self._numbers or isinstance(cell, str | date)
