"""An uploaded site, laid out as a file or folder that the reader of sites knows."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath

from wfm.errors import InputError, InputProblem
from wfm.sites.rows import TABLES
from wfm.sites.tables import MAX_BYTES
from wfm.sites.toml_file import TOML_TABLES
from wfm.words import Phrase, phrase

PLAIN = frozenset(
    f"{TOML_TABLES[name]}.toml" if name in TOML_TABLES else f"{name}.csv"
    for name in (*TABLES, "history", "satisfaction")
)
KNOWN = PLAIN | {f"{name}.gz" for name in PLAIN if name.endswith(".csv")}
"""Only files of these names are ever written, each under its own name."""
MAX_FILES = 100
WORKBOOK_PART = "[Content_Types].xml"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
          ValueError)  # fmt: skip
"""What zipfile raises on damaged, encrypted and exotic archives."""


def laid_out(content: bytes, folder: Path) -> tuple[Path, list[InputProblem]]:
    """Write an uploaded workbook, or the tables of a zipped folder; what is left out is named.

    Raises
    ------
    InputError
        If it is neither, unpacks to too much, or has a table twice.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.filename == WORKBOOK_PART for entry in entries):
                path = folder / "site.xlsx"
                path.write_bytes(content)
                return path, []
            return folder, _unpack(archive, entries, folder)
    except BROKEN as error:
        what = phrase("import.no_archive")
        raise _refusal(what, phrase("do.send_xlsx")) from error


def _unpack(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: Path
) -> list[InputProblem]:
    if len(entries) > MAX_FILES:
        raise _refusal(phrase("import.many_files", most=MAX_FILES), phrase("do.zip_tables"))
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise _refusal(
            phrase("table.unpacks_large", megabytes=MAX_BYTES >> 20), phrase("do.own_rows")
        )
    left_out = []
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if entry.is_dir():
            continue
        if path.name not in KNOWN or len(path.parts) > 2 or ".." in path.parts:
            what = phrase("import.no_table")
            left_out.append(InputProblem(what, phrase("do.name_tables"), entry.filename[:200]))
            continue
        target = folder / path.name
        if target.exists():
            raise _refusal(phrase("import.twice", file=path.name), phrase("do.zip_one"))
        target.write_bytes(archive.read(entry))  # at most the size that it declares
    return left_out


def _refusal(what: Phrase, remedy: Phrase) -> InputError:
    return InputError([InputProblem(phrase("import.upload", what=what), remedy)])
