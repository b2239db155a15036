"""The workbook and the page of a week: every figure, real durations, nothing that runs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.adherence.small_site import small_report
from wfm.adherence.report import Report
from wfm.charts.planned_vs_actual import write_planned_vs_actual_page
from wfm.workbook.planned_vs_actual import write_planned_vs_actual


@pytest.fixture(scope="module")
def week() -> Report:
    return small_report(tolerance_seconds=60)


@pytest.fixture(scope="module")
def book(week: Report, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("book") / "planned_vs_actual.xlsx"
    write_planned_vs_actual(week, path)
    return load_workbook(path)


def _table(book: Workbook, sheet: str, top: int = 3) -> list[dict[str, object]]:
    rows = list(book[sheet].iter_rows(min_row=top, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] is not None]


def test_it_has_the_sheets_that_a_manager_looks_for(book: Workbook) -> None:
    assert book.sheetnames == [
        *("Summary", "Agents", "Shifts", "Intervals", "Exceptions", "Bridge", "To do"),
        *("Act first", "Feed", "Definitions"),
    ]


def test_agents_have_shares_or_reasons_and_real_durations(book: Workbook) -> None:
    agents = {row["Agent"]: row for row in _table(book, "Agents")}
    assert agents["cleo"]["Adherence"] == pytest.approx(2.5 / 3)
    assert agents["cleo"]["Out"] == timedelta(minutes=30)
    assert agents["ana"]["Adherence"] == 0
    assert len(agents) == 6


def test_intervals_and_bridge_agree_with_the_report(book: Workbook, week: Report) -> None:
    intervals = _table(book, "Intervals")
    assert len(intervals) == len(week.intervals)
    assert sum(row["Actual"] for row in intervals) == pytest.approx(  # type: ignore[misc]
        week.intervals["actual"].sum()
    )
    for row in _table(book, "Bridge")[: len(week.bridges)]:
        parts = ("Volume", "AHT", "Absence", "Adherence", "Routing", "Schedule fit")
        total = sum(float(str(row[name])) for name in ("Required", *parts))
        assert total == pytest.approx(row["Predicted"])


def test_the_summary_says_how_the_figures_were_made(book: Workbook) -> None:
    said = {row[0]: row[1] for row in book["Summary"].iter_rows(max_col=2, values_only=True)}
    assert said["Tolerance"] == "60 s"
    assert said["Method"] == "default: in / (in + out)"
    assert said["Data complete until"] == "2026-01-05 12:00:00 CET"


def test_totals_over_all_queues_stand_below_the_queues(book: Workbook, week: Report) -> None:
    rows = [row for row in book["Summary"].iter_rows(values_only=True) if row[0] == "all queues"]
    assert len(rows) == len(week.totals)
    assert rows[0][2:4] == tuple(week.totals.iloc[-1][["forecast", "offered"]])


def test_no_cell_is_a_formula(book: Workbook) -> None:
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {
        *("s", "n", "d", "b", "inlineStr")
    }


def test_the_page_stands_alone_and_shows_every_queue(week: Report, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_planned_vs_actual_page(week, path)
    page = path.read_text(encoding="utf-8")
    without_library = page[page.rindex("</script>\n</head>") :]
    assert "http://" not in without_library
    assert "https://" not in without_library
    for word in ("calls", "sales", "mail", "not explained", "schedule fit", "60 s", "all queues"):
        assert word in without_library
