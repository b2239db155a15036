"""The options of a plan, as the commands take them: one for each field of `PlanOptions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wfm.cli.absences import absences_of
from wfm.cli.backlog import backlog_option, check_backlog
from wfm.model.price_of_heads import PriceOfHeads

if TYPE_CHECKING:
    from wfm.model import Schedule, Site
    from wfm.planning.plan_options import PlanOptions
    from wfm.scheduling import Limits

F = TypeVar("F", bound=Callable[..., Any])

RUNS = 100
"""Simulated weeks of a plan where nothing is said."""
PRICE_HELP = (
    "What heads are worth: missing and surplus heads; contacts not answered in time, with a floor "
    "in each interval; or these contacts alone, for heavy shortage."
)


def price_option(default: str | None) -> Callable[[F], F]:
    """Add the price of heads."""
    return click.option(
        "--price",
        type=click.Choice([price.value for price in PriceOfHeads]),
        default=default,
        show_default=default is not None,
        help=PRICE_HELP,
    )


def solver_options(
    seconds: float | None = None, effort: float | None = None
) -> Callable[[F], F]:  # fmt: skip
    """Add the options that say how hard the solver tries; one of the two limits is the usual."""
    return _added(
        click.option("--time-limit", "time", type=click.FloatRange(0, min_open=True),
                     metavar="SECONDS", help=f"Time to search for shifts.{_usual(seconds)}"),
        click.option("--effort", type=click.FloatRange(0, 20), metavar="0-20",
                     help="Rungs of search, 0.1 a tenth of the first; without --time-limit "
                          f"repeatable on any machine.{_usual(effort)}"),
        click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
                     help="Same input, seed and effort: same schedule."),
        click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True,
                     help="Searches that run side by side."),
    )  # fmt: skip


def demand_options(function: F) -> F:
    """Add what a planner knows better of the demand, and the simulation of what comes out."""
    return _added(
        click.option("--overrides", type=click.Path(path_type=Path), metavar="FILE",
                     help="Corrections of the forecast: queue, start, end, factor or contacts, by, "
                          "at, reason."),
        backlog_option,
        click.option("--ledger", type=click.Path(path_type=Path), metavar="FILE",
                     help="Who had more than a fair share of unpopular work so far (ledger.csv)."),
        click.option("--absent", multiple=True, metavar="AGENT[:FROM[..TO]]",
                     help="An agent who is away after all, all week, on these days, or with hours: "
                          "A017:2026-03-04T10:00..14:00."),
        click.option("--rounds", type=click.IntRange(0, 10), default=3, show_default=True,
                     help="Where agents share queues: how often the requirement is corrected by a "
                          "simulated schedule; 0 trusts the formulas."),
        click.option("--simulate", "simulation_runs", type=click.IntRange(0, 10_000), default=RUNS,
                     show_default=True, metavar="RUNS",
                     help="Play the schedule through so often, by contact; 0 does without."),
    )(function)  # fmt: skip


def limits_of(
    seconds: float | None, asked: Mapping[str, Any], effort: float | None = None
) -> Limits:
    """Return the solver's limits; the usual `seconds` or `effort` hold where neither is given."""
    from wfm.scheduling import Limits

    given = {name: asked[name] for name in ("time", "effort", "seed", "workers")}
    unlimited = given["time"] is None and given["effort"] is None
    return Limits(**{**given, "time": seconds, "effort": effort} if unlimited else given)


def with_demand_options(
    options: PlanOptions, site: Site, schedule: Schedule | None, asked: Mapping[str, Any]
) -> PlanOptions:
    """Add what `demand_options` were given; `schedule` is the one whose agents are absent.

    Raises
    ------
    InputError
        With everything that is wrong with the files and values.
    """
    from dataclasses import replace

    from wfm.sites.ledger_csv import read_ledger
    from wfm.sites.overrides_csv import read_overrides

    check_backlog(asked["backlog"], site)
    given: dict[str, Any] = {name: asked[name] for name in ("rounds", "simulation_runs")}
    if asked["overrides"]:
        given["overrides"] = read_overrides(asked["overrides"], site.time_zone)
    if asked["backlog"]:
        given["backlog"] = {**options.backlog, **dict(asked["backlog"])}
    if asked["ledger"]:
        given["ledger"] = read_ledger(asked["ledger"], site)
    if asked["absent"] and schedule is not None:
        given["absent"] = (*options.absent, *absences_of(asked["absent"], schedule, site))
    return replace(options, **given)


def _usual(limit: float | None) -> str:
    return "" if limit is None else f"  [default: {limit:g}]"


def _added(*options: Callable[[F], F]) -> Callable[[F], F]:
    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add
