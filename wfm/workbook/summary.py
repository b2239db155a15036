"""The summary sheet: the week on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import Workbook

from wfm.figures import explained
from wfm.figures.key_figures import COST_PER_CONTACT, OF_SERVICE, SCHEDULE_EFFICIENCY
from wfm.figures.of_plan import cost_per_contact
from wfm.model.plan import Plan, SearchOfWeeks, Severity
from wfm.words.plural import counted
from wfm.workbook.figure_columns import heading, look_of
from wfm.workbook.roster import week_in_words
from wfm.workbook.sheet_writer import Sheet, Value, hours
from wfm.workbook.styles import (
    CENTRED,
    COUNT,
    DATE,
    DAY,
    DURATION,
    LABEL,
    PERCENT,
    PLAIN,
    Look,
    number,
)

WIDTHS = (30, 12, 13, 13, 13, 13, 12, 12, 12, 13, 12, 11, 60)
HOURS = ("required_hours", "scheduled_hours", "under_hours", "over_hours")
FIGURES = tuple(figure.name for figure in OF_SERVICE)
COLUMNS = tuple(explained(name) for name in ("contacts", *HOURS, "intervals_under", *FIGURES))
NAMES = (*map(heading, COLUMNS), "Goal met")
LOOKS = (*map(look_of, COLUMNS), CENTRED)
MET = {True: "yes", False: "no", None: "–"}


def write_summary(book: Workbook, plan: Plan) -> Sheet:
    """Write the key figures, then each queue's week, then each queue's days."""
    sheet = Sheet(book, "Summary", WIDTHS)
    predicted = "Predicted from the forecast and this schedule; see Definitions and Warnings."
    sheet.title(f"{plan.site.name} · {week_in_words(plan)}", predicted)
    sheet.section("The week")
    for name, value, look in _key_figures(plan):
        sheet.row([(name, LABEL), (value, look)])
    if plan.searched is not None:
        sheet.section(f"All {counted(len(plan.searched.weeks), 'week')} planned together")
        for name, value, look in _of_all_weeks(plan.searched):
            sheet.row([(name, LABEL), (value, look)])
    if plan.day_messages:
        sheet.section("Holidays and opening hours")
        for message in plan.day_messages:
            sheet.row([(message.text, PLAIN)])
    queues = plan.kpis[plan.kpis["queue"].notna()]
    weeks, days = queues[queues["date"].isna()], queues[queues["date"].notna()]
    sheet.section("Queues, whole week", len(weeks))
    records = ((row["queue"], *_figures(row), row["goal"]) for row in weeks.to_dict("records"))
    sheet.table(("Queue", *NAMES, "Goal"), (LABEL, *LOOKS, PLAIN), records)
    for queue, rows in days.groupby("queue", sort=False):
        sheet.section(f"{queue}, day by day", len(rows))
        records = ((row["date"], *_figures(row)) for row in rows.to_dict("records"))
        sheet.table(("Day", *NAMES), (Look(number_format=DAY), *LOOKS), records)
    return sheet


def _key_figures(plan: Plan) -> Iterator[tuple[str, Value, Look]]:
    total = plan.total
    yield "Agents with shifts", len({s.agent_id for s in plan.schedule.shifts}), number(COUNT)
    yield "Shifts", len(plan.schedule.shifts), number(COUNT)
    yield "Paid hours", hours(plan.paid_hours), number(DURATION)
    if plan.holiday_minutes:
        yield "Of them paid holiday", hours(plan.holiday_hours), number(DURATION)
    yield "Required hours on queue", hours(total["required_hours"]), number(DURATION)
    yield "Scheduled hours on queue", hours(total["scheduled_hours"]), number(DURATION)
    yield "Hours under requirement", hours(total["under_hours"]), number(DURATION)
    yield "Hours over requirement", hours(total["over_hours"]), number(DURATION)
    yield "Forecast contacts", total["contacts"], number(COUNT)
    yield f"Cost of paid hours, {plan.site.currency}", plan.cost, number(COUNT)
    if total["outsourced"] > 0:
        yield "Outsourced contacts", total["outsourced"], number(COUNT)
        cost = total["outsourcing_cost"]
        yield f"Cost of outsourcing, {plan.site.currency}", cost, number(COUNT)
    for figure, value in (
        (SCHEDULE_EFFICIENCY, total["schedule_efficiency"]),
        (COST_PER_CONTACT, cost_per_contact(plan)),
    ):
        found = explained(figure.name)
        yield heading(found, plan.site.currency), value, look_of(found)
    warnings = sum(message.severity is not Severity.INFO for message in plan.messages)
    yield "Warnings", warnings, number(COUNT)


def _of_all_weeks(found: SearchOfWeeks) -> Iterator[tuple[str, Value, Look]]:
    day = Look(number_format=DATE)
    yield "First week", found.weeks[0], day
    yield "Last week", found.weeks[-1], day
    yield "Price of all weeks", found.objective, number(COUNT)
    bound = "none proven" if found.bound is None else found.bound
    yield "Lower bound of all weeks", bound, number(COUNT)
    if found.gap is not None:
        yield "Of the price at most to be saved", found.gap, number(PERCENT)


def _figures(row: Mapping[Any, Any]) -> tuple[Value, ...]:
    return (
        row["contacts"],
        *(hours(row[name]) for name in HOURS),
        row["intervals_under"],
        *(row[name] for name in FIGURES),
        MET[row["goal_met"]],
    )
