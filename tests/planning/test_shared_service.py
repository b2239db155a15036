"""Where agents share queues, simulation tells what they require and what they will give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.shared_sites import demand_of
from wfm.planning.plan_options import PlanOptions
from wfm.planning.schedule_search import Searched, search_schedule
from wfm.planning.shared_service import learn
from wfm.planning.simulate_week import simulate_demand
from wfm.planning.week_demand import SHARED, WeekDemand
from wfm.scheduling import Limits
from wfm.staffing import site_requirements

QUICK = Limits(time=None, effort=0, workers=1)
SEED = 3


def searched(demand: WeekDemand, rounds: int) -> Searched:
    return search_schedule(demand, PlanOptions(QUICK, rounds=rounds), lambda _: None)


def paid_hours(found: Searched) -> float:
    return sum(shift.paid_minutes for shift in found.solution.schedule.shifts) / 60


@pytest.fixture(scope="module")
def demand() -> WeekDemand:
    return demand_of("calls", SEED, agents=18)


@pytest.fixture(scope="module")
def trusting(demand: WeekDemand) -> Searched:
    return searched(demand, 0)


@pytest.fixture(scope="module")
def corrected(demand: WeekDemand) -> Searched:
    return searched(demand, 2)


def off(found: Searched) -> float:
    """Mean size of predicted less simulated, by contacts that the rounds have not seen."""
    week = simulate_demand(
        found.demand, found.solution.schedule, runs=60, seed=99, uncertain=False
    ).intervals  # fmt: skip
    wrong = (week["predicted_service_level"] - week["service_level"]).abs()
    known = wrong.notna()
    return float(np.average(wrong[known], weights=week.loc[known, "offered"]))


def test_fewer_hours_are_required_and_paid_than_queue_by_queue(
    trusting: Searched, corrected: Searched
) -> None:
    required = [found.demand.requirement["gross_requirement"].sum() for found in
                (trusting, corrected)]  # fmt: skip
    assert required[1] < 0.95 * required[0]
    assert paid_hours(corrected) < 0.97 * paid_hours(trusting)


def test_what_is_predicted_is_what_is_simulated(trusting: Searched, corrected: Searched) -> None:
    assert off(corrected) < 0.05
    assert off(corrected) < 0.5 * off(trusting)


def test_the_plan_tells_what_was_corrected(corrected: Searched) -> None:
    told = [m for m in corrected.solution.messages if m.phrase.code == "simulation.corrected"]
    assert len(told) == 1
    parameters = told[0].phrase.parameters
    assert parameters["after"] < parameters["before"]
    assert parameters["off"] < parameters["alone"]


def test_the_same_seed_and_effort_correct_alike(demand: WeekDemand, corrected: Searched) -> None:
    again = searched(demand, 2)
    assert again.solution.schedule.shifts == corrected.solution.schedule.shifts
    pd.testing.assert_frame_equal(again.demand.requirement, corrected.demand.requirement)


def test_without_shared_agents_nothing_is_corrected() -> None:
    apart = demand_of("apart", SEED, agents=10)
    trusting, asked = searched(apart, 0), searched(apart, 3)
    assert asked.solution.schedule.shifts == trusting.solution.schedule.shifts
    assert SHARED not in asked.demand.requirement


def test_minimum_heads_and_closed_hours_stay_as_they_are(
    demand: WeekDemand, trusting: Searched
) -> None:
    queues = tuple(
        replace(queue, goal=replace(queue.goal, minimum_heads=3.0)) for queue in demand.site.queues
    )
    site = replace(demand.site, queues=queues)
    guarded = replace(demand, site=site)
    formula = site_requirements(demand.forecast, site)
    schedule = trusting.solution.schedule
    learned = learn(guarded, schedule, guarded.heads_of(schedule), formula, 1)
    heads = learned.asked(formula, site)
    opened = formula["net_requirement"] > 0
    assert heads.loc[opened, "net_requirement"].min() >= 3.0 - 1e-9
    assert (heads.loc[~opened, "net_requirement"] == 0).all()
    assert (heads["net_requirement"] < formula["net_requirement"] - 0.5).any()
