"""`wfm simulate`: what service a schedule will really give."""

from __future__ import annotations

import json
import sys
from math import isnan
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape

from wfm.cli.backlog import backlog_option, check_backlog
from wfm.cli.closing import figures_table, share_in_words
from wfm.planning.kpis import goal_in_words

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Schedule, Site
    from wfm.planning.simulate import SimulatedWeek

PREDICTED = "predicted_service_level"
SCALES = {
    "service_level": (100.0, "%"),
    "asa_seconds": (1.0, " s"),
    "abandonment": (100.0, "%"),
    "occupancy": (100.0, "%"),
}
"""Figure → how it is scaled and its unit."""
COLUMNS = (
    *("Queue", "", "Offered", "Answered", "Service\nlevel", "ASA", "Abandoned", "Occupancy"),
    "Goal met\nin weeks",
)
ASSUMED = (
    "Simulated: contacts come at random at the forecast's rate, {days}; handling and patience are "
    "exponential; calls wait in order; agents take what is most due of their skills, the longest "
    "idle first; residual shrinkage takes agents away at random; breaks begin after the contact in "
    "hand. ± is the 95 % margin of the mean of {runs} weeks."
)


@click.command("simulate")
@click.argument("site", type=click.Path(path_type=Path))
@click.option("--schedule", type=click.Path(path_type=Path), required=True, help="schedule.csv")
@click.option("--forecast", type=click.Path(path_type=Path), required=True, help="forecast.csv")
@click.option("--runs", type=click.IntRange(2, 10_000), default=20, show_default=True,
              help="How often the week is played.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
              help="The same seed meets every schedule with the same contacts.")  # fmt: skip
@click.option("--expected", is_flag=True,
              help="Every day as busy as expected, though the forecast may be wrong.")  # fmt: skip
@backlog_option
@click.option("--out", type=click.Path(path_type=Path), help="Write the figures per interval.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures for programs.")
def command(
    site: Path, schedule: Path, forecast: Path, runs: int, seed: int, expected: bool,
    backlog: tuple[tuple[str, float], ...], out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Tell what service a schedule will really give, beside the prediction.

    \b
    wfm simulate SITE --schedule schedule.csv --forecast forecast.csv
    wfm simulate SITE --schedule schedule.csv --forecast forecast.csv --runs 100 --out service.csv

    Plays the week event by event, contact by contact, with the named agents and their skills, and
    shows where the formulas are off: they share the heads of agents with several skills out by
    interval, while the floor shares them contact by contact.
    """  # noqa: D301 - click keeps the lines that follow its mark
    from wfm.planning.simulate import simulate_week
    from wfm.sites import read_schedule, read_site
    from wfm.sites.forecast_csv import read_forecast

    people = read_site(site, history=False, states=False).site
    check_backlog(backlog, people)
    played = read_schedule(schedule, people)
    rows = read_forecast(forecast, people)
    found = simulate_week(
        people, rows, played, dict(backlog), runs=runs, seed=seed, uncertain=not expected
    )
    if out is not None:
        from wfm.cli.staff import write_rows

        write_rows(found.intervals, out, people.time_zone)
    if as_json:
        facts = {"runs": runs, "seed": seed, "uncertain_days": not expected}
        click.echo(json.dumps(_for_programs(found, people, played) | facts, ensure_ascii=False))
        return
    days = "every day as expected" if expected else "with days as uncertain as it says"
    _print(found, people, played, runs)
    click.echo(fill(ASSUMED.format(days=days, runs=runs), 100))
    if out is not None:
        click.echo(f"Written to {out}")


def _print(found: SimulatedWeek, site: Site, schedule: Schedule, runs: int) -> None:
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 110)
    console.print(_week_table(found, site, schedule, runs))
    console.print(_day_table(found, site))
    for message in found.messages:
        console.print(f"  • {message}", markup=False)


def _week_table(found: SimulatedWeek, site: Site, schedule: Schedule, runs: int) -> Any:
    table = figures_table(f"{escape(site.name)}, week of {schedule.week}", COLUMNS)
    for row in found.queues.itertuples():
        simulated = [_figure(row, name, f"{name}_margin") for name in SCALES]
        counts = f"{row.offered:,.0f}", f"{row.answered:,.0f}"
        met = f"{row.runs_met} of {runs}"
        table.add_row(escape(str(row.queue)), "simulated", *counts, *simulated, met)
        predicted = [_figure(row, f"predicted_{name}") for name in SCALES]
        counts = f"{row.predicted_offered:,.0f}", f"{row.predicted_answered:,.0f}"
        table.add_row("", "predicted", *counts, *predicted, "")
    table.columns[0].no_wrap = True
    return table


def _figure(row: Any, name: str, margin: str | None = None) -> str:
    """Write a figure, with its margin if it has one."""
    scale, unit = SCALES[name.removeprefix("predicted_")]
    value = scale * getattr(row, name)
    if isnan(value):
        return "–"
    return f"{value:.1f}{f' ± {scale * getattr(row, margin):.1f}' if margin else ''}{unit}"


def _day_table(found: SimulatedWeek, site: Site) -> Any:
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
            cells = [share_in_words(levels[day]) if day in levels else "closed" for day in days]
            table.add_row(escape(queue.name) if goal else "", title, *cells, goal)
            goal = ""
    return table


def _for_programs(found: SimulatedWeek, site: Site, schedule: Schedule) -> dict[str, object]:
    return {
        "site": site.name,
        "week": schedule.week.isoformat(),
        "service_level_convention": "offered",
        "queues": _records(found.queues),
        "days": _records(found.days),
        "messages": list(found.messages),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows for JSON: undefined figures are null."""
    plain = frame.astype(object).where(frame.notna(), None)
    if "date" in plain:
        plain["date"] = plain["date"].map(str)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]
