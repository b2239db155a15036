"""Several weeks planned together, each then a plan of its own.

One search finds the shifts of all weeks. A week's plan says what it would have said had it been
planned after the one before, so that it is published, revised, compared and repaired as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from wfm.model import Schedule, Shift
from wfm.model.plan import SEARCH, Message, Plan, SearchOfWeeks, SolveRecord
from wfm.planning.ledger_before import with_ledger_before
from wfm.planning.opening_backlog import left_waiting
from wfm.planning.pipeline import (
    demand_of_site,
    described,
    origin_of,
    plan_weeks,
    simulated,
    worst_first,
)
from wfm.planning.plan_options import Ledger, PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.problem_of import problem_of
from wfm.planning.progress import StageReport
from wfm.planning.said_of_weeks import said_of_weeks
from wfm.planning.week_demand import WeekDemand

if TYPE_CHECKING:
    from wfm.scheduling import SearchProgress
    from wfm.sites import SiteInput


SCHEDULE = "schedule"
OF_ALL = {SEARCH, "simulation", "site"}
"""Stages whose messages of all weeks each of them has: it cannot find them by itself."""
"""Stage of what is said of a week's schedule."""


@dataclass(frozen=True, slots=True)
class SeveralWeeks:
    """Weeks that were planned together, in their order."""

    plans: tuple[Plan, ...]
    """Each week's plan: its price is that of the week alone, without a bound."""
    demands: tuple[WeekDemand, ...]
    """What each of them answers."""
    solve: SolveRecord
    """What the one search for all of them found and proved."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is said of all weeks together: what is said of several of them once, with those.

        How a schedule does without a legal week each week says by itself.
        """
        everything = [message for plan in self.plans for message in plan.messages]
        others = dict.fromkeys(message for message in everything if message.stage != SCHEDULE)
        schedules = [
            (plan.week, [_without_way_out(m) for m in plan.messages if m.stage == SCHEDULE])
            for plan in self.plans
        ]
        said = said_of_weeks(schedules, lambda m: m.phrase, lambda m, text: replace(m, phrase=text))
        return worst_first(*others, *said)


def _without_way_out(message: Message) -> Message:
    given = message.phrase.given
    known = tuple((name, None if name == "way_out" else value) for name, value in given)
    return replace(message, phrase=replace(message.phrase, given=known))


@dataclass(frozen=True, slots=True)
class _GoesOn:
    """What a week takes over from the one before."""

    previous: tuple[Shift, ...]
    ledger: Ledger
    waiting: Mapping[str, float]


def plan_several_weeks_of_site(
    inputs: SiteInput, first: date, options: PlanOptions, created: datetime, report: StageReport
) -> SeveralWeeks:
    """Plan the weeks from `first` of a site that has been read."""
    options = with_ledger_before(options, inputs.site, first)
    demand = demand_of_site(inputs, first, options, report)
    return plan_several_weeks(demand, options, origin_of(inputs, created), report)


def plan_several_weeks(
    demand: WeekDemand,
    options: PlanOptions,
    origin: PlanOrigin,
    report: StageReport | None = None,
    hear: Callable[[SearchProgress], bool | None] | None = None,
    start: Schedule | None = None,
) -> SeveralWeeks:
    """Plan all weeks of a demand in one search; arguments and errors are those of `plan_weeks`."""
    whole = plan_weeks(
        demand, replace(options, simulation_runs=0), origin, report, hear, start
    )  # fmt: skip
    laid = demand.with_requirement(whole.requirement)
    begins = tuple(demand.first + timedelta(weeks=number) for number in range(demand.weeks))
    searched = SearchOfWeeks(begins, whole.solve.objective, whole.solve.bound, whole.solve.gap)
    plans: list[Plan] = []
    demands: list[WeekDemand] = []
    before = _GoesOn(demand.site.previous, options.ledger, demand.backlog)
    for number in range(demand.weeks):
        week = laid.week(
            number, before.previous, before.waiting, whole.schedule.shifts, range(demand.weeks)
        )
        own = options.among(week.first, week.days, before.ledger)
        plan = replace(_plan_of_week(whole, week, own, origin), searched=searched)
        plans.append(simulated(plan, week, options, report))
        demands.append(week)
        before = _GoesOn(plan.schedule.shifts, plan.ledger, left_waiting(plan.backlog))
    return SeveralWeeks(tuple(plans), tuple(demands), whole.solve)


def _in_week(schedule: Schedule, week: WeekDemand) -> Schedule:
    days = _days(week)
    shifts = tuple(shift for shift in schedule.shifts if shift.date in days)
    return replace(schedule, week=week.first, shifts=shifts)


def _days(week: WeekDemand) -> frozenset[date]:
    return frozenset(week.first + timedelta(days=day) for day in range(week.days))


def _plan_of_week(whole: Plan, week: WeekDemand, options: PlanOptions, origin: PlanOrigin) -> Plan:
    """Describe one week of a plan and price it by itself."""
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
    from wfm.scheduling.evaluation.explain import explain
    from wfm.scheduling.meeting_times import as_held, told_of_meetings

    schedule = _in_week(whole.schedule, week)
    problem = as_held(problem_of(week, options), schedule)
    findings = check(problem, schedule)
    broken = any(finding.hard for finding in findings)
    solve = replace(
        whole.solve,
        status="partial" if broken else "feasible",
        objective=objective(findings), bound=None, gap=None,
        rule_costs=costs_by_rule(findings), agent_costs=costs_by_agent(findings),
    )  # fmt: skip
    messages = (
        *explain(problem, schedule, findings, cancelled=False),
        *told_of_meetings(problem, schedule),
        *(message for message in whole.messages if message.stage in OF_ALL),
    )
    heads = whole.coverage[["interval_start", "queue", "scheduled"]]
    heads = heads.merge(week.forecast[["interval_start", "queue"]])
    plan = described(week, schedule, heads, options, origin, solve=solve, messages=messages)
    return replace(plan, messages=tuple(dict.fromkeys(plan.messages)))
