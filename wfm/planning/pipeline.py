"""The one way to plan: demand and options → schedule → what it will give.

`plan_weeks` is what the command line, the service, edits and repairs stand on; `plan_week` is it
from a site's files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wfm.model import Schedule, Site
from wfm.model.plan import HOLIDAYS, OPENING_HOURS, Message, Plan, Severity, SolveRecord
from wfm.planning.closed_days import holiday_minutes, opening_messages
from wfm.planning.ledger_before import with_ledger_before
from wfm.planning.months_known import month_messages
from wfm.planning.opening_backlog import opening_backlog
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_origin import PlanOrigin, options_document, plan_id, versions
from wfm.planning.plan_warnings import heavy_shortage, late_messages, missed_periods
from wfm.planning.predicted_kpis import predicted_kpis
from wfm.planning.progress import NoReport, StageReport
from wfm.planning.schedule_search import search_schedule
from wfm.planning.site_forecast import special_days
from wfm.planning.unmatched_names import refuse_foolish, unmatched_messages, unmatched_skills
from wfm.planning.week_demand import (
    WeekDemand,
    corrected,
    first_day,
    forecast_of_weeks,
    staffed_demand,
)
from wfm.sites import SiteInput, read_site
from wfm.sites.findings import shortened
from wfm.words import Phrase, english
from wfm.words.places import in_place
from wfm.words.plural import counted

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling import SearchProgress, Solution


def plan_week(
    source: Path,
    week: date | None,
    options: PlanOptions,
    created: datetime,
    report: StageReport | None = None,
) -> Plan:
    """Plan one week of a site, from its history to its agents' shifts.

    `week` is the week's first day; None means the week after the history's last day. The best
    schedule so far is kept when the solver is interrupted.

    Raises
    ------
    InputError
        With everything that is wrong with the site, its history or the week.
    """
    told = report or NoReport()
    inputs = read_inputs(source, told)
    return plan_site(inputs, week, options, created, told)


def plan_site(
    inputs: SiteInput,
    week: date | None,
    options: PlanOptions,
    created: datetime,
    report: StageReport | None = None,
) -> Plan:
    """Plan one week of a site that has been read."""
    told = report or NoReport()
    first = first_day(inputs.site, inputs.history, week)
    options = with_ledger_before(options, inputs.site, first)
    demand = demand_of_site(inputs, first, options, told)
    return plan_weeks(demand, options, origin_of(inputs, created), told)


def demand_of_site(
    inputs: SiteInput, first: date, options: PlanOptions, report: StageReport | None = None
) -> WeekDemand:
    """Forecast and staff a week of a site that has been read.

    Raises
    ------
    InputError
        If no queue can be forecast.
    """
    told = report or NoReport()
    site = site_as_planned(inputs.site, options)
    told.begin("Forecast")
    forecast, findings = forecast_of_weeks(
        site,
        inputs.history,
        first,
        options.weeks,
        progress=lambda queue: told.update(f"{queue} done"),
        accept_shifts=options.accept_shifts,
    )
    forecast, untouched = corrected(forecast, options.overrides)
    told.done(f"contacts {forecast['contacts'].sum():,.0f}")
    told.begin("Staff")
    backlog = opening_backlog(site, inputs.history, first, options.backlog)
    demand = staffed_demand(site, first, forecast, backlog, (*findings, *untouched), options.weeks)
    told.done(_heads_in_words(demand.requirement))
    return demand


def site_as_planned(site: Site, options: PlanOptions) -> Site:
    """Give a site with the week before and the absences that a planner names."""
    previous = site.previous if options.previous is None else options.previous
    return replace(site, previous=previous, time_off=(*site.time_off, *options.absent))


def origin_of(inputs: SiteInput, created: datetime) -> PlanOrigin:
    """Say what a plan of a site's files is made from."""
    found = (
        in_place(odd.what, odd.remedy, file=odd.file, row=odd.row, field=odd.field)
        for odd in inputs.warnings
    )
    warnings = (Message(Severity.WARNING, "site", text) for text in found)
    return PlanOrigin(created, inputs.hashes, tuple(warnings))


def plan_weeks(
    demand: WeekDemand,
    options: PlanOptions,
    origin: PlanOrigin,
    report: StageReport | None = None,
    hear: Callable[[SearchProgress], bool | None] | None = None,
    start: Schedule | None = None,
) -> Plan:
    """Find the schedule that a demand asks for, and what it will give.

    `hear` gets the search's progress about twice a second and cancels it by False; `start` is a
    schedule of an earlier search to go on from.

    Raises
    ------
    InputError
        If the site contradicts itself, or names that match nothing make the plan foolish.
    """
    told = report or NoReport()
    unmatched = unmatched_skills(demand.site)
    if not (options.anyway or options.base):
        refuse_foolish(demand, unmatched)
    causes = unmatched_messages(unmatched)
    for message in causes:
        told.begin("Skills")
        told.done(message.text)
    for message in (*demand.messages, *opening_messages(demand.horizon)):
        if message.stage in {HOLIDAYS, OPENING_HOURS} and message.severity is not Severity.INFO:
            told.begin(message.stage.capitalize())
            told.done(message.text)
    told.begin("Schedule")
    found = search_schedule(demand, options, hear or _Heard(told), start)
    solution = found.solution
    price = f"price {solution.objective:,}{_gap_in_words(solution.gap)}"
    told.done(f"{counted(len(solution.schedule.shifts), 'shift')}, {price}, {solution.status}")
    plan = described(
        found.demand, solution.schedule, found.heads, options, origin,
        solve=_record(solution), messages=solution.messages,
    )  # fmt: skip
    plan = replace(plan, changes=found.changes, messages=(*causes, *plan.messages))
    return simulated(plan, found.demand, options, told)


def described(
    demand: WeekDemand,
    schedule: Schedule,
    heads: pd.DataFrame,
    options: PlanOptions,
    origin: PlanOrigin,
    *,
    solve: SolveRecord,
    messages: Iterable[Message],
) -> Plan:
    """Say what a schedule's heads will give, and what is to be known of it."""
    site, first = demand.site, demand.first
    coverage = demand.coverage(heads)
    kpis = predicted_kpis(coverage, demand.forecast, site)
    parameters = options_document(demand, options)
    plan = Plan(
        id=plan_id(origin.hashes, parameters),
        site=site,
        week=first,
        weeks=demand.weeks,
        forecast=demand.forecast,
        requirement=demand.requirement,
        coverage=coverage,
        kpis=kpis,
        schedule=schedule,
        solve=solve,
        created=origin.created,
        messages=worst_first(
            *origin.warnings,
            *demand.messages,
            *opening_messages(demand.horizon),
            *heavy_shortage(coverage, site, options.price),
            *missed_periods(kpis, site),
            *late_messages(demand.late(heads)),
            *month_messages(replace(demand.horizon, ledger=options.ledger)),
            *messages,
        ),
        hashes=origin.hashes,
        versions=versions(),
        parameters=parameters,
        backlog=demand.waiting(heads),
        edited_days=options.preserved.by_hand,
        absences=options.absent,
        ledger_before=options.ledger,
        ledger=_ledger_after(demand, schedule, options),
        holiday_minutes=holiday_minutes(demand.horizon),
    )
    return replace(plan, special_days=special_days(site, plan.days))


def simulated(
    plan: Plan, demand: WeekDemand, options: PlanOptions, report: StageReport | None = None
) -> Plan:
    """Play a plan's schedule through as often as the options ask."""
    if not options.simulation_runs:
        return plan
    from wfm.planning.simulate_week import simulate_demand

    told = report or NoReport()
    told.begin("Simulate")
    found = simulate_demand(
        demand.with_requirement(plan.requirement),
        plan.schedule,
        runs=options.simulation_runs,
        seed=options.limits.seed,
        heads=plan.coverage,
    )
    told.done(counted(options.simulation_runs, "run"))
    texts = (Message(Severity.WARNING, "simulation", text) for text in found.warnings)
    return replace(
        plan,
        simulated=found.queues,
        simulated_days=found.days,
        messages=worst_first(*texts, *plan.messages),
    )


def read_inputs(source: Path, report: StageReport | None = None) -> SiteInput:
    """Read a site and its history, and say how much there is, and what is odd: before any search.

    Raises
    ------
    InputError
        With everything that is wrong with them.
    """
    told = report or NoReport()
    told.begin("Read the site")
    inputs = read_site(source, states=False)
    site, rows = inputs.site, inputs.history
    span = rows["interval_start"].max() - rows["interval_start"].min()
    told.done(
        f"{site.name}: agents {len(site.agents):,}, queues {len(site.queues)}, "
        f"history rows {len(rows):,} over {counted(span.days + 1, 'day')}"
    )
    for odd in shortened(inputs.warnings):
        told.begin("Note")
        told.done(str(odd))
    return inputs


def _heads_in_words(requirement: pd.DataFrame) -> str:
    hours = (requirement["gross_requirement"] * requirement["interval_minutes"]).sum() / 60
    peak = requirement.groupby("interval_start")["gross_requirement"].sum().max()
    heads = counted(round(peak), "head")
    return f"{hours:,.0f} head-hours on queue, {heads} at the peak"


class _Heard:
    """Tells how far a search is, and first, once, what no schedule can keep."""

    def __init__(self, told: StageReport) -> None:
        self._told = told
        self._named: set[Phrase] = set()

    def __call__(self, state: SearchProgress) -> None:
        for one in state.conflicts:
            if one not in self._named:
                self._named.add(one)
                self._told.begin("Rules")
                self._told.done(english(one))
                self._told.begin("Schedule")
        self._told.update(_search_in_words(state))


def _search_in_words(state: SearchProgress) -> str:
    price = "…" if state.objective is None else f"{state.objective:,}"
    bound = "…" if state.bound is None else f"{state.bound:,}"
    return f"price {price}, proven bound {bound}, {state.seconds:.0f} s"


def _gap_in_words(gap: float | None) -> str:
    return "" if gap is None else f", of which at most {gap:.1%} could still be saved"


def worst_first(*messages: Message) -> tuple[Message, ...]:
    """Sort messages by how much they matter."""
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


def _ledger_after(
    demand: WeekDemand, schedule: Schedule, options: PlanOptions
) -> dict[str, dict[str, float]]:
    from wfm.scheduling.rules.ledger import continued

    return continued(demand.horizon, schedule.shifts, options.ledger)
