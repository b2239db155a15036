"""Cells of a workbook mean what the sheet shows: the same site as its tables in a folder."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.sites.small_site import FILES, write
from tests.sites.test_workbook import save, tables
from wfm.errors import InputError
from wfm.sites import read_site
from wfm.sites.sheets import shows_time
from wfm.words import english

WITH_TIME = "yyyy-mm-dd hh:mm"


def edited(path: Path, changes: dict[str, tuple[object, str | None]], name: str) -> Path:
    """Write the small site with cells of a sheet put in place: value, number format."""
    save(path, tables())
    book = load_workbook(path)
    for place, (value, number_format) in changes.items():
        book[name][place] = value
        if number_format:
            book[name][place].number_format = number_format
    book.save(path)
    return path


def computed(path: Path, place: str, sheet: str, value: str, kind: str = "str") -> Path:
    """Give a formula the value that a spreadsheet program would have saved with it."""
    titles = load_workbook(path).sheetnames
    part = f"xl/worksheets/sheet{titles.index(sheet) + 1}.xml"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    xml = parts[part].decode()
    cell = rf'<c r="{place}"([^>]*?)(?: t="\w+")?><f>(.*?)</f><v ?/?>(?:</v>)?</c>'
    new = rf'<c r="{place}"\1 t="{kind}"><f>\2</f><v>{value}</v></c>'
    parts[part], count = re.subn(cell, new, xml)[0].encode(), len(re.findall(cell, xml))
    assert count == 1
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return path


def test_a_moment_at_midnight_is_a_moment_and_a_date_a_whole_day(tmp_path: Path) -> None:
    noon, midnight = datetime(2026, 3, 4, 12), datetime(2026, 3, 5)
    places: dict[str, tuple[object, str | None]] = {
        "B2": (noon, WITH_TIME), "C2": (midnight, WITH_TIME),
        "B3": (midnight, "dd/mm/yyyy"), "C3": (midnight, "dd/mm/yyyy"),
    }  # fmt: skip
    book = edited(tmp_path / "a.xlsx", places, "time_off")
    rows = "agent_id,from,to,kind\nA1,2026-03-04 12:00,2026-03-05 00:00,vacation\n"
    rows += "A2,2026-03-05,2026-03-05,appointment\n"
    found = read_site(book).site.time_off
    assert found == read_site(write(tmp_path, time_off__csv=rows)).site.time_off
    assert found[0].end == datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert found[1].end - found[1].start == timedelta(days=1)


def test_times_of_a_day_and_more_keep_their_days(tmp_path: Path) -> None:
    places = {"C2": (0, "hh:mm"), "D2": (1, "hh:mm")}
    window = read_site(edited(tmp_path / "a.xlsx", places, "availability")).site.availability[0]
    assert (window.start, window.end) == (0, 1440)
    places = {"C2": (0.8, "hh:mm"), "D2": (1.25, "h:mm AM/PM")}
    window = read_site(edited(tmp_path / "b.xlsx", places, "availability")).site.availability[0]
    assert (window.start, window.end) == (1152, 1800)


def test_an_empty_window_of_a_sheet_is_refused(tmp_path: Path) -> None:
    book = edited(tmp_path / "a.xlsx", {"C2": (0, "hh:mm"), "D2": (0, "hh:mm")}, "availability")
    with pytest.raises(InputError, match="sheet availability, row 2, field to"):
        read_site(book)


def test_a_date_in_place_of_a_time_is_refused(tmp_path: Path) -> None:
    places = {"C2": (datetime(2026, 3, 2, 8), WITH_TIME)}
    with pytest.raises(InputError, match=r"row 2, field from.*is a date"):
        read_site(edited(tmp_path / "a.xlsx", places, "availability"))


def test_times_with_few_digits_are_rounded_to_the_minute(tmp_path: Path) -> None:
    places: dict[str, tuple[object, str | None]]
    places = {"C2": (0.33333, "hh:mm"), "D2": (0.7083, "hh:mm")}
    window = read_site(edited(tmp_path / "a.xlsx", places, "availability")).site.availability[0]
    assert (window.start, window.end) == (480, 1020)
    places = {"B2": (46085.3333, WITH_TIME), "C2": (46085.7083, WITH_TIME)}
    (off, _) = read_site(edited(tmp_path / "b.xlsx", places, "time_off")).site.time_off
    assert (off.start, off.end) == (
        datetime(2026, 3, 4, 7, tzinfo=UTC), datetime(2026, 3, 4, 16, tzinfo=UTC),
    )  # fmt: skip


def test_a_workbook_that_counts_from_1904_has_the_same_times(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", tables())
    book = load_workbook(path)
    book.epoch = datetime(1904, 1, 1)
    for place, value in (("C2", 0), ("D2", 1)):
        book["availability"][place] = value
        book["availability"][place].number_format = "hh:mm"
    book.save(path)
    window = read_site(path).site.availability[0]
    assert (window.start, window.end) == (0, 1440)


def test_a_formula_is_its_value(tmp_path: Path) -> None:
    path = edited(tmp_path / "a.xlsx", {"B2": ('="Ida "&"Robbe"', None), "F3": ("=A1", None)},
                  "agents")  # fmt: skip
    computed(path, "B2", "agents", "Ida Robbe")
    computed(path, "F3", "agents", "")
    agents = read_site(path).site.agents
    assert agents[0].name == "Ida Robbe"
    assert agents[1].start_date is None, "a formula whose value is nothing is a blank cell"


@pytest.mark.parametrize("sheet", ["agents", "history", "states"])
def test_a_formula_without_a_value_is_refused_with_its_cell(tmp_path: Path, sheet: str) -> None:
    book = edited(tmp_path / "a.xlsx", {"A2": ('="A"&"1"', None)}, sheet)
    with pytest.raises(InputError) as refused:
        read_site(book)
    (problem, *_) = [
        p for p in refused.value.problems if "formula without a value" in english(p.what)
    ]
    assert (problem.file, problem.row) == (f"a.xlsx sheet {sheet}", 2)


def test_an_error_of_a_formula_is_refused(tmp_path: Path) -> None:
    path = edited(tmp_path / "a.xlsx", {"C2": ("=VLOOKUP(A2,B:B,1)", None)}, "agents")
    with pytest.raises(InputError, match="row 2, field team: is an error, #N/A"):
        read_site(computed(path, "C2", "agents", "#N/A", "e"))


@pytest.mark.parametrize(
    ("number_format", "time"),
    [
        ("yyyy-mm-dd", False), ("dd/mm/yyyy hh:mm", True), ("[$-F800]dddd, mmmm dd, yyyy", False),
        ("d-mmm-yy", False), ("DD.MM.YYYY HH:MM", True), ('dd.mm.yyyy "Schicht"', False),
        ("[$-409]m/d/yy h:mm AM/PM;@", True), (r"yyyy\-mm\-dd\ ", False), ("mm:ss", True),
    ],
)  # fmt: skip
def test_a_number_format_says_whether_a_time_is_shown(number_format: str, time: bool) -> None:
    assert shows_time(number_format) is time


def test_a_history_of_real_date_times_is_in_the_sites_zone(tmp_path: Path) -> None:
    content = tables()
    for row in content["history"][1:]:
        row[0] = datetime.fromisoformat(str(row[0])).replace(tzinfo=None)
    book = read_site(save(tmp_path / "corner.xlsx", content))
    assert book.history.equals(read_site(write(tmp_path)).history)


def test_a_history_alone_may_be_a_workbook(tmp_path: Path) -> None:
    from wfm.sites.history_file import read_input

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Calls"
    for line in (
        ["Our calls"],
        [],
        ["Date", "Queue", "Calls"],
        [datetime(2026, 1, 5, 8), "Line", 9],
    ):
        sheet.append(line)
    book.create_sheet("Notes").append(["about this export"])
    book.save(tmp_path / "calls.xlsx")
    found = read_input(tmp_path / "calls.xlsx", "Europe/Berlin", None, 30, zeros=False)
    row = found.history.iloc[0]
    assert (row["interval_start"], row["offered"], row["row"]) == (
        datetime(2026, 1, 5, 7, tzinfo=UTC), 9, 4,
    )  # fmt: skip


def test_a_date_cell_of_employment_may_have_a_midnight(tmp_path: Path) -> None:
    book = edited(tmp_path / "a.xlsx", {"F2": (datetime(2024, 5, 1), WITH_TIME)}, "agents")
    assert read_site(book).site.agents[0].start_date == date(2024, 5, 1)
    assert FILES["agents.csv"].startswith("agent_id,name,team,work_plan,skills,start_date")


def test_cells_beside_a_sheets_columns_are_told(tmp_path: Path) -> None:
    book = edited(tmp_path / "a.xlsx", {"K2": ("call back", None)}, "agents")
    (warning,) = read_site(book).warnings
    assert english(warning.what) == "cells under no column name, not read"
    assert (warning.file, warning.row) == ("a.xlsx sheet agents", 1)


def test_a_cell_merged_over_rows_stands_in_each_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    save(path, tables())
    book = load_workbook(path)
    book["agents"].merge_cells("C2:C3")
    history = book["history"]
    columns = [cell.value for cell in history[1]]
    for name in ("queue", "offered"):
        letter = history.cell(1, columns.index(name) + 1).column_letter
        history.merge_cells(f"{letter}2:{letter}3")
    book.save(path)
    with pytest.raises(InputError) as refused:
        read_site(path)
    (found,) = refused.value.problems
    assert (found.field, found.row, english(found.what)) == ("offered", 3, "this cell is empty")
    assert len(refused.value.notes) == 2, "a sum is not counted twice; names stand in each row"
