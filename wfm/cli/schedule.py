"""`wfm schedule`: shifts for named agents that meet a requirement."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

import click

from wfm.cli.absences import absences_of
from wfm.cli.plan_options import limits_of, price_option, solver_options
from wfm.cli.told_site import told_site
from wfm.cli.whole_file import whole_file
from wfm.errors import InputError, InputProblem
from wfm.timegrid import week_begin
from wfm.words import Phrase, english, phrase
from wfm.words.plural import counted

if TYPE_CHECKING:
    from wfm.model import Schedule, Shift, Site
    from wfm.model.changes import Change
    from wfm.scheduling import SearchProgress, Solution
    from wfm.scheduling.rules import CoveragePrice

Shares: TypeAlias = Mapping[str, Mapping[str, float]]
SECONDS = 60.0
REPAIR_SECONDS = 5.0
EVERY = 5.0
"""Seconds between two lines of progress where there is no terminal."""


@click.command("schedule")
@click.argument("site", type=click.Path(path_type=Path), required=False)
@click.option("--requirement", type=click.Path(path_type=Path), help="requirement.csv")
@click.option(
    "--week",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the week; the requirement's first day if left out.",
)
@click.option("--out", type=click.Path(path_type=Path), help="schedule.csv")
@click.option(
    "--repair",
    "old",
    type=click.Path(path_type=Path),
    metavar="SCHEDULE",
    help="Keep to this schedule but for what must or should change.",
)
@click.option(
    "--absent",
    multiple=True,
    metavar="AGENT[:FROM[..TO]]",
    help="With --repair: an agent who is away after all, all week, on these days or hours.",
)
@click.option(
    "--ledger", type=click.Path(path_type=Path), metavar="FILE",
    help="Who had more than a fair share of unpopular work so far (ledger.csv).",
)  # fmt: skip
@click.option(
    "--next-ledger", type=click.Path(path_type=Path), metavar="FILE",
    help="Write the ledger as it stands after this week.",
)  # fmt: skip
@click.option(
    "--forecast",
    type=click.Path(path_type=Path),
    help="forecast.csv, to price contacts not answered in time instead of missing heads.",
)
@price_option(None)
@solver_options(SECONDS)
@click.option("--rules", "as_rules", is_flag=True, help="List the rules and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary for programs.")
def command(
    site: Path | None, requirement: Path | None, week: datetime | None, out: Path | None,
    old: Path | None, absent: tuple[str, ...], ledger: Path | None, next_ledger: Path | None,
    forecast: Path | None, price: str | None, as_rules: bool, as_json: bool, **limits: Any,
) -> None:  # fmt: skip
    """Give agents the shifts that meet a requirement; repair a schedule.

    \b
    wfm schedule SITE --requirement requirement.csv --week 2026-03-02 --out schedule.csv
    wfm schedule SITE --requirement requirement.csv --repair old.csv --absent A017 --out new.csv

    Ctrl-C ends the search; the best schedule so far is written. Exit status 1 where some agent has
    no legal week: the messages say which rules conflict.
    """  # noqa: D301 - click keeps the lines that follow its mark
    if as_rules:
        print_rules()
        return
    if site is None or requirement is None or out is None:
        raise click.UsageError("SITE, --requirement and --out are needed")
    if absent and old is None:
        raise click.UsageError("--absent needs --repair")
    if forecast is None and price not in {None, "heads"}:
        raise click.UsageError(f"--price {price} needs --forecast")
    from wfm.planning.months_known import month_messages
    from wfm.scheduling.horizon import Horizon
    from wfm.sites import write_schedule_csv
    from wfm.sites.ledger_csv import read_ledger
    from wfm.sites.requirement_csv import read_requirement

    people = told_site(site)
    heads = read_requirement(requirement, people)
    bounds = limits_of(SECONDS if old is None else REPAIR_SECONDS, limits)
    shares = read_ledger(ledger, people) if ledger else {}
    changes: Sequence[Change] | None = None
    if old is None:
        from wfm.planning.closed_days import closed_as_forecast
        from wfm.scheduling import build_problem
        from wfm.scheduling.meeting_search import solve_with_meetings

        first = week.date() if week else _first_day(heads, people)
        people = closed_as_forecast(people, heads, first, 7)
        worth = coverage_of(people, heads, forecast, price)
        problem = build_problem(people, heads, first, ledger=shares, coverage=worth)
        _, solution = solve_with_meetings(problem, bounds, progress_lines())
    else:
        worth = coverage_of(people, heads, forecast, price)
        solution, changes = _repaired(people, heads, old, absent, week, bounds, shares, worth)
    for message in month_messages(Horizon(people, solution.schedule.week, ledger=shares)):
        click.echo(f"note: {message.text}", err=True)
    if next_ledger is not None:
        _continue_ledger(next_ledger, people, solution.schedule, shares)
    with whole_file(out) as beside:
        write_schedule_csv(beside, solution.schedule, people)
    if as_json:
        click.echo(json.dumps(summary(solution, changes), ensure_ascii=False))
    else:
        _print(solution, changes, out, people)
    if solution.status == "partial":
        sys.exit(1)


def coverage_of(
    site: Site, requirement: Any, forecast: Path | None, price: str | None
) -> CoveragePrice:
    """Say what heads are worth: missing ones cost, or contacts of a forecast answered late do."""
    from wfm.planning.price_of_heads import coverage_price
    from wfm.scheduling.rules import Coverage
    from wfm.sites.forecast_csv import read_forecast

    if forecast is None:
        return Coverage()
    return coverage_price(price or "service", read_forecast(forecast, site), requirement, site)


def print_rules() -> None:
    """Print each rule with what it asks."""
    from wfm.scheduling.rules import RULES, Coverage, MinimumHeads, Rule
    from wfm.scheduling.rules.groups import RULES_BETWEEN_PEOPLE
    from wfm.scheduling.rules.groups.base import RuleBetweenPeople
    from wfm.scheduling.rules.groups.pairs import RuleForPairs

    rules: tuple[Coverage | MinimumHeads | Rule | RuleBetweenPeople | RuleForPairs, ...] = (
        Coverage(), MinimumHeads(), *RULES, *RULES_BETWEEN_PEOPLE.values(),
    )  # fmt: skip
    for rule in rules:
        sentence = (type(rule).__doc__ or "").strip().splitlines()[0]
        click.echo(f"{rule.name}: {sentence}")


def _first_day(heads: Any, site: Site) -> date:
    first: date = heads["interval_start"].min().astimezone(ZoneInfo(site.time_zone)).date()
    return week_begin(first, site.week_start)


def _repaired(
    site: Site,
    heads: Any,
    old: Path,
    absent: Sequence[str],
    week: datetime | None,
    limits: Any,
    ledger: Shares,
    coverage: CoveragePrice,
) -> tuple[Solution, Sequence[Change]]:
    from wfm.planning.closed_days import closed_as_forecast
    from wfm.planning.files.plan_folder import planned_week
    from wfm.scheduling.repair import repair
    from wfm.sites import read_schedule

    named = week.date() if week else None
    before = read_schedule(old, site, week=named or planned_week(old.parent))
    if named not in {None, before.week}:
        raise InputError([InputProblem(phrase("plan.for_week", week=before.week), None, str(old))])
    away = absences_of(absent, before, site)
    site = closed_as_forecast(site, heads, before.week, 7)
    asked = {"seed": limits.seed, "seconds": limits.time}
    if limits.effort is not None:
        asked["effort"] = limits.effort
    mended = repair(site, heads, before, absent=away, ledger=ledger, coverage=coverage, **asked)
    return mended.solution, mended.changes


def _continue_ledger(path: Path, site: Site, schedule: Schedule, ledger: Shares) -> None:
    from wfm.scheduling.horizon import Horizon
    from wfm.scheduling.rules.ledger import continued
    from wfm.sites.ledger_csv import write_ledger

    after = continued(Horizon(site, schedule.week), schedule.shifts, ledger)
    with whole_file(path) as beside:
        write_ledger(beside, after)


def progress_lines() -> Callable[[SearchProgress], None]:
    """Show what no schedule can keep, then objective, bound and gap as the search goes on.

    That is a moving line on a terminal, else a line now and then.
    """
    terminal, last = sys.stderr.isatty(), time.monotonic()
    named = set[Phrase]()

    def show(state: SearchProgress) -> None:
        nonlocal last
        for conflict in state.conflicts:
            if conflict not in named:
                named.add(conflict)
                click.echo(("\n" if terminal else "") + english(conflict), err=True)
        if terminal:
            click.echo(f"\r{progress_in_words(state)}\033[K", nl=False, err=True)
        elif time.monotonic() - last >= EVERY:
            last = time.monotonic()
            click.echo(progress_in_words(state), err=True)

    return show


def progress_in_words(state: SearchProgress) -> str:
    """Say how far a search is."""
    price = "…" if state.objective is None else f"{state.objective:,}"
    bound = "…" if state.bound is None else f"{state.bound:,}"
    gap = "…"
    if state.objective and state.bound is not None:
        gap = f"{max(0.0, 1 - state.bound / state.objective):.1%}"
    return f"{state.seconds:5.0f} s  price {price}  bound {bound}  gap {gap}"


def summary(solution: Solution, changes: Sequence[Change] | None) -> dict[str, Any]:
    """Return what programs want to know."""
    from wfm.words import document

    told: dict[str, Any] = {
        "status": solution.status,
        "shifts": len(solution.schedule.shifts),
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": round(solution.seconds, 2),
        "seed": solution.seed,
        "rule_costs": dict(solution.rule_costs),
        "agent_costs": dict(solution.agent_costs),
        "messages": [{"severity": m.severity, **document(m.phrase)} for m in solution.messages],
    }
    if changes is not None:
        told["changes"] = [
            {"agent_id": c.agent_id, "date": c.date.isoformat()}
            | {name: _span(shift) for name, shift in (("before", c.before), ("after", c.after))}
            for c in changes
        ]
    return told


def _span(shift: Any) -> list[str] | None:
    return None if shift is None else [shift.start.isoformat(), shift.end.isoformat()]


def _print(solution: Solution, changes: Sequence[Change] | None, out: Path, site: Site) -> None:
    if sys.stderr.isatty():
        click.echo(err=True)
    gap = "" if solution.gap is None else f", bound {solution.bound:,}, gap {solution.gap:.1%}"
    click.echo(
        f"{out}: {counted(len(solution.schedule.shifts), 'shift')}, {solution.status}, "
        f"price {solution.objective:,}{gap}, {solution.seconds:.1f} s, seed {solution.seed}"
    )
    print_prices(solution.rule_costs, solution.agent_costs, site)
    for message in solution.messages:
        click.echo(f"{message.severity}: {message.text}")
    if changes is not None:
        click.echo(counted(len(changes), "change"))
        for change in changes:
            click.echo(f"  {change_in_words(change, site)}")


def print_prices(
    rules: Mapping[str, int], agents: Mapping[str, Mapping[str, int]], site: Site
) -> None:
    """Print the price of each rule in all, and the agents who bear most of it."""
    from wfm.scheduling.evaluation.costs import bearers

    names = site.agent_names
    width = max((len(rule) for rule in rules), default=0)
    for rule, price in sorted(rules.items(), key=lambda item: -item[1]):
        click.echo(f"  {price:>10,}  {rule:<{width}}  {bearers(agents, rule, names)}".rstrip())


def change_in_words(change: Change, site: Site) -> str:
    """Say what changes for whom: `A017 Ann Lee, Wed 2026-03-04: 08:00–16:30 → absent`."""
    from wfm.model.absent_parts import present
    from wfm.planning.preserved_shifts import takes_from

    zone = ZoneInfo(site.time_zone)

    def times(shift: Shift | None) -> str:
        spans = [] if shift is None else present(shift)
        hours = (f"{a.astimezone(zone):%H:%M}–{b.astimezone(zone):%H:%M}" for a, b in spans)
        return ", ".join(hours) or "off"

    before, after = times(change.before), times(change.after)
    moved = "other breaks" if before == after else after
    if after == "off" and change.before is not None and takes_from(site.time_off, change.before):
        moved = "absent"
    return f"{english(site.named(change.agent_id))}, {change.date:%a %Y-%m-%d}: {before} → {moved}"
