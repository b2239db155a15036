"""`wfm simulate`: what service a schedule will really give."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from wfm.cli.backlog import backlog_option, check_backlog
from wfm.cli.told_site import told_site
from wfm.cli.whole_file import whole_file

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Schedule, Site
    from wfm.planning.simulate_week import SimulatedWeek

ASSUMED = (
    "Simulated: contacts come at random at the forecast's rate, {days}; handling and patience are "
    "exponential; calls wait in order; agents take what is most due of their skills, the longest "
    "idle first; residual shrinkage takes agents away at random; breaks begin after the contact in "
    "hand, and deferred work in hand is set aside; who finds every line taken is turned away, and "
    "those lost try again as often as the site says. ± is the 95 % margin of the mean of {runs} "
    "weeks."
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
    """Tell what service a schedule will really give.

    \b
    wfm simulate SITE --schedule schedule.csv --forecast forecast.csv
    wfm simulate SITE --schedule schedule.csv --forecast forecast.csv --runs 100 --out service.csv

    Plays the week contact by contact with the named agents and their skills. The prediction stands
    below, to show where the formulas are off: they share the heads of agents with several skills
    out by interval, while the floor shares them contact by contact.
    """  # noqa: D301 - click keeps the lines that follow its mark
    from wfm.planning.files.plan_folder import planned_week
    from wfm.planning.simulate_week import demand_to_simulate, simulate_demand
    from wfm.sites import read_schedule
    from wfm.sites.forecast_csv import read_forecast
    from wfm.sites.simulation_csv import SERVICE

    people = told_site(site)
    check_backlog(backlog, people)
    played = read_schedule(schedule, people, week=planned_week(schedule.parent))
    rows = read_forecast(forecast, people)
    demand = demand_to_simulate(people, rows, played, dict(backlog))
    found = simulate_demand(demand, played, runs=runs, seed=seed, uncertain=not expected)
    if out is not None:
        with whole_file(out) as beside:
            SERVICE.write(found.intervals, beside, people.time_zone)
    if as_json:
        facts = {"runs": runs, "seed": seed, "uncertain_days": not expected}
        click.echo(json.dumps(_for_programs(found, people, played) | facts, ensure_ascii=False))
        return
    days = "every day as expected" if expected else "with days as uncertain as it says"
    from wfm.cli.simulated import print_simulated

    print_simulated(found, people, played, runs)
    click.echo(fill(ASSUMED.format(days=days, runs=runs), 100))
    if out is not None:
        click.echo(f"Written to {out}")


def _for_programs(found: SimulatedWeek, site: Site, schedule: Schedule) -> dict[str, object]:
    from wfm.words import english

    return {
        "site": site.name,
        "week": schedule.week.isoformat(),
        "service_level_convention": "offered",
        "queues": _records(found.queues),
        "days": _records(found.days),
        "messages": [english(message) for message in found.warnings],
    }


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows for JSON: undefined figures are null."""
    plain = frame.astype(object).where(frame.notna(), None)
    if "date" in plain:
        plain["date"] = plain["date"].map(str)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]
