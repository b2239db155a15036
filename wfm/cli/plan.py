"""`wfm plan`: from a site's history to its roster."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from wfm.scheduling import Limits

F = TypeVar("F", bound=Callable[..., Any])

PRICE_HELP = (
    "What heads are worth: missing and surplus heads; contacts not answered in time, with a floor "
    "in each interval; or these contacts alone, for heavy shortage."
)
SECONDS = 30.0
"""Time to search for shifts where the user says nothing."""


def solver_options(seconds: float) -> Callable[[F], F]:
    """Add the options that say how hard the solver tries; `seconds` is the usual time limit."""
    options = (
        click.option("--time-limit", "time", type=click.FloatRange(0, min_open=True),
                     metavar="SECONDS", help=f"Time to search for shifts.  [default: {seconds:g}]"),
        click.option("--effort", type=click.IntRange(0, 20), metavar="0-20",
                     help="Rungs of search; without --time-limit repeatable on any machine."),
        click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
                     help="Same input, seed and effort: same schedule."),
        click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True,
                     help="Searches that run side by side."),
    )  # fmt: skip

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def limits_of(seconds: float, asked: Mapping[str, Any]) -> Limits:
    """Return the solver's limits; the usual time limit holds where neither limit is given."""
    from wfm.scheduling import Limits

    unlimited = asked["time"] is None and asked["effort"] is None
    return Limits(**{**asked, "time": seconds} if unlimited else asked)


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--week",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the week; the week after the history if left out.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR",
    help="Folder for the results.",
)  # fmt: skip
@solver_options(SECONDS)
@click.option(
    "--price",
    type=click.Choice(["heads", "service", "answered"]),
    default="heads",
    show_default=True,
    help=PRICE_HELP,
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary for programs.")
def command(
    site: Path, week: datetime | None, out: Path, price: str, as_json: bool, **limits: Any
) -> None:
    """Plan a week: forecast, heads, shifts, roster.

    SITE is a folder of tables or one .xlsx workbook. Ctrl-C ends the search for shifts; the best
    schedule so far is written.
    """
    first = week.date() if week else None
    plan_and_write(site, first, out, as_json, limits_of(SECONDS, limits), price)


def plan_and_write(
    site: Path, week: date | None, out: Path, as_json: bool, limits: Limits, price: str = "heads"
) -> None:
    """Plan, write all files and print the closing words; exit 1 where some agent has no week."""
    from wfm.cli.closing import print_closing
    from wfm.cli.progress import shown_progress
    from wfm.planning import plan_week, summary, write_plan

    with shown_progress() as progress:
        plan = plan_week(site, week, limits, datetime.now(UTC), progress, price)
        progress.begin("Write")
        paths = write_plan(plan, out)
        progress.done(f"{len(paths)} files in {out}")
    if as_json:
        click.echo(json.dumps(summary(plan), ensure_ascii=False))
    else:
        print_closing(plan, paths)
    if plan.solve.status == "partial":
        sys.exit(1)
