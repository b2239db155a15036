"""A site kept as a folder of csv, csv.gz and toml files."""

from __future__ import annotations

import csv
import gzip
import io
import re
import warnings
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from wfm.sites.cell_text import short
from wfm.sites.findings import Findings, suggestion
from wfm.sites.formulas import frame_of_text, of_text
from wfm.sites.layout import Known, layout
from wfm.sites.numerals import of_semicolons
from wfm.sites.schema import known_columns
from wfm.sites.tables import (
    MAX_BYTES,
    MAX_ROWS,
    MAX_SERIES_ROWS,
    LongTable,
    Table,
    most_rows,
    tell_titles,
    tell_unnamed,
)
from wfm.sites.toml_file import TOML_TABLES, Document
from wfm.words import Phrase, phrase

EMPTY: Known = MappingProxyType({})


class Folder:
    """Tables of a folder, read when they are asked for."""

    def __init__(self, path: Path, known: tuple[str, ...], findings: Findings) -> None:
        self.path, self.findings = path, findings
        self.hashes: dict[str, str] = {}
        self._documents: dict[str, Document | None] = {}
        names = [TOML_TABLES[n] + ".toml" if n in TOML_TABLES else n + ".csv" for n in known]
        self.files = {entry.name: entry for entry in sorted(path.iterdir())}
        for entry in self.files.values():
            if entry.suffix in {".csv", ".toml", ".gz", ".xlsx"}:
                plain = entry.name.removesuffix(".gz")
                if plain not in names:
                    findings.warn(
                        phrase("table.unknown_file"), suggestion(plain, names), entry.name
                    )

    def has(self, name: str) -> bool:
        """Whether a table's file is there, readable or not."""
        return self.label(name) in self.files

    def label(self, name: str) -> str:
        """Name the file of a table."""
        if name in TOML_TABLES:
            return TOML_TABLES[name] + ".toml"
        packed = f"{name}.csv.gz"
        return packed if packed in self.files else f"{name}.csv"

    def table(self, name: str) -> Table | None:
        """Give one table, or None where it does not exist or cannot be read."""
        if name in TOML_TABLES:
            return self._toml_table(name)
        file = self.label(name)
        text = self._text(file)
        known = known_columns(name)
        return (
            None if text is None else csv_table(file, text, self.findings, known, most_rows(name))
        )

    def series(self, name: str) -> LongTable | None:
        """Give one long table."""
        file = self.label(name)
        text = self._text(file)
        return None if text is None else csv_series(file, text, self.findings, known_columns(name))

    def _text(self, file: str) -> str | None:
        if file.endswith(".gz") and file.removesuffix(".gz") in self.files:
            plain = file.removesuffix(".gz")
            self.findings.error(
                phrase("table.other_too", file=plain), phrase("do.keep_one_of_two"), file
            )
        if file not in self.files:
            return None
        raw = read_bytes(self.files[file], self.findings)
        if raw is None:
            return None
        self.hashes[file] = sha256(raw).hexdigest()
        return decoded(file, raw, self.findings)

    def _toml_table(self, name: str) -> Table | None:
        file = self.label(name)
        if file not in self._documents:
            text = self._text(file)
            self._documents[file] = None if text is None else Document(file, text, self.findings)
        document = self._documents[file]
        return document.table(name) if document else None


def read_bytes(path: Path, findings: Findings) -> bytes | None:
    """Read the bytes of a file, unpacked where it is gzip; None where that is not possible."""
    if not path.is_file():
        findings.error(phrase("table.no_plain_file"), phrase("do.table_as_file"), path.name)
        return None
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        findings.error(
            phrase("plan.cannot_be_read", reason=str(error)), phrase("do.save_or_copy"), path.name
        )
        return None
    if len(raw) > MAX_BYTES:
        findings.error(
            phrase("table.large", megabytes=MAX_BYTES >> 20), phrase("do.only_this_site"), path.name
        )
        return None
    return raw


def decoded(file: str, raw: bytes, findings: Findings) -> str | None:
    """Decode a file in UTF-8, with or without a byte order mark; a table in Windows-1252 too."""
    utf16 = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}  # "Unicode text" of spreadsheets
    try:
        text = raw.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if utf16:
            findings.error(phrase("table.damaged_utf16"), _remedy(file), file)
            return None
        row = raw.count(b"\n", 0, error.start) + 1
        western = _western(raw) if ".csv" in file else None
        if western is None:
            byte = f"0x{raw[error.start]:02x}"
            findings.error(phrase("table.no_utf8", byte=byte), _remedy(file), file, row)
            return None
        text = western
        word = short(BEYOND_ASCII.findall(text)[0])
        remedy = phrase("do.if_wrong", remedy=_remedy(file), word=word)
        findings.warn(phrase("table.windows_1252", word=word), remedy, file, row)
    if "\0" in text:
        findings.error(phrase("table.no_text"), _remedy(file), file)
        return None
    if not text.strip():
        findings.error(phrase("table.empty"), phrase("do.header_and_rows"), file)
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


BEYOND_ASCII = re.compile(r"\w*[^\x00-\x7f]\w*")
UTF8 = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
"""What hardly stands in Windows-1252: a file with both is damaged, not of another encoding."""


def _western(raw: bytes) -> str | None:
    """Decode Windows-1252, as spreadsheets of Western Europe write it; None where it is not."""
    try:
        return None if UTF8.search(raw) else raw.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _remedy(file: str) -> Phrase:
    return phrase("do.save_csv_utf8") if ".csv" in file else phrase("do.save_utf8")


def table_file(path: Path, findings: Findings, most: int = MAX_ROWS) -> Table | None:
    """Read a short table from a file of its own; None, with a note, where it cannot be read."""
    raw = read_bytes(path, findings)
    text = decoded(path.name, raw, findings) if raw is not None else None
    return csv_table(path.name, text, findings, most=most) if text is not None else None


def csv_table(
    file: str, text: str, findings: Findings, known: Known = EMPTY, most: int = MAX_ROWS
) -> Table | None:
    """Read a short table; with the `known` columns its header may stand below titles."""
    found = layout(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=found.separator, strict=True)
    rows: list[tuple[int, Mapping[str, object]]] = []
    columns = found.columns
    blanks, unnamed = [place for place, name in enumerate(columns) if not name], False
    try:
        for cells in reader:
            if reader.line_num <= found.header + 1:
                continue
            if len(rows) == most:
                findings.error(
                    phrase("table.many_rows", most=most), phrase("do.keep_planned"), file
                )
                return None
            if any(cell.strip() for cell in cells[len(columns) :]):
                findings.error(
                    phrase("table.fields_under_columns", fields=len(cells), columns=len(columns)),
                    phrase("do.quote_fields"),
                    file,
                    reader.line_num,
                )
            else:
                unnamed |= any(cells[place].strip() for place in blanks if place < len(cells))
                plain = map(of_text, cells)
                read = map(of_semicolons, plain) if found.separator == ";" else plain
                rows.append((reader.line_num, dict(zip(columns, read, strict=False))))
    except csv.Error as error:
        findings.error(
            phrase("table.no_table", reason=str(error)),
            phrase("do.check_quotes"),
            file,
            reader.line_num,
        )
        return None
    tell_titles(file, found.passed, findings)
    tell_unnamed(file, found.header + 1, unnamed, findings)
    return Table(file, columns, rows, header=found.header + 1)


def csv_series(file: str, text: str, findings: Findings, known: Known = EMPTY) -> LongTable | None:
    """Read a long table, every cell as text; its header may stand below titles, too."""
    import pandas as pd
    from pandas.errors import ParserError, ParserWarning

    if text.count("\n") > MAX_SERIES_ROWS:
        findings.error(
            phrase("table.many_series_rows", rows=MAX_SERIES_ROWS),
            phrase("do.last_two_years"),
            file,
        )
        return None
    found = layout(text, known)
    columns = [name or f"\0{place}" for place, name in enumerate(found.columns)]
    if not any(found.columns) or len(set(columns)) < len(columns):
        findings.error(phrase("table.same_names"), phrase("do.remove_one"), file, found.header + 1)
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            data = pd.read_csv(
                io.StringIO(text),
                sep=found.separator,
                skiprows=found.header + 1,
                header=None,
                names=columns,
                index_col=False,
                dtype=str,
                keep_default_na=False,
                na_values=["", *(mark * n for mark in " \u00a0" for n in range(1, 5))],
                skip_blank_lines=False,
                low_memory=False,
            )
    except (ParserError, ParserWarning, ValueError, OverflowError) as error:
        match = re.search(r"(?:line|row) (\d+)", str(error))
        row = int(match[1]) if match else None
        findings.error(phrase("table.row_misfit"), phrase("do.check_separators"), file, row)
        return None
    tell_titles(file, found.passed, findings)
    unnamed = [name for name in columns if name.startswith("\0")]
    said = bool(data[unnamed].notna().to_numpy().any())
    tell_unnamed(file, found.header + 1, said, findings)
    data = data.drop(columns=unnamed)
    data = frame_of_text(data) if "'" in text else data
    data.index = pd.RangeIndex(found.header + 2, len(data) + found.header + 2)
    return LongTable(file, data.dropna(how="all"), found.separator, found.header + 1)
