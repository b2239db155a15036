"""The lists of `Planned vs Actual`: agents, shifts, intervals, exceptions, where to act first."""

from __future__ import annotations

from datetime import timedelta

from openpyxl import Workbook

from wfm.adherence.model_figures import FIGURES
from wfm.adherence.report import Report, exceptions
from wfm.adherence.tables import action_table, agent_table, shift_table
from wfm.figures import explained
from wfm.workbook.actual_cells import FIGURE_LOOKS, FIGURE_NAMES, cell, figure_cells, local_times
from wfm.workbook.figure_columns import look_of
from wfm.workbook.name_order import alphabetical
from wfm.workbook.sheet_writer import Sheet
from wfm.workbook.styles import COUNT, DATE, LABEL, MOMENT, ONE, PLAIN, TWO, Look, number


def write_agents(book: Workbook, report: Report) -> None:
    """Write every agent's week."""
    sheet = Sheet(book, "Agents", (10, 26, 18, *(12,) * len(FIGURE_NAMES)), "D4", "1:3")
    sheet.title("Agents · the whole week", "Durations are hours and minutes; seconds are summed.")
    table = agent_table(report).sort_values(
        ["team", "agent_name"], key=lambda names: names.map(alphabetical)
    )
    rows = table.to_dict("records")
    records = (
        (row["agent_id"], row["agent_name"], row["team"], *figure_cells(row)) for row in rows
    )
    names = ("Agent", "Name", "Team", *FIGURE_NAMES)
    sheet.table(names, (PLAIN, LABEL, PLAIN, *FIGURE_LOOKS), records, filtered=True)


def write_shifts(book: Workbook, report: Report) -> None:
    """Write every shift, and work on dates without one."""
    widths = (10, 26, 18, 12, 18, *(12,) * len(FIGURE_NAMES))
    sheet = Sheet(book, "Shifts", widths, "F4", "1:3")
    sheet.title(
        "Shifts · agent by agent",
        "A shift belongs to the local date on which it starts. Work without a shift has none.",
    )
    keys = ("agent_id", "agent_name", "team", "date", "shift_id")
    rows = shift_table(report).to_dict("records")
    records = ((*(cell(row[key]) for key in keys), *figure_cells(row)) for row in rows)
    names = ("Agent", "Name", "Team", "Date", "Shift", *FIGURE_NAMES)
    looks = (PLAIN, LABEL, PLAIN, Look(number_format=DATE), PLAIN, *FIGURE_LOOKS)
    sheet.table(names, looks, records, filtered=True)


SERVICE = tuple(f"{name}{kind}" for name in FIGURES for kind in ("_planned", "_predicted", ""))
INTERVALS = tuple(
    explained(name)
    for name in (
        *("forecast", "offered", "forecast_aht", "aht", "required", "scheduled"),
        *("scheduled_under", "scheduled_over", "required_net", "actual", "actual_under"),
        *("actual_over", "absent", "unknown", *SERVICE),
    )
)


def write_intervals(book: Workbook, report: Report) -> None:
    """Write plan and reality of every queue and interval."""
    sheet = Sheet(book, "Intervals", (17, 18, *(11,) * len(INTERVALS)), "C4", "1:3")
    sheet.title(
        "Intervals · planned against actual, queue by queue",
        "Under and over are reported apart, as their sum hides gaps.",
    )
    rows = local_times(report, report.intervals, "interval_start").to_dict("records")
    records = (
        (row["interval_start"], row["queue"], *(cell(row[c.column]) for c in INTERVALS))
        for row in rows
    )
    names = ("Interval", "Queue", *(column.title for column in INTERVALS))
    looks = (Look(number_format=MOMENT), LABEL, *map(look_of, INTERVALS))
    sheet.table(names, looks, records, filtered=True)


def write_exceptions(book: Workbook, report: Report) -> None:
    """Write every uninterrupted deviation."""
    sheet = Sheet(book, "Exceptions", (10, 26, 20, 20, 12, 16, 30, 14), "C4", "1:3")
    sheet.title("Exceptions", "Every uninterrupted deviation, longest first.")
    people = {agent.id: agent.name for agent in report.site.agents}
    found = local_times(report, exceptions(report.measured), "start", "end")
    rows = found.sort_values("seconds", ascending=False).to_dict("records")
    records = (
        (
            *(row["agent_id"], people.get(row["agent_id"], ""), row["start"], row["end"]),
            *(timedelta(seconds=row["seconds"]), row["scheduled"], row["actual"], row["impact"]),
        )
        for row in rows
    )
    names = ("Agent", "Name", "From", "To", "Length", "Scheduled", "Actual", "Impact")
    clock = Look(number_format="yyyy-mm-dd hh:mm:ss")
    length = number("[h]:mm:ss")
    looks = (PLAIN, LABEL, clock, clock, length, PLAIN, PLAIN, PLAIN)
    sheet.table(names, looks, records, filtered=True)


def write_actions(book: Workbook, report: Report) -> None:
    """Write what to do first."""
    sheet = Sheet(book, "To do", (7, 18, 26, 9, 9, 50, 12, 12, 12, 14), "D4", "1:3")
    sheet.title(
        "To do · at most ten things, that which saves most value first",
        "Hours in which contacts were lost, what to do about them and what it brings by the "
        "staffing model; for a past week: what to change next week.",
    )
    names = (
        *("Rank", "Queue", "Days", "From", "To", "What to do", "Heads missing", "Contacts lost"),
        *("Contacts saved", f"Value saved, {report.site.currency}"),
    )
    looks = (
        *(number(COUNT), LABEL, PLAIN, PLAIN, PLAIN, PLAIN),
        *(number(ONE), number(COUNT), number(COUNT), number(TWO)),
    )
    rows = action_table(report).drop(columns="cause")
    sheet.table(names, looks, rows.itertuples(index=False, name=None))


def write_act_first(book: Workbook, report: Report) -> None:
    """Write the intervals that lose most, each with its cheapest remedy."""
    sheet = Sheet(book, "Act first", (7, 18, 18, 10, 12, 12, 16, 44, 8, 12, 14), "D4", "1:3")
    sheet.title(
        "Act first · where most customers are lost",
        "Lost contacts × value of a contact, and the cheapest remedy at hand in that interval.",
    )
    rows = local_times(report, report.priorities, "interval_start")
    currency = report.site.currency
    names = (
        *("Rank", "Interval", "Queue", "Lost", f"Value lost, {currency}", "Heads missing"),
        *(
            f"Saved by one head, {currency}",
            "Remedy",
            "Heads",
            f"Cost, {currency}",
            "Cost per value",
        ),
    )
    looks = (
        *(number(COUNT), Look(number_format=MOMENT), LABEL, number(COUNT), number(TWO)),
        *(number(ONE), number(TWO), PLAIN, number(COUNT), number(TWO), number(TWO)),
    )
    records = ([cell(value) for value in row] for row in rows.itertuples(index=False, name=None))
    sheet.table(names, looks, records, filtered=True)
