"""The workbook is what a scheduler hands out: read it back as the scheduler's programs do."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.small_plan import small_plan
from wfm.workbook import roster_file_name, write_roster_workbook

DAYS = ["Mon 19", "Tue 20", "Wed 21", "Thu 22", "Fri 23", "Sat 24", "Sun 25"]
LISTS = ["Shifts", "Agents", "Warnings", "Definitions", "Meta"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "roster.xlsx"
    write_roster_workbook(small_plan(), path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def roster_row(book: Workbook, name: str) -> list[object]:
    rows = book["Roster"].iter_rows(min_row=5, values_only=True)
    return next(list(row) for row in rows if row[1] == name)


def column_of(sheet: Worksheet, row: int, value: object) -> int:
    return next(cell.column for cell in sheet[row] if cell.value == value)


def test_the_sheets_are_those_that_are_promised(book: Workbook) -> None:
    assert book.sheetnames == ["Summary", "Roster", *DAYS, "Coverage", *LISTS]


def test_an_agents_week_stands_in_one_row_under_real_dates(book: Workbook) -> None:
    header = [cell.value for cell in book["Roster"][4]]
    assert header[3] == datetime(2026, 10, 19)
    anna = ["07:00–15:30 E"] * 5 + ["off", "off", 5, timedelta(hours=40), 0, 0, "A1"]
    assert roster_row(book, "Anna Albers") == ["Blue", "Anna Albers", "full-time", *anna]


def test_a_night_into_the_day_of_25_hours_ends_by_the_clock_on_the_wall(book: Workbook) -> None:
    dana = roster_row(book, "Dana Diaz")
    assert dana[3:] == [
        "–",
        "–",
        "–",
        "off",
        "off",
        "22:00–05:30 N",
        "off",
        1,
        timedelta(hours=8),
        1,
        1,
        "B2",
    ]


def test_time_off_is_shown_without_its_reason_anywhere(book: Workbook, path: Path) -> None:
    assert roster_row(book, "Chloë Özdemir")[3:8] == ["absent"] * 5
    with zipfile.ZipFile(path) as parts:
        assert not any(b"sick" in parts.read(name) for name in parts.namelist())


def test_a_name_that_starts_like_a_formula_is_text(book: Workbook) -> None:
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    named = [cell for cell in cells if cell.value == "=cmd|'/c calc'!A1"]
    assert len(named) > 3
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in named)
    assert not any(cell.data_type == "f" for cell in cells)


def test_nothing_is_merged_and_everything_prints_on_one_page_width(book: Workbook) -> None:
    """Long lists stand upright: a list of 60 agents' activities takes half as many pages."""
    upright = {"Shifts", "Agents", "Meta"}
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert (sheet.page_setup.orientation == "portrait") == (sheet.title in upright)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    for name in upright:
        assert book[name].print_title_rows == "$1:$1"


def test_what_is_for_programs_only_is_not_printed(book: Workbook) -> None:
    """Long parameters beside the message would make all of the sheet's letters tiny."""
    warnings = book["Warnings"]
    assert warnings.print_area == f"'Warnings'!$A$1:$C${warnings.max_row}"


@pytest.mark.parametrize("name", ["Roster", "Mon 19", "Coverage", "Shifts", "Agents", "Warnings"])
def test_tables_have_frozen_panes_and_filters(book: Workbook, name: str) -> None:
    assert book[name].freeze_panes is not None
    assert book[name].auto_filter.ref is not None


def test_a_day_grid_shows_letters_under_the_heads_required_and_scheduled(book: Workbook) -> None:
    sheet = book["Mon 19"]
    column = column_of(sheet, 7, time(9))
    assert [sheet.cell(row, column).value for row in (3, 4, 5, 6)] == pytest.approx(
        [2.9, 1, -1.9, 1.9]
    )
    letters = {row[1]: row[column - 1] for row in sheet.iter_rows(min_row=8, values_only=True)}
    assert letters == {"Anna Albers": "B", "=cmd|'/c calc'!A1": "Q", "Björn <b>Berg</b>": None}


def test_the_night_shift_goes_on_in_the_next_days_grid(book: Workbook) -> None:
    sheet = book["Sun 25"]
    clock = [cell.value for cell in sheet[7]][3:]
    assert clock.count(time(2)) == 2, "clocks show 02:00 twice on this day"
    dana = [cell.value for cell in sheet[8]]
    assert dana[1:3] == ["Dana Diaz", "from day before"]
    assert "".join(letter or "-" for letter in map(str, dana[3:9])) == "BQQQQQ"


def test_a_warning_has_its_code_and_parameters_beside_its_words(book: Workbook) -> None:
    columns, row = book["Warnings"].iter_rows(values_only=True)
    assert columns == ("Severity", "Stage", "Message", "Code", "Parameters")
    text = "Sunday 00:00–06:00 is 6 heads short."
    assert row[:4] == ("warning", "schedule", text, "text")
    assert json.loads(str(row[4])) == {"text": text}


def test_every_shift_is_listed_flat_with_real_times_and_durations(book: Workbook) -> None:
    rows = list(book["Shifts"].iter_rows(values_only=True))
    header, records = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert header[:4] == ("agent_id", "agent_name", "team", "shift_id")
    paid = sum((r["duration"] for r in records if r["paid"] == "yes"), timedelta())
    assert paid / timedelta(hours=1) == pytest.approx(small_plan().paid_hours)
    night = [r for r in records if r["agent_id"] == "B2"]
    assert night[0]["shift_date"] == datetime(2026, 10, 24)
    assert night[-1]["start"] == datetime(2026, 10, 25, 2, 30)
    assert night[-1]["utc_offset"] == "UTC+0200"
    assert night[-1]["end"] == datetime(2026, 10, 25, 5, 30)
    assert night[-1]["duration"] == timedelta(hours=4), "the clock is turned back in between"


def test_coverage_shows_net_heads_per_day_and_a_chart_for_each(book: Workbook) -> None:
    sheet = book["Coverage"]
    nets = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[2] == "net"]
    plan = small_plan()
    overall = sum(
        sum(v for v in row[3:] if v is not None) for row in nets if row[0] == "All queues"
    )
    assert overall == pytest.approx(plan.coverage["net"].sum())
    assert len(nets) == 6 * 3, "six open days: all queues, calls, e-mail"
    assert len(sheet._charts) == 6


def test_the_summary_says_what_the_week_needs_gets_and_costs(book: Workbook) -> None:
    figures = {row[0]: row[1] for row in book["Summary"].iter_rows(max_col=2, values_only=True)}
    plan = small_plan()
    assert figures["Paid hours"] == timedelta(hours=plan.paid_hours)
    assert figures["Cost per contact, EUR"] == pytest.approx(plan.cost / plan.total["handled"])
    assert figures["Support calls"] == pytest.approx(1608)


def test_meta_traces_the_inputs(book: Workbook) -> None:
    meta = dict(book["Meta"].iter_rows(min_row=2, values_only=True))
    assert meta["SHA-256 of history.csv"] == "ab" * 32
    assert meta["Seed"] == "1"
    assert meta["Proven lower bound"] == "120.00"


def test_the_file_name_is_safe_and_says_site_week_and_version() -> None:
    assert roster_file_name(small_plan()) == "roster_example-co_2026-10-19_v1.xlsx"
    assert small_plan().week == date(2026, 10, 19)


def test_weekend_days_and_their_definition_are_the_sites(tmp_path: Path) -> None:
    plan = small_plan()
    friday_and_saturday = replace(plan.site, weekend=frozenset({4, 5}))
    write_roster_workbook(replace(plan, site=friday_and_saturday), tmp_path / "roster.xlsx")
    book = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    meanings = dict(book["Definitions"].iter_rows(values_only=True))
    assert meanings["Weekend days"] == "Shifts that start on a Friday or Saturday."
    assert "night: 3 hours or more between 23:00 and 06:00" in meanings["E, D, L, N"]
    header, *rows = list(book["Roster"].iter_rows(min_row=4, values_only=True))
    column = header.index("Weekend days")
    worked = {
        agent.id: sum(
            date.weekday() in {4, 5}
            for date in {s.date for s in plan.schedule.shifts if s.agent_id == agent.id}
        )
        for agent in plan.site.agents
    }
    told = {row[column + 1]: row[column] for row in rows if row[column + 1] in worked}
    assert told == worked
