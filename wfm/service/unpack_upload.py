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
        what = "is neither a workbook nor a zip archive that can be read"
        raise _refusal(what, "send an .xlsx, or zip the site's folder") from error


def _unpack(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: Path
) -> list[InputProblem]:
    if len(entries) > MAX_FILES:
        raise _refusal(f"has more than {MAX_FILES} files", "zip the site's tables only")
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise _refusal(f"unpacks to more than {MAX_BYTES >> 20} MB", "keep the site's own rows")
    left_out = []
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if entry.is_dir():
            continue
        if path.name not in KNOWN or len(path.parts) > 2 or ".." in path.parts:
            what = "is no table that an import takes: it is left out"
            left_out.append(InputProblem(what, "give the tables their names", entry.filename[:200]))
            continue
        target = folder / path.name
        if target.exists():
            raise _refusal(f"has {path.name} twice", "zip one site's folder")
        target.write_bytes(archive.read(entry))  # at most the size that it declares
    return left_out


def _refusal(what: str, remedy: str) -> InputError:
    return InputError([InputProblem(f"the upload {what}", remedy)])
