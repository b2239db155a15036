"""A schedule that misses goals in simulation gets more heads where they lack, and only there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.benchmarks.shared_sites import demand_of
from wfm.model import Schedule
from wfm.planning.met_in_simulation import HEADS, MoreHeads, met_in_simulation, share_of_lacking
from wfm.planning.plan_options import PlanOptions
from wfm.planning.problem_of import problem_of
from wfm.planning.schedule_search import search_schedule
from wfm.planning.shared_service import expected_service
from wfm.planning.times_too_much import times_too_much
from wfm.planning.two_stage_search import Filled
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling import Limits, Problem, check, scheduled_heads, solve
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.stopwatch import Stopwatch
from wfm.simulation import Simulated

QUICK = Limits(time=None, effort=0.2, workers=1)
SHORT = "support"
OTHER_SEED = 4711


@pytest.fixture(scope="module")
def demand() -> WeekDemand:
    """A week whose requirement simulation has corrected."""
    week = demand_of("calls", 3, agents=18)
    return search_schedule(week, PlanOptions(QUICK), lambda _: None).demand


def build(demand: WeekDemand, requirement: pd.DataFrame) -> Problem:
    return problem_of(demand.with_requirement(requirement), PlanOptions(QUICK))


def asked_for(demand: WeekDemand, share: float) -> Filled:
    """Give the schedule of a requirement that asks a share of the heads for one of the queues."""
    heads = demand.requirement[HEADS]
    less = heads.where(demand.requirement["queue"] != SHORT, share * heads)
    requirement = demand.requirement.assign(**{HEADS: less})
    problem = build(demand, requirement)
    formula = demand.staffed()
    return Filled(requirement, problem, solve(problem, QUICK), formula)


@pytest.fixture(scope="module")
def short(demand: WeekDemand) -> Filled:
    return asked_for(demand, 0.75)


def met(demand: WeekDemand, found: Filled, limits: Limits = QUICK) -> Filled:
    return met_in_simulation(demand, found, lambda r: build(demand, r), 1, Stopwatch(limits), 0.0)


@pytest.fixture(scope="module")
def corrected(demand: WeekDemand, short: Filled) -> Filled:
    return met(demand, short)


def seen(demand: WeekDemand, found: Filled, schedule: Schedule, seed: int = 1) -> Simulated:
    heads = scheduled_heads(found.problem, schedule)
    return expected_service(demand, schedule, heads, seed, 40)


def service(demand: WeekDemand, found: Filled) -> dict[str, float]:
    """Service levels by contacts that the correction has not seen."""
    figures = seen(demand, found, found.solution.schedule, OTHER_SEED).figures()
    return dict(zip(figures["queue"], figures["service_level"], strict=True))


def test_a_goal_that_a_schedule_misses_is_met_by_other_contacts_too(
    demand: WeekDemand, short: Filled, corrected: Filled
) -> None:
    before, after = service(demand, short), service(demand, corrected)
    assert corrected.corrected == (SHORT,)
    assert before[SHORT] < 0.76
    assert min(after.values()) > 0.79
    findings = check(corrected.problem, corrected.solution.schedule)
    assert not any(finding.hard for finding in findings)


def test_what_is_required_its_price_and_its_bound_stay(short: Filled, corrected: Filled) -> None:
    solution = corrected.solution
    assert corrected.requirement is short.requirement
    assert corrected.problem is short.problem
    assert solution.bound == short.solution.bound
    assert solution.objective == objective(check(short.problem, solution.schedule))


def promising(demand: WeekDemand, service_level: float, threshold: float = 20.0) -> WeekDemand:
    """Give the week with another goal of all queues."""
    queues = tuple(
        replace(queue, goal=replace(queue.goal, service_level=service_level, threshold=threshold))
        for queue in demand.site.queues
    )
    return replace(demand, site=replace(demand.site, queues=queues))


def test_where_all_goals_are_met_the_schedule_stays(demand: WeekDemand, short: Filled) -> None:
    assert met(promising(demand, 0.5), short) is short


def test_a_goal_that_no_heads_meet_costs_nothing(demand: WeekDemand, short: Filled) -> None:
    assert met(promising(demand, 1.0, threshold=0.0), short) is short


def test_without_any_time_the_schedule_stays(demand: WeekDemand, short: Filled) -> None:
    assert met(demand, short, Limits(time=1e-6, workers=1)) is short


def test_heads_are_asked_for_where_they_lack_and_for_the_queue_that_lacks_them(
    demand: WeekDemand, short: Filled
) -> None:
    more, schedule = MoreHeads(demand, short), short.solution.schedule
    missed = more.asked_for_after(
        seen(demand, short, schedule), scheduled_heads(short.problem, schedule)
    )
    assert SHORT in missed
    added = more.requirement[HEADS] - short.requirement[HEADS]
    assert (added >= 0).all()
    assert set(more.requirement.loc[added > 0, "queue"]) <= set(missed)
    closed = short.formula["net_requirement"] == 0
    assert (added[closed] == 0).all()


def test_a_queue_that_is_served_worse_for_it_is_asked_for_what_it_was(
    demand: WeekDemand, short: Filled
) -> None:
    more, schedule = MoreHeads(demand, short), short.solution.schedule
    half = replace(schedule, shifts=schedule.shifts[::2])
    for one in (schedule, half):
        heads = scheduled_heads(short.problem, one)
        more.asked_for_after(seen(demand, short, one), heads)
    assert SHORT not in more.to_raise
    own = more.requirement["queue"] == SHORT
    pd.testing.assert_series_equal(
        more.requirement.loc[own, HEADS], short.requirement.loc[own, HEADS]
    )


def test_the_nearer_the_goal_the_smaller_a_share_of_what_lacks_is_asked_for(
    demand: WeekDemand, short: Filled
) -> None:
    (queue,) = (q for q in demand.site.queues if q.name == SHORT)
    shown = seen(demand, short, short.solution.schedule)
    shares = []
    for level in (0.8, 0.85, 0.9, 0.95):
        stricter = replace(queue, goal=replace(queue.goal, service_level=level))
        figures = shown.figures().set_index("queue").loc[SHORT].to_dict()
        shares.append(share_of_lacking(shown, stricter, times_too_much(stricter, figures)))
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1
