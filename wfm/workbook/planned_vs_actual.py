"""Write a week's report as the workbook `Planned vs Actual`."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from wfm.adherence.bridge import ORDER, TITLES
from wfm.adherence.definitions import definitions
from wfm.adherence.methods import METHODS
from wfm.adherence.report import Report
from wfm.adherence.tables import bridge_table, group_table, unplaced_table
from wfm.figures import explained
from wfm.figures.key_figures import SATISFACTION
from wfm.words import english
from wfm.workbook.actual_cells import (
    FIGURE_LOOKS,
    FIGURE_NAMES,
    cell,
    figure_cells,
)
from wfm.workbook.actual_lists import (
    write_act_first,
    write_actions,
    write_agents,
    write_exceptions,
    write_intervals,
    write_shifts,
)
from wfm.workbook.figure_columns import heading, look_of
from wfm.workbook.sheet_writer import Sheet, Value, hours
from wfm.workbook.styles import (
    COUNT,
    DATE,
    LABEL,
    PERCENT,
    PLAIN,
    WRAPPED,
    Look,
    number,
)

ALL_QUEUES = "all queues"
POINTS = "+0.0%;-0.0%;0.0%"


def write_planned_vs_actual(report: Report, path: Path) -> None:
    """Write all sheets to an `.xlsx` file."""
    _book(report).save(path)


def planned_vs_actual_bytes(report: Report) -> bytes:
    """Give the workbook's content."""
    content = io.BytesIO()
    _book(report).save(content)
    return content.getvalue()


def _book(report: Report) -> Workbook:
    book = Workbook(write_only=True)
    book.properties.title = f"Planned vs Actual {report.site.name} {report.schedule.week}"
    book.properties.creator = "contact-centre-wfm"
    _write_summary(book, report)
    write_agents(book, report)
    write_shifts(book, report)
    write_intervals(book, report)
    write_exceptions(book, report)
    _write_bridge(book, report)
    write_actions(book, report)
    write_act_first(book, report)
    _write_unplaced(book, report)
    _write_definitions(book, report)
    return book


def _write_summary(book: Workbook, report: Report) -> None:
    sheet = Sheet(book, "Summary", (30, *(13,) * 19))
    sheet.title(f"{report.site.name} · planned vs actual · week of {report.schedule.week}")
    for verdict in report.verdicts:
        sheet.row([english(verdict)])
    sheet.section("How the figures were made")
    for name, text in _stamp(report):
        sheet.row([(name, LABEL), text])
    sheet.section("The week")
    for name, value, look in _site_figures(report):
        sheet.row([(name, LABEL), (value, PLAIN if isinstance(value, str) else look)])
    kpis = pd.concat([report.kpis, report.totals.assign(queue=ALL_QUEUES)], ignore_index=True)
    whole = kpis["date"].isna()
    tables = (("Queues, whole week", kpis[whole]), ("Queues, day by day", kpis[~whole]))
    for title, rows in tables:
        sheet.section(title)
        sheet.table(KPI_NAMES, KPI_LOOKS, (_kpi_row(row) for row in rows.to_dict("records")))
    for title, groups in (("Teams", report.by_team()), ("Days", report.by_day())):
        sheet.section(title)
        table = group_table(groups, title)
        looks = (Look(number_format=DATE) if title == "Days" else LABEL, *FIGURE_LOOKS)
        records = ((row[title], *figure_cells(row)) for row in table.to_dict("records"))
        sheet.table((title.removesuffix("s"), *FIGURE_NAMES), looks, records)


def _stamp(report: Report) -> list[tuple[str, Value]]:
    stamp, zone = report.measured.stamp, ZoneInfo(report.site.time_zone)
    until = stamp.complete_until.astimezone(zone) if stamp.complete_until else None
    return [
        ("Method", f"{stamp.method}: {METHODS[stamp.method].formula}"),
        ("Tolerance", f"{stamp.tolerance_seconds} s"),
        ("Unscheduled work", "counted" if stamp.count_unscheduled_work else "not counted"),
        ("Schedule version", str(stamp.schedule_version)),
        ("Mapping version", stamp.mapping_version),
        ("Data complete until", f"{until:%Y-%m-%d %H:%M:%S %Z}" if until else "no data"),
        ("Times", report.site.time_zone),
    ]


def _site_figures(report: Report) -> list[tuple[str, Value, Look]]:
    kpis, overall = report.site_kpis, report.overall
    figures = (
        ("adherence", _known(overall.adherence.value, overall.adherence.reason)),
        ("conformance", _known(overall.conformance.value, overall.conformance.reason)),
        ("paid_hours", hours(kpis.paid_hours)),
        ("holiday_hours", hours(kpis.holiday_hours)),
        ("actual_hours", hours(kpis.actual_hours)),
        ("training_hours", hours(kpis.training_hours)),
        ("shrinkage_planned", kpis.shrinkage_planned),
        ("shrinkage_unplanned", kpis.shrinkage_unplanned),
        ("cost", kpis.cost),
        ("outsourcing_cost", kpis.outsourcing_cost),
        ("cost_per_contact", kpis.cost_per_contact),
        ("turnover", kpis.turnover),
        ("satisfaction", _known(kpis.satisfaction, SATISFACTION.undefined)),
    )
    named = ((explained(name, "site"), value) for name, value in figures)
    return [
        (heading(figure, report.site.currency), value, look_of(figure)) for figure, value in named
    ]


def _known(value: float | None, reason: str) -> Value:
    return reason if value is None else value


COUNTED = ("forecast", "offered", "handled", "abandoned")
FIGURES = (
    *("service_level", "service_level_goal", "asa", "asa_goal", "abandonment"),
    *("abandonment_goal", "occupancy", "aht", "share_in_window"),
)
HOURS = ("required_hours", "scheduled_hours", "actual_hours")
KPIS = tuple(
    explained(name) for name in (*COUNTED, *FIGURES, "oldest_age_minutes", *HOURS, "satisfaction")
)
KPI_NAMES = ("Queue", "Day", *map(heading, KPIS))
KPI_LOOKS = (LABEL, Look(number_format=DATE), *map(look_of, KPIS))


def _kpi_row(row: Mapping[Any, Any]) -> tuple[Value, ...]:
    return (
        *(cell(row[name]) for name in ("queue", "date", *COUNTED, *FIGURES)),
        _minutes(row["oldest_age_minutes"]),
        *(None if pd.isna(row[name]) else hours(row[name]) for name in HOURS),
        cell(row["satisfaction"]),
    )


def _minutes(value: object) -> Value:
    return timedelta(minutes=value) if isinstance(value, float) and value == value else None


def _write_bridge(book: Workbook, report: Report) -> None:
    sheet = Sheet(book, "Bridge", (20, *(14,) * 10), repeat="1:3")
    sheet.title(
        "Bridge · why the service level was missed or exceeded",
        "Required + volume + AHT + absence + adherence + routing + schedule fit = predicted from "
        "what was recorded; the rest is what the model misses of the recorded figure.",
    )
    names = (
        "Queue",
        "Contacts",
        "Required",
        *(title[:1].upper() + title[1:] for title in TITLES.values()),
        "Predicted",
        "Unexplained",
        "Recorded",
    )
    points = (number(POINTS),) * len(ORDER)
    level = number(PERCENT)
    looks = (LABEL, number(COUNT), level, *points, level, number(POINTS), level)
    table = bridge_table(report)
    top, bottom = sheet.table(names, looks, table.itertuples(index=False, name=None))
    if bottom > top:
        _chart(sheet, top, bottom)


def _chart(sheet: Sheet, top: int, bottom: int) -> None:
    chart = BarChart()
    chart.type, chart.height, chart.width = "col", 9, 24
    chart.title = "Change of the service level by cause"
    data = Reference(sheet.sheet, min_col=4, max_col=3 + len(ORDER), min_row=top, max_row=bottom)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet.sheet, min_col=1, min_row=top + 1, max_row=bottom))
    chart.y_axis.number_format, chart.y_axis.delete, chart.x_axis.delete = "0%", False, False
    chart.x_axis.tickLblPos = "low"
    sheet.sheet.add_chart(chart, f"A{bottom + 3}")


def _write_unplaced(book: Workbook, report: Report) -> None:
    sheet = Sheet(book, "Feed", (28, 40, 12), repeat="1:3")
    sheet.title("Feed · what could not be placed", "Kept and counted; never held against an agent.")
    rows = unplaced_table(report)
    records: Sequence[Sequence[Value]] = list(rows.itertuples(index=False, name=None))
    sheet.table(("What", "Name", "Events"), (PLAIN, LABEL, number(COUNT)), records)
    if rows.empty:
        sheet.row(["Nothing: every code is mapped and every agent known."])


def _write_definitions(book: Workbook, report: Report) -> None:
    sheet = Sheet(book, "Definitions", (28, 110), repeat="1:3")
    sheet.title("Definitions")
    chosen = METHODS[report.measured.stamp.method]
    sheet.section("Words")
    for word, text in definitions().items():
        sheet.row([(word, LABEL), (text, WRAPPED)])
    sheet.section(f"Methods of adherence (this workbook: {chosen.name})")
    for one in METHODS.values():
        sheet.row([(one.name, LABEL), (one.formula, WRAPPED)])
