"""Plan a week: history → forecast → heads → shifts → what they will give."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from wfm.errors import InputError, InputProblem
from wfm.model.plan import Message, Plan, Severity, SolveRecord
from wfm.planning.opening_backlog import starting_backlog
from wfm.planning.plan_warnings import heavy_shortage, late_messages
from wfm.planning.predicted_kpis import predicted_kpis
from wfm.planning.price_of_heads import PRICE, coverage_price
from wfm.planning.progress import NoReport, StageReport
from wfm.planning.site_forecast import forecast_site, special_days
from wfm.planning.two_stage_search import WeekToFill, solve_filling
from wfm.sites import SiteInput, read_site
from wfm.staffing import missed_windows, predict_backlog, predict_coverage, site_requirements
from wfm.timegrid import TimeGrid

if TYPE_CHECKING:
    from wfm.scheduling import Limits, SearchProgress, Solution

PACKAGES = ("contact-centre-wfm", "numpy", "ortools", "pandas", "statsmodels")


def plan_week(
    source: Path,
    week: date | None,
    limits: Limits,
    created: datetime,
    progress: StageReport | None = None,
    price: str = PRICE,
) -> Plan:
    """Plan one week of a site, from its history to its agents' shifts.

    `week` is the week's first day; None means the week after the history's last day. The best
    schedule so far is kept when the solver is interrupted. `price` is one of `PRICES`: what heads
    are worth.

    Raises
    ------
    InputError
        With everything that is wrong with the site, its history or the week.
    """
    told = progress or NoReport()
    return plan_site(_read(source, told), week, limits, created, told, price)


def plan_site(
    inputs: SiteInput,
    week: date | None,
    limits: Limits,
    created: datetime,
    told: StageReport,
    price: str = PRICE,
) -> Plan:
    """Plan one week of a site that has been read."""
    from wfm.scheduling import build_problem

    site, first = inputs.site, _first_day(inputs, week)
    grid = TimeGrid(site.time_zone, first, 7, site.interval_minutes)
    backlog = starting_backlog(inputs.history, site, grid)
    forecast, findings = _forecast(inputs, first, told)
    demand = WeekToFill(
        site,
        lambda heads: _open(site_requirements(forecast, site, backlog, scheduled=heads), forecast),
        lambda requirement: build_problem(
            site, requirement, first, coverage=coverage_price(price, forecast, requirement, site)
        ),
    )
    _staff(demand, told)
    requirement, solution, heads = _schedule(demand, limits, told)
    predicted = predict_coverage(requirement, forecast, heads, site, backlog)
    coverage = _open(predicted, forecast)
    waiting = predict_backlog(forecast, heads, site, backlog)
    late = missed_windows(forecast, heads, site, backlog)
    parameters = {"week": first.isoformat(), "price": price, **asdict(limits)}
    return Plan(
        id=_plan_id(inputs.hashes, parameters),
        site=site,
        week=first,
        forecast=forecast,
        requirement=requirement,
        coverage=coverage,
        kpis=predicted_kpis(coverage, forecast, site),
        schedule=solution.schedule,
        solve=_record(solution),
        created=created,
        messages=_worst_first(
            *(Message(Severity.WARNING, "site", str(problem)) for problem in inputs.warnings),
            *findings,
            *heavy_shortage(coverage, site, price),
            *late_messages(late),
            *solution.messages,
        ),
        hashes=inputs.hashes,
        versions=versions(),
        parameters=parameters,
        special_days=special_days(site, tuple(grid.date_of(day) for day in range(7))),
        backlog=None if waiting.empty else _open(waiting, forecast),
    )


def _read(source: Path, told: StageReport) -> SiteInput:
    told.begin("Read the site")
    inputs = read_site(source, states=False)
    site, rows = inputs.site, inputs.history
    span = rows["interval_start"].max() - rows["interval_start"].min()
    told.done(
        f"{site.name}: agents {len(site.agents):,}, queues {len(site.queues)}, "
        f"history rows {len(rows):,} over {span.days + 1} days"
    )
    return inputs


def _first_day(inputs: SiteInput, week: date | None) -> date:
    start = inputs.site.week_start
    if week is None:
        end: pd.Timestamp = inputs.history["interval_start"].max()
        last = end.tz_convert(inputs.site.time_zone).date()
        return last + timedelta(days=(start - last.weekday() - 1) % 7 + 1)
    if week.weekday() != start:
        before = week - timedelta(days=(week.weekday() - start) % 7)
        what = f"{week} is a {week:%A}; this site's weeks start on a {before:%A}"
        raise InputError([InputProblem(what, f"plan the week of {before}", field="week")])
    return week


def _forecast(
    inputs: SiteInput, first: date, told: StageReport
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    told.begin("Forecast")
    frame, messages = forecast_site(
        inputs.site, inputs.history, first, 7, lambda queue: told.update(f"{queue} done")
    )
    told.done(f"contacts {frame['contacts'].sum():,.0f}")
    return frame, messages


def _staff(demand: WeekToFill, told: StageReport) -> None:
    told.begin("Staff")
    requirement = demand.staff(None)
    hours = (requirement["gross_requirement"] * requirement["interval_minutes"]).sum() / 60
    peak = requirement.groupby("interval_start")["gross_requirement"].sum().max()
    told.done(f"{hours:,.0f} head-hours on queue, {peak:,.0f} heads at the peak")


def _open(frame: pd.DataFrame, forecast: pd.DataFrame) -> pd.DataFrame:
    """Rows of the intervals that are forecast: those in which a queue is open."""
    keys = ["interval_start", "queue"]
    return frame.merge(forecast[keys], on=keys, how="inner")


def _schedule(
    demand: WeekToFill, limits: Limits, told: StageReport
) -> tuple[pd.DataFrame, Solution, pd.DataFrame]:
    """Return the requirement as it was laid, the solution, and its heads."""
    from wfm.scheduling import scheduled_heads
    from wfm.scheduling.meeting_times import with_meetings

    told.begin("Schedule")
    requirement, problem, solution = solve_filling(
        demand, limits, lambda state: told.update(_search_in_words(state))
    )
    problem, solution = with_meetings(problem, solution)
    found = f"price {solution.objective:,}{_gap_in_words(solution.gap)}"
    told.done(f"{len(solution.schedule.shifts):,} shifts, {found}, {solution.status}")
    return requirement, solution, scheduled_heads(problem, solution.schedule)


def _search_in_words(state: SearchProgress) -> str:
    price = "…" if state.objective is None else f"{state.objective:,}"
    bound = "…" if state.bound is None else f"{state.bound:,}"
    return f"price {price}, proven bound {bound}, {state.seconds:.0f} s"


def _gap_in_words(gap: float | None) -> str:
    return "" if gap is None else f", of which at most {gap:.1%} could still be saved"


def _worst_first(*messages: Message) -> tuple[Message, ...]:
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return tuple(sorted(messages, key=lambda message: order.index(message.severity)))


def _record(solution: Solution) -> SolveRecord:
    return SolveRecord(
        status=str(solution.status),
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        seconds=solution.seconds,
        seed=solution.seed,
        rule_costs=solution.rule_costs,
        agent_costs=solution.agent_costs,
    )


def _plan_id(hashes: Mapping[str, str], parameters: Mapping[str, object]) -> str:
    """Return the same id for the same inputs, parameters and version."""
    facts = [dict(hashes), dict(parameters), version(PACKAGES[0])]
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def versions() -> dict[str, str]:
    """Name the versions of what makes a plan."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}
