"""The workbook opens in LibreOffice without repair and keeps every value."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl

from tests.small_plan import small_plan
from tests.tools import needs
from wfm.workbook import write_roster_workbook


def values(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all sheets; figures to 12 digits, no empty cells at a row's end."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [_trimmed(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def _trimmed(row: tuple[object, ...]) -> tuple[object, ...]:
    filled = [index for index, value in enumerate(row) if value not in {None, ""}]
    kept = row[: filled[-1] + 1] if filled else ()
    return tuple(round(value, 12) if isinstance(value, float) else value for value in kept)


def test_libreoffice_opens_the_workbook_and_saves_the_same_values(tmp_path: Path) -> None:
    soffice = needs("soffice")
    path, saved = tmp_path / "roster.xlsx", tmp_path / "saved"
    write_roster_workbook(small_plan(), path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved)]
    subprocess.run([*convert, str(path)], check=True, capture_output=True, timeout=120)
    assert values(saved / "roster.xlsx") == values(path)
