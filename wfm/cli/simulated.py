"""The closing tables of `wfm simulate`: simulated figures above the predicted ones."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from wfm.cli.closing import figures_table
from wfm.figures import Unit
from wfm.figures.key_figures import OF_SERVICE
from wfm.planning.predicted_kpis import goal_in_words
from wfm.words import english

if TYPE_CHECKING:
    from rich.table import Table

    from wfm.model import Schedule, Site
    from wfm.planning.simulate_week import SimulatedWeek

PREDICTED = "predicted_service_level"
COLUMNS = (
    *("Queue", "", "Offered", "Answered", "Service\nlevel", "ASA", "Abandoned", "Occupancy"),
    "Goal met\nin weeks",
)


WIDTH = 110
"""Columns that the figures take with their margins: in a narrower window they are cut short."""


def print_simulated(found: SimulatedWeek, site: Site, schedule: Schedule, runs: int) -> None:
    """Print the week, its days, and what to know of them."""
    console = Console(highlight=False, soft_wrap=True, width=max(WIDTH, Console().width))
    console.print(_week_table(found, site, schedule, runs))
    console.print(_day_table(found, site))
    for message in found.warnings:
        console.print(f"  • {english(message)}", markup=False)


def _week_table(found: SimulatedWeek, site: Site, schedule: Schedule, runs: int) -> Table:
    table = figures_table(f"{escape(site.name)}, week of {schedule.week}", COLUMNS)
    for row in found.queues.itertuples():
        simulated = [
            _figure(row, figure.unit, figure.name, f"{figure.name}_margin") for figure in OF_SERVICE
        ]
        counts = f"{row.offered:,.0f}", f"{row.answered:,.0f}"
        met = f"{row.runs_met} of {runs}"
        table.add_row(escape(str(row.queue)), "simulated", *counts, *simulated, met)
        predicted = [_figure(row, figure.unit, f"predicted_{figure.name}") for figure in OF_SERVICE]
        counts = f"{row.predicted_offered:,.0f}", f"{row.predicted_answered:,.0f}"
        table.add_row("", "predicted", *counts, *predicted, "")
    return table


def _figure(row: Any, unit: Unit, name: str, margin: str | None = None) -> str:
    """Write a figure, with its margin if it has one."""
    value = getattr(row, name)
    if margin is None or isnan(value):
        return unit.in_words(value)
    return f"{unit.scale * value:.1f} ± {unit.scale * getattr(row, margin):.1f}{unit.sign}"


def _day_table(found: SimulatedWeek, site: Site) -> Table:
    days = sorted(set(found.days["date"]))
    named = [f"{day:%a} {day.day}" for day in days]
    table = figures_table("Service level by day", ["Queue", "", *named, "Goal"])
    table.columns[-1].justify = "left"
    table.columns[0].no_wrap = True
    for queue in site.queues:
        rows = found.days[found.days["queue"] == queue.name]
        goal = goal_in_words(queue).partition(",")[0]
        for title, name in (("simulated", "service_level"), ("predicted", PREDICTED)):
            levels = dict(zip(rows["date"], rows[name], strict=True))
            words = {day: Unit.SHARE.in_words(level) for day, level in levels.items()}
            cells = [words.get(day, "closed") for day in days]
            table.add_row(escape(queue.name) if goal else "", title, *cells, goal)
            goal = ""
    return table
