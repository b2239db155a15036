"""Sheets of a workbook as cells that mean something: formulas by value, times as they are shown."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree.ElementTree import ParseError

from wfm.sites.cell_text import Unreadable
from wfm.sites.findings import Findings
from wfm.sites.layout import HEADER_WITHIN, Known, column_name, header_row, header_score
from wfm.sites.merged_cells import Filler, tall_cells
from wfm.sites.tables import MAX_BYTES, LongTable, blank, tell_titles, tell_unnamed
from wfm.words import phrase

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.workbook.workbook import Workbook

MAX_COLUMNS = 100
MAX_EMPTY_ROWS = 10_000
"""After so many empty rows a sheet is taken to be over: some are formatted to row 1,048,576."""

BROKEN = (
    OSError, EOFError, ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError,
    OverflowError, RuntimeError, NotImplementedError, ParseError, zipfile.BadZipFile, zlib.error,
    struct.error,
)  # fmt: skip
"""What openpyxl is seen to raise on damaged files."""

SERIALS_OF_TIMES = timedelta(days=3)
"""A serial below it is a time that passes midnight, not a date of 1900 or 1904."""
NOT_SHOWN = re.compile(r"\"[^\"]*\"|\\\\.|_.|\[[^\]]*\]")
"""Of a number format: literals, and what brackets hold of colour and language."""

Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook open twice: its formulas, and the values that they had when it was saved."""

    formulas: Workbook
    values: Workbook

    @property
    def sheetnames(self) -> list[str]:
        """Titles of all sheets."""
        return list(self.formulas.sheetnames)


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """Columns of a table in a sheet, and its rows by their numbers."""

    header: int
    columns: list[str]
    rows: list[tuple[int, Row]]


def opened(name: str | None, raw: bytes, findings: Findings) -> Workbook | None:
    """Open a workbook to read its sheets row by row; None, with a note, where that is impossible.

    From memory: openpyxl leaves a file that it cannot read open.
    """
    return _opened(name, raw, findings, data_only=False)


def opened_book(name: str | None, raw: bytes, findings: Findings) -> Book | None:
    """Open a workbook with its formulas and their values."""
    formulas = _opened(name, raw, findings, data_only=False)
    values = _opened(name, raw, findings, data_only=True) if formulas else None
    return Book(formulas, values) if formulas and values else None


def _opened(name: str | None, raw: bytes, findings: Findings, data_only: bool) -> Workbook | None:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(
                BytesIO(raw), read_only=True, keep_links=False, data_only=data_only
            )
    except BROKEN:
        findings.error(phrase("table.no_workbook"), phrase("do.save_as_xlsx"), name)
        return None


def sheet_titles(path: Path) -> list[str]:
    """Titles of a workbook's sheets; none where it cannot be read."""
    if path.stat().st_size > MAX_BYTES:
        return []
    book = opened(None, path.read_bytes(), Findings())
    return list(book.sheetnames) if book else []


def best_sheet(book: Book, known: Known, file: str, findings: Findings) -> str | None:
    """Find the sheet with most of the known columns; None, with a note, where it is not clear."""
    scores: dict[str, int] = {}
    for title in book.sheetnames:
        try:
            rows = [row for _, row in islice(_filled(book, title), HEADER_WITHIN)]
        except BROKEN:
            continue
        scores[title] = header_score(rows, known)
    best = [title for title, score in scores.items() if score and score == max(scores.values())]
    if len(best) == 1:
        return best[0]
    which = phrase("table.sheets_alike", names=tuple(best)) if best else phrase("table.no_sheet")
    remedy = (
        phrase("do.keep_the_one") if best else phrase("do.name_them", names=tuple(list(known)[:5]))
    )
    findings.error(which, remedy, file)
    return None


def unpacked_size(raw: bytes) -> int:
    """Bytes that a workbook would take unpacked, by its own directory; 0 where it has none."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except BROKEN:
        return 0


def read_sheet(
    book: Book,
    title: str,
    known: Known,
    limit: int,
    label: str,
    findings: Findings,
    *,
    sums: bool = False,
) -> SourceSheet | None:
    """Read a sheet's table of at most `limit` rows; None, with a note, where that is impossible.

    A cell merged over rows stands in each; numbers do not where they are `sums`, counted once.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = list(islice(_filled(book, title), limit + 2))
            merged = Filler(tall_cells(book.formulas, title), numbers=not sums)
    except BROKEN:
        findings.error(phrase("table.cannot_be_read"), phrase("do.save_workbook"), label)
        return None
    if len(rows) > limit + 1:
        findings.error(phrase("table.many_rows", most=limit), phrase("do.keep_planned"), label)
        return None
    if not rows:
        findings.error(phrase("table.empty"), phrase("do.header_in_row_1"), label)
        return None
    header = header_row([row for _, row in rows], known)
    tell_titles(label, header, findings)
    columns = [column_name(cell) for cell in rows[header][1]]
    named = [bool(name) for name in (*columns, *[""] * (MAX_COLUMNS - len(columns)))]
    said = any(
        not (blank(cell) or there)
        for _, row in rows[header + 1 :]
        for cell, there in zip(row, named, strict=False)
    )
    tell_unnamed(label, rows[header][0], said, findings)
    while columns and not columns[-1]:
        columns.pop()
    records = [(number, merged.row(number, row)) for number, row in rows[header + 1 :]]
    if merged.filled is not None:
        findings.warn(phrase("table.merged"), None, label, merged.filled)
    return SourceSheet(rows[header][0], columns, records)


def long_table(sheet: SourceSheet, label: str, findings: Findings) -> LongTable | None:
    """Give a sheet as a long table."""
    import pandas as pd

    named = [place for place, name in enumerate(sheet.columns) if name]
    columns = [sheet.columns[place] for place in named]
    if len(set(columns)) < len(columns):
        findings.error(phrase("table.same_names"), phrase("do.remove_one"), label, sheet.header)
        return None
    index = pd.Index([number for number, _ in sheet.rows], dtype="int64")
    cells = [
        [None if blank(row[place]) else row[place] for place in named] for _, row in sheet.rows
    ]
    return LongTable(label, pd.DataFrame(cells, index, columns, dtype=object), "", sheet.header)


def _filled(book: Book, title: str) -> Iterator[tuple[int, Row]]:
    """Rows that hold something, up to a long run of empty rows."""
    last = 1
    reader, values = _CellReader(book.formulas.epoch), _Values(book.values, title)
    for number, row in enumerate(_cells(book.formulas, title), 1):
        if any(cell.data_type == "f" for cell in row):
            found = tuple(map(reader.computed, row, values.row(number)))
        else:
            found = tuple(map(reader.value, row))
        if any(not blank(cell) for cell in found):
            last = number
            yield number, found
        elif number - last > MAX_EMPTY_ROWS:
            return


def _cells(book: Workbook, title: str) -> Iterator[tuple[ReadOnlyCell, ...]]:
    sheet: Any = book[title]
    yield from sheet.iter_rows(max_col=MAX_COLUMNS)


class _Values:
    """Rows of a sheet with the values of its formulas, read as far as they are asked for."""

    def __init__(self, book: Workbook, title: str) -> None:
        self._rows = enumerate(_cells(book, title), 1)

    def row(self, number: int) -> tuple[ReadOnlyCell, ...]:
        return next(row for n, row in self._rows if n == number)


class _CellReader:
    """Turns cells of a workbook into values; `epoch` is the day from which it counts."""

    def __init__(self, epoch: datetime) -> None:
        self.midnight = epoch if epoch.year == 1904 else datetime(1899, 12, 31)

    def value(self, cell: ReadOnlyCell) -> object:
        value = cell.value
        if cell.data_type == "e":
            return Unreadable(phrase("cell.error", value=str(value)), phrase("do.correct_it"))
        if isinstance(value, datetime):
            since = value - self.midnight
            if since < SERIALS_OF_TIMES:
                return since  # 24:00 and later in the format of a time of day
            if value.time() == time.min and not shows_time(cell.number_format):
                return value.date()
        return value

    def computed(self, formula: ReadOnlyCell, cell: ReadOnlyCell) -> object:
        """Give a cell's value where some cell of its row is a formula."""
        if formula.data_type == "f" and cell.value is None and cell.data_type == "n":
            return Unreadable(
                phrase("cell.formula_without_value"),
                phrase("do.open_and_save"),
            )
        return self.value(cell)


def shows_time(number_format: str) -> bool:
    """Whether a number format of dates shows the time of day, too."""
    return bool(re.search("[hs]", NOT_SHOWN.sub("", number_format.casefold())))
