"""The workbook opens in LibreOffice without repair and keeps every value."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.adherence.small_site import small_report
from tests.small_plan import small_plan
from tests.tools import needs
from tests.waiting import PATIENCE
from wfm.planning.revise_schedule import revised
from wfm.planning.roster_edits import opened_roster
from wfm.planning.week_demand import WeekDemand
from wfm.workbook import write_roster_workbook
from wfm.workbook.planned_vs_actual import write_planned_vs_actual

WORKBOOKS: dict[str, Callable[[Path], object]] = {
    "roster": lambda path: write_roster_workbook(small_plan(), path),
    "planned_vs_actual": lambda path: write_planned_vs_actual(small_report(), path),
}


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
    return tuple(float(f"{value:.12g}") if isinstance(value, float) else value for value in kept)


def resaved(path: Path, folder: Path) -> Path:
    """Let LibreOffice open a workbook and save it into a folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [needs("soffice"), profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*convert, folder, path], check=True, capture_output=True, timeout=PATIENCE)
    return folder / path.name


@pytest.mark.parametrize("name", WORKBOOKS)
def test_libreoffice_opens_the_workbook_and_saves_the_same_values(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.xlsx"
    WORKBOOKS[name](path)
    saved = resaved(path, tmp_path / "saved")
    kept = values(saved)
    assert kept == values(path)
    cells = [value for rows in kept.values() for row in rows for value in row]
    assert not [value for value in cells if isinstance(value, str) and value.startswith("#")]


def test_a_roster_that_libreoffice_saved_comes_back_with_its_one_edit(tmp_path: Path) -> None:
    plan = small_plan()
    path = tmp_path / "roster.xlsx"
    write_roster_workbook(plan, path)
    book = openpyxl.load_workbook(path)
    book["Roster"]["D6"].value = "9-17:30"
    book.save(path)
    saved = resaved(path, tmp_path / "saved")
    demand = WeekDemand(plan.site, plan.week, plan.forecast, plan.requirement, {})
    revision = revised(demand, plan.schedule, saved.read_bytes(), saved.name)
    assert [(edit.agent_id, edit.kind) for edit in revision.edits] == [("A1", "moved")]
    assert not revision.stale


EDITS: dict[str, tuple[str, object]] = {
    "Mon 19": ("E9", "M"),
    "Shifts": ("H2", 0.5),
    "Agents": ("C3", "Green"),
    "Summary": ("B5", 99),
    "Roster": ("A6", "Green"),
    "My notes": ("A1", "call Anna"),
}


@pytest.mark.parametrize("sheet", [None, *EDITS])
def test_edits_outside_the_rosters_days_are_told_and_saving_alone_is_none(
    sheet: str | None, tmp_path: Path
) -> None:
    plan = small_plan()
    path = tmp_path / "roster.xlsx"
    write_roster_workbook(plan, path)
    book = openpyxl.load_workbook(path)
    book["Roster"]["D6"].value = "9-17:30"
    if sheet is not None:
        cell, value = EDITS[sheet]
        (book[sheet] if sheet in book else book.create_sheet(sheet))[cell].value = value
    book.save(path)
    saved = path if sheet else resaved(path, tmp_path / "saved")
    roster = opened_roster(saved.read_bytes(), plan.site, plan.week, saved.name)
    assert roster.unread == (() if sheet is None else (sheet,))
