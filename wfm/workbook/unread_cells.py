"""What was typed into a sheet that is not read: which cells, what they held and what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from wfm.workbook.seal import plain

MOST_ROWS: Final = 100
"""Rows that may differ: beyond, a column was put in or the sheet was made anew."""
Texts = tuple[str, ...]
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A cell whose edit has no effect; an empty text is an empty cell."""

    place: str
    was: str
    now: str


def unread_cells(before: Rows, after: Rows, read: Collection[int]) -> tuple[UnreadCell, ...]:
    """Compare a sheet with what was written; the columns `read`, from 0, are left out.

    Sorting is no edit. A row that was edited is compared with the one it has most in common with;
    a row that is gone is told by its first cell. None where too much differs to be told apart.
    """
    old, new = (
        [(n, _texts(row, read)) for n, row in enumerate(rows, 1)] for rows in (before, after)
    )
    gone, come = _without(old, new), _without(new, old)
    if max(len(gone), len(come)) > MOST_ROWS:
        return ()
    found: list[UnreadCell] = []
    for number, row in come:
        origin = max(gone, key=lambda one: (_alike(one[1], row), one[0] == number), default=None)
        if origin is not None and (_alike(origin[1], row) or origin[0] == number):
            gone.remove(origin)
            found += _changes(number, origin[1], row)
        else:
            found += _changes(number, (), row)
    for number, row in gone:
        found += list(_changes(number, row, ()))[:1]
    return tuple(found)


def _texts(row: Sequence[object], read: Collection[int]) -> Texts:
    texts = ["" if column in read else plain(value) for column, value in enumerate(row)]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _without(rows: Sequence[tuple[int, Texts]], others: Sequence[tuple[int, Texts]]) -> list[
    tuple[int, Texts]
]:  # fmt: skip
    """Give the rows that have no like among the others, nor are empty."""
    left, kept = Counter(row for _, row in others), []
    for number, row in rows:
        if left[row]:
            left[row] -= 1
        elif row:
            kept.append((number, row))
    return kept


def _alike(one: Texts, other: Texts) -> int:
    return sum(a == b != "" for a, b in zip(one, other, strict=False))


def _changes(number: int, was: Texts, now: Texts) -> Iterator[UnreadCell]:
    width = max(len(was), len(now))
    for column in range(width):
        before, after = (row[column] if column < len(row) else "" for row in (was, now))
        if before != after:
            yield UnreadCell(f"{get_column_letter(column + 1)}{number}", before, after)
