"""The closing words of `wfm plan`: what the week needs, gets and costs, and what is not met."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wfm.figures import Unit
from wfm.figures.of_plan import cost_per_contact
from wfm.model.plan import Plan, Severity
from wfm.planning.predicted_kpis import goal_in_words
from wfm.words.plural import counted

if TYPE_CHECKING:
    from wfm.planning.several_weeks import SeveralWeeks

MET = {True: "[green]met[/green]", False: "[red]missed[/red]", None: "–"}
WEEK_COLUMNS = (
    *("Queue", "Contacts", "Required\nhours", "Scheduled\nhours", "Intervals\nunder/over"),
    *("Service\nlevel", "ASA", "Aban-\ndoned", "Goal"),
)
WARNINGS = 8
"""Messages that are printed; all are in the workbook."""


def print_closing(plan: Plan, paths: Sequence[Path]) -> None:
    """Print the closing tables, the messages and where the files are."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 100)
    console.print()
    console.print(_week_table(plan))
    console.print(_day_table(plan))
    if plan.simulated is not None:
        console.print(_simulated_table(plan))
    _print_totals(console, plan)
    _print_messages(console, plan)
    console.print(f"\nFiles in {escape(str(paths[0].parent))}:")
    for path in paths:
        console.print(f"  {escape(path.name)}")


def print_together(found: SeveralWeeks) -> None:
    """Print what one search for several weeks found and proved."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 100)
    solve, alone = found.solve, sum(plan.solve.objective or 0 for plan in found.plans)
    price = "–" if solve.objective is None else f"{solve.objective:,}"
    bound = "none proven" if solve.bound is None else f"{solve.bound:,}"
    if solve.gap is not None:
        bound += f" (at most {solve.gap:.1%} could still be saved)"
    console.print(
        f"\n{counted(len(found.plans), 'week')} planned together: price {price}, lower "
        f"bound {bound}, {solve.seconds:.0f} s; the weeks by themselves come to {alone:,}."
    )


def figures_table(title: str, columns: Sequence[str]) -> Table:
    """Return a table whose first column is text and whose others are figures."""
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    table.add_column(columns[0])
    for column in columns[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _week_table(plan: Plan) -> Table:
    table = figures_table(f"{escape(plan.site.name)}, week of {plan.week}", WEEK_COLUMNS)
    rows = plan.kpis[plan.kpis["date"].isna() & plan.kpis["queue"].notna()]
    share, seconds = Unit.SHARE.in_words, Unit.SECONDS.in_words
    for row in rows.to_dict("records"):
        table.add_row(
            *(escape(row["queue"]), f"{row['contacts']:,.0f}"),
            *(f"{row['required_hours']:,.0f}", f"{row['scheduled_hours']:,.0f}"),
            f"{row['intervals_under']}/{row['intervals_over']}",
            *(share(row["service_level"]), seconds(row["asa_seconds"], 0)),
            *(share(row["abandonment"]), MET[row["goal_met"]]),
        )
    return table


def _day_table(plan: Plan) -> Table:
    days = [f"{day:%a} {day.day}" for day in plan.days]
    table = figures_table("Predicted service level by day", ["Queue", *days, "Goal"])
    table.columns[-1].justify = "left"
    for queue in plan.site.queues:
        rows = plan.kpis[(plan.kpis["queue"] == queue.name) & plan.kpis["date"].notna()]
        levels = dict(zip(rows["date"], rows["service_level"], strict=True))
        words = {day: Unit.SHARE.in_words(level) for day, level in levels.items()}
        shares = [words.get(day, "closed") for day in plan.days]
        table.add_row(escape(queue.name), *shares, goal_in_words(queue).partition(",")[0])
    return table


def _simulated_table(plan: Plan) -> Table:
    """Say what simulated weeks gave, as far as their number allows to say."""
    share = Unit.SHARE
    columns = ("Queue", "Service level", "Predicted", "Chance of\nthe goal", "Goal")
    table = figures_table("Simulated weeks, busy as the forecast allows", columns)
    table.columns[0].no_wrap = True
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False
    goals = {queue.name: goal_in_words(queue) for queue in plan.site.queues}
    rows = [] if plan.simulated is None else plan.simulated.to_dict("records")
    for row in rows:
        told = [
            f"{share.in_words(row[name])} ± {share.in_words(row[f'{name}_margin'])}"
            for name in ("service_level", "goal_chance")
        ]
        predicted = share.in_words(row["predicted_service_level"])
        table.add_row(escape(row["queue"]), told[0], predicted, told[1], goals[row["queue"]])
    return table


def _print_totals(console: Console, plan: Plan) -> None:
    total: Any = plan.total
    agents = len({shift.agent_id for shift in plan.schedule.shifts})
    each = cost_per_contact(plan)
    cost = "no contacts" if isnan(each) else f"{each:,.2f} {plan.site.currency} per contact"
    holiday = f" ({plan.holiday_hours:,.0f} of them paid holiday)" if plan.holiday_minutes else ""
    console.print(
        f"{counted(agents, 'agent works', 'agents work')} "
        f"{counted(len(plan.schedule.shifts), 'shift')}: "
        f"{plan.paid_hours:,.0f} paid hours{holiday}, {escape(cost)}.\n"
        f"Head-hours on queue: {total['required_hours']:,.0f} required, "
        f"{total['scheduled_hours']:,.0f} scheduled, {total['under_hours']:,.0f} under and "
        f"{total['over_hours']:,.0f} over the requirement."
    )


def _print_messages(console: Console, plan: Plan) -> None:
    if plan.day_messages:
        console.print("\nHolidays and opening hours:")
    for message in plan.day_messages:
        console.print(f"  • {escape(message.text)}")
    notable = [
        message
        for message in plan.messages
        if message.severity is not Severity.INFO and message not in plan.day_messages
    ]
    if notable:
        console.print("\nWhat could not be met, and what else to know:")
    for message in notable[:WARNINGS]:
        console.print(f"  • {escape(message.text)}")
    if len(notable) > WARNINGS:
        rest = len(notable) - WARNINGS
        console.print(f"  … and {rest} more on the sheet Warnings of the roster.")
