"""A site kept as one Excel workbook: the same tables as sheets."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from wfm.sites.findings import Findings, suggestion
from wfm.sites.tables import (
    MAX_BYTES,
    MAX_ROWS,
    MAX_SERIES_ROWS,
    LongTable,
    Table,
    blank,
    column_name,
)

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook as Book

MAX_COLUMNS = 100
MAX_EMPTY_ROWS = 10_000
"""After so many empty rows a sheet is taken to be over: some are formatted to row 1,048,576."""

BROKEN = (
    OSError, EOFError, ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError,
    OverflowError, RuntimeError, NotImplementedError, ParseError, zipfile.BadZipFile, zlib.error,
    struct.error,
)  # fmt: skip
"""What openpyxl is seen to raise on damaged files."""

NOTES = {"notes", "lists"}
"""Sheets that the template carries for people, not for the reader."""


class Workbook:
    """Tables of a workbook, read when they are asked for."""

    def __init__(self, path: Path, known: tuple[str, ...], findings: Findings) -> None:
        self.path, self.findings = path, findings
        self.hashes: dict[str, str] = {}
        self._book = self._open()
        self._sheets = (
            {column_name(name): name for name in self._book.sheetnames} if self._book else {}
        )
        for name, title in self._sheets.items():
            if name not in known and name not in NOTES:
                findings.warn("unknown sheet, not read", suggestion(name, known), self.label(title))

    def has(self, name: str) -> bool:
        """Whether a table's sheet is there, readable or not."""
        return self._book is None or name in self._sheets

    def label(self, name: str) -> str:
        """Name the sheet of a table."""
        return f"{self.path.name} sheet {name}"

    def table(self, name: str) -> Table | None:
        """Give one table, or None where it does not exist or cannot be read."""
        found = self._rows(name, MAX_ROWS)
        if found is None:
            return None
        columns, rows = found
        return Table(self.label(name), columns, [(n, _record(columns, row)) for n, row in rows])

    def series(self, name: str) -> LongTable | None:
        """Give one long table."""
        import pandas as pd

        found = self._rows(name, MAX_SERIES_ROWS - 1)
        if found is None:
            return None
        columns, rows = found
        if len(set(columns)) < len(columns):
            self.findings.error(
                "two columns have the same name", "remove one of them", self.label(name), 1
            )
            return None
        index = pd.Index([n for n, _ in rows], dtype="int64")
        cells = [row[: len(columns)] for _, row in rows]
        return LongTable(self.label(name), pd.DataFrame(cells, index, columns, dtype=object))

    def _open(self) -> Book | None:
        name = self.path.name
        try:
            raw = self.path.read_bytes() if self.path.stat().st_size <= MAX_BYTES else None
        except OSError:
            raw = b""
        if raw is None or unpacked_size(raw) > MAX_BYTES:
            self.findings.error(
                f"unpacks to more than {MAX_BYTES >> 20} MB",
                "keep the history apart, as history.csv in a folder",
                name,
            )
            return None
        self.hashes[name] = sha256(raw).hexdigest()
        return opened(name, raw, self.findings)

    def _rows(
        self, name: str, limit: int
    ) -> tuple[list[str], list[tuple[int, tuple[object, ...]]]] | None:
        if self._book is None or name not in self._sheets:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = list(islice(self._filled(self._book, name), limit + 2))
        except BROKEN:
            self.findings.error("cannot be read", "save the workbook again", self.label(name))
            return None
        if len(rows) > limit + 1:
            self.findings.error(
                f"has more than {limit:,} rows", "keep what is planned", self.label(name)
            )
            return None
        if not rows or all(blank(cell) for cell in rows[0][1]):
            self.findings.error("is empty", "write the header in row 1", self.label(name))
            return None
        columns = [column_name(cell) for cell in rows[0][1]]
        while columns and not columns[-1]:
            columns.pop()
        return columns, rows[1:]

    def _filled(self, book: Book, name: str) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Header and rows that hold something, up to a long run of empty rows."""
        sheet = book[self._sheets[name]]
        last = 1
        for n, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
            if n == 1 or any(not blank(cell) for cell in row):
                last = n
                yield n, row
            elif n - last > MAX_EMPTY_ROWS:
                return


def _record(columns: list[str], row: tuple[object, ...]) -> Mapping[str, object]:
    return {name: cell for name, cell in zip(columns, row, strict=False) if name}


def opened(name: str | None, raw: bytes, findings: Findings) -> Book | None:
    """Open a workbook to read its sheets row by row; None, with a note, where that is impossible.

    From memory: openpyxl leaves a file that it cannot read open.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(raw), read_only=True, keep_links=False)
    except BROKEN:
        findings.error(
            "is not a readable Excel workbook", "save it as 'Excel workbook (.xlsx)'", name
        )
        return None


def unpacked_size(raw: bytes) -> int:
    """Bytes that a workbook would take unpacked, by its own directory; 0 where it has none."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except BROKEN:
        return 0
