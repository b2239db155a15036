"""A site kept as one Excel workbook: the same tables as sheets."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from wfm.sites.findings import Findings, suggestion
from wfm.sites.layout import column_name, matched, plain_names
from wfm.sites.schema import known_columns
from wfm.sites.sheets import Book, SourceSheet, long_table, opened_book, read_sheet, unpacked_size
from wfm.sites.tables import MAX_BYTES, MAX_SERIES_ROWS, LongTable, Table, most_rows
from wfm.words import phrase

NOTES = {"notes", "lists"}
"""Sheets that the template carries for people, not for the reader."""


class Workbook:
    """Tables of a workbook, read when they are asked for."""

    def __init__(self, path: Path, known: tuple[str, ...], findings: Findings) -> None:
        self.path, self.findings = path, findings
        self.hashes: dict[str, str] = {}
        self._book = self._open()
        titles = self._book.sheetnames if self._book else []
        names = matched([column_name(title) for title in titles], plain_names(known))
        self._sheets = dict(zip(names, titles, strict=True))
        for name, title in self._sheets.items():
            if name not in known and name not in NOTES:
                findings.warn(
                    phrase("table.unknown_sheet"), suggestion(name, known), self.label(title)
                )

    def has(self, name: str) -> bool:
        """Whether a table's sheet is there, readable or not."""
        return self._book is None or name in self._sheets

    def label(self, name: str) -> str:
        """Name the sheet of a table."""
        return f"{self.path.name} sheet {name}"

    def table(self, name: str) -> Table | None:
        """Give one table, or None where it does not exist or cannot be read."""
        sheet = self._sheet(name, most_rows(name))
        if sheet is None:
            return None
        rows = [(number, _record(sheet.columns, row)) for number, row in sheet.rows]
        return Table(self.label(name), sheet.columns, rows, header=sheet.header)

    def series(self, name: str) -> LongTable | None:
        """Give one long table."""
        sheet = self._sheet(name, MAX_SERIES_ROWS - 1, sums=True)
        return None if sheet is None else long_table(sheet, self.label(name), self.findings)

    def _open(self) -> Book | None:
        name = self.path.name
        try:
            raw = self.path.read_bytes() if self.path.stat().st_size <= MAX_BYTES else None
        except OSError:
            raw = b""
        if raw is None or unpacked_size(raw) > MAX_BYTES:
            self.findings.error(
                phrase("table.unpacks_large", megabytes=MAX_BYTES >> 20),
                phrase("do.history_apart"),
                name,
            )
            return None
        self.hashes[name] = sha256(raw).hexdigest()
        return opened_book(name, raw, self.findings)

    def _sheet(self, name: str, limit: int, *, sums: bool = False) -> SourceSheet | None:
        if self._book is None or name not in self._sheets:
            return None
        title, label = self._sheets[name], self.label(name)
        known = known_columns(name)
        return read_sheet(self._book, title, known, limit, label, self.findings, sums=sums)


def _record(columns: list[str], row: tuple[object, ...]) -> Mapping[str, object]:
    return {name: cell for name, cell in zip(columns, row, strict=False) if name}
