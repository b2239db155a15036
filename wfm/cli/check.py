"""`wfm check`: which rules a schedule breaks, and what it costs."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from wfm.cli.absences import absences_of
from wfm.cli.plan_options import price_option
from wfm.cli.schedule import coverage_of, print_prices
from wfm.cli.told_site import told_site
from wfm.errors import InputError
from wfm.model.plan import Severity
from wfm.words.plural import counted

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Site
    from wfm.model.plan import Message
    from wfm.planning.plan_options import Ledger
    from wfm.scheduling import Finding


@click.command("check")
@click.argument("site", type=click.Path(path_type=Path))
@click.argument("schedule", type=click.Path(path_type=Path))
@click.option(
    "--week",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the week; that of the first shift if left out.",
)
@click.option(
    "--requirement",
    type=click.Path(path_type=Path),
    help="requirement.csv, to price missing and surplus heads too; the plan's own if left out.",
)
@click.option(
    "--forecast",
    type=click.Path(path_type=Path),
    help="forecast.csv, to price contacts not answered in time; the plan's own if left out.",
)
@price_option(None)
@click.option(
    "--absent",
    multiple=True,
    metavar="AGENT[:FROM[..TO]]",
    help="An agent who is away after all, as the schedule was repaired for.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings for programs.")
def command(
    site: Path, schedule: Path, week: datetime | None, requirement: Path | None,
    forecast: Path | None, price: str | None, absent: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """List the rules that a schedule breaks, and what it costs.

    SCHEDULE is a schedule.csv of SITE, judged without the solver. One in a plan's folder is judged
    after the week before that the plan went on from, with the weeks that were planned together with
    it, and with heads worth what they are to the plan. Exit status 1 where a hard rule is broken.
    Locked shifts may break the rules of their own day.
    """
    from wfm.planning.closed_days import closed_as_forecast
    from wfm.planning.files.plan_folder import planned_week
    from wfm.planning.months_known import month_messages
    from wfm.scheduling import build_problem, check
    from wfm.scheduling.evaluation.week_after import broken_in_the_week_after
    from wfm.scheduling.meeting_times import as_held, told_of_meetings
    from wfm.sites import read_schedule

    people = told_site(site)
    named = None if week is None else week.date()
    judged = read_schedule(schedule, people, week=named or planned_week(schedule.parent))
    if named is not None:
        judged = replace(judged, week=named)
    plan = _as_planned(people, schedule.parent, judged.week)
    people, forecast, price = plan.site, forecast or plan.forecast, price or plan.price
    if forecast is None and price not in {None, "heads"}:
        raise click.UsageError(f"--price {price} needs --forecast")
    away = absences_of(absent, judged, people)
    people = replace(people, time_off=(*people.time_off, *away))
    known = _requirement(requirement, people) if requirement else _beside(schedule, people)
    people = closed_as_forecast(people, known, judged.week, 7)
    heads = known if requirement or plan.price else known.iloc[:0]
    worth = coverage_of(people, heads, None if heads.empty else forecast, price)
    locked = [shift for shift in judged.shifts if shift.locked]
    problem = build_problem(
        people, heads, judged.week, locked=locked, ledger=plan.ledger, coverage=worth
    )
    problem = as_held(problem, judged)
    for message in month_messages(problem.horizon):
        click.echo(f"note: {message.text}", err=True)
    findings = (
        *check(problem, judged),
        *broken_in_the_week_after(problem.horizon, judged),
    )
    missed = [one for one in told_of_meetings(problem, judged) if one.severity is not Severity.INFO]
    if heads.empty:
        findings = tuple(finding for finding in findings if finding.rule != "Coverage")
    if as_json:
        click.echo(json.dumps(_for_programs(findings, missed), ensure_ascii=False))
    else:
        _print(findings, len(judged.shifts), people)
        for message in missed:
            click.echo(f"note: {message.text}")
    if any(finding.hard for finding in findings):
        sys.exit(1)


class _Plan(NamedTuple):
    """What was known to the plan that a schedule lies in: weeks before and beside, the ledger.

    Price and forecast say what heads are worth to it; None where there is no plan.
    """

    site: Site
    ledger: Ledger
    price: str | None = None
    forecast: Path | None = None


def _as_planned(site: Site, folder: Path, week: date) -> _Plan:
    from wfm.planning.files.plan_folder import SUMMARY, ledger_before, read_summary, site_of_plan
    from wfm.planning.plan_options import NO_LEDGER
    from wfm.planning.price_of_heads import PRICE

    try:
        summary = read_summary(folder) if (folder / SUMMARY).is_file() else {}
    except InputError:  # some other file of that name
        summary = {}
    if summary.get("week") != week.isoformat():
        return _Plan(site, NO_LEDGER)
    known = site_of_plan(site, folder, week)
    _tell_of_weeks(known, week)
    price = str(summary.get("parameters", {}).get("price", PRICE))
    forecast = folder / "forecast.csv"
    return _Plan(known, ledger_before(summary), price, forecast if forecast.is_file() else None)


def _tell_of_weeks(site: Site, week: date) -> None:
    """Say over which weeks is counted what is counted over all of a plan."""
    beside = site.beside
    if beside.known:
        weeks = ", ".join(map(str, sorted({week, *beside.known})))
        click.echo(f"note: limits over all weeks of the plan are counted over {weeks}", err=True)
    if beside.open:
        missing = ", ".join(map(str, sorted(set(beside.weeks) - beside.known)))
        click.echo(
            f"note: planned together with it and not beside it, or planned anew since: {missing}; "
            "limits over all weeks are judged without them",
            err=True,
        )


def _beside(schedule: Path, site: Site) -> pd.DataFrame:
    """Read the requirement beside a schedule: what the plan needs, which holidays were closed."""
    path = schedule.with_name("requirement.csv")
    try:
        return _requirement(path if path.is_file() else None, site)
    except InputError:  # some other table of that name
        return _requirement(None, site)


def _requirement(path: Path | None, site: Site) -> pd.DataFrame:
    from wfm.sites.requirement_csv import read_requirement

    if path is not None:
        return read_requirement(path, site)
    import pandas as pd

    columns = ("interval_start", "interval_minutes", "queue", "gross_requirement")
    return pd.DataFrame({name: [] for name in columns})


def _print(findings: tuple[Finding, ...], shifts: int, site: Site) -> None:
    from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule

    broken = [finding for finding in findings if finding.hard]
    for finding in broken:
        click.echo(str(finding))
    verdict = counted(len(broken), "rule is broken", "rules are broken")
    click.echo(f"{counted(shifts, 'shift')}: {verdict if broken else 'no hard rule is broken'}")
    print_prices(costs_by_rule(findings), costs_by_agent(findings), site)


def _for_programs(findings: tuple[Finding, ...], missed: list[Message]) -> dict[str, object]:
    from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
    from wfm.words import document

    listed = [
        {
            "rule": finding.rule,
            "agent_id": finding.agent_id,
            "date": finding.date.isoformat() if finding.date else None,
            **document(finding.phrase),
            "hard": finding.hard,
            "price": finding.price,
        }
        for finding in findings
    ]
    broken = sum(finding.hard for finding in findings)
    return {
        "broken": broken,
        "price": sum(f.price for f in findings),
        "rule_costs": costs_by_rule(findings),
        "agent_costs": costs_by_agent(findings),
        "findings": listed,
        "meetings": [document(message.phrase) for message in missed],
    }
