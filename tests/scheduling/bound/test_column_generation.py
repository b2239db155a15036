"""The bound must never exceed what a schedule can cost, and reach the linear relaxation."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.benchmarks.rostering_instances import express, read_instance
from tests.benchmarks.shared_sites import demand_of
from tests.benchmarks.weeks import read_week
from tests.reference_data import reference_data
from tests.scheduling.random_sites import random_case
from wfm.planning.plan_options import PlanOptions
from wfm.planning.problem_of import problem_of
from wfm.scheduling.bound import column_generation as bounds
from wfm.scheduling.bound.column_generation import Bound
from wfm.scheduling.bound.lagrangian import Relaxation, classify
from wfm.scheduling.decode import to_schedule
from wfm.scheduling.evaluation.check import check, objective
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.scheduling.search.recombine import compose, solver_for


def test_the_bound_of_a_reference_week_is_its_published_one() -> None:
    path = reference_data("data", "weeks", "week-0050-2.json")
    chain = AnnealingChain(read_week(json.loads(path.read_text())), seed=1)
    chain.greedy()
    chain.rung(0)
    assert chain.best_price is not None
    bound = Bound(chain.problem, chain.best, chain.best_price, chain.movable, lambda: False)
    for _ in range(12):
        bound.close_in(chain.best_price)
    assert bound.closed
    assert bound.proven == pytest.approx(444, abs=1)


@pytest.mark.parametrize("seed", [6, 7, 13, 16, 21, 34])
def test_programme_and_prices_meet_where_agents_share_queues(seed: int) -> None:
    problem = random_case(seed).problem()
    chain = AnnealingChain(problem, seed=1)
    chain.greedy()
    price = float(chain.best_price or 0)
    bound = Bound(problem, chain.best, price, chain.movable, lambda: False)
    for _ in range(60):
        bound.close_in(price)
    assert bound.closed
    assert bound.diver is not None
    assert bound.diver.solved.value == pytest.approx(bound.proven, abs=1, rel=1e-3)


@pytest.mark.parametrize("kind", ["calls", "chat beside"])
def test_first_steps_come_near_where_classes_are_few_and_queues_shared(kind: str) -> None:
    problem = problem_of(demand_of(kind, 1, 20), PlanOptions())
    chain = AnnealingChain(problem, seed=1)
    chain.greedy()
    chain.polish(1_000)
    price = float(chain.best_price or 0)
    bound = Bound(problem, chain.best, price, chain.movable, lambda: False)
    stepped = bound.proven
    bound.close_in(price)
    assert bound.diver is not None
    assert stepped > problem.cover.price.min(axis=2).sum(), "what heads cost without any people"
    assert bound.proven > 0.98 * bound.diver.solved.value
    assert bound.proven <= price


@pytest.mark.parametrize("seed", [3, 5, 7, 8, 9, 11, 12, 13, 15, 16, 21])
def test_no_prices_bound_a_week_of_shared_queues_above_what_the_checker_says(seed: int) -> None:
    problem = random_case(seed).problem()
    chain = AnnealingChain(problem, seed=1)
    chain.greedy()
    chain.polish(300)
    price = objective(check(problem, to_schedule(problem, chain.best)))
    random = np.random.default_rng(seed)
    relaxation = Relaxation(problem.tours, problem.cover, classify(problem.tours, chain.movable))
    for scale in (1.0, 10.0, 100.0):
        prices = random.normal(0, scale, relaxation.shape)
        value, _, _ = bounds.subgradient(relaxation, price, lambda: False, prices)
        assert value <= price + 1e-6


def test_the_bound_of_a_roster_knows_its_limits_on_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "STEPS", 150)
    instance = read_instance(reference_data("data", "rostering", "Instance9.txt"))
    chain = AnnealingChain(express(instance), seed=1)
    chain.greedy()
    assert chain.best_price is not None
    bound = Bound(chain.problem, chain.best, chain.best_price, chain.movable, lambda: False)
    for _ in range(20):
        bound.close_in(chain.best_price)
    assert bound.closed
    assert 400 <= bound.proven <= 439, "the proven optimum is 439; without limits the bound is 166"


def test_cp_sat_confirms_the_price_of_the_hinted_schedule() -> None:
    path = reference_data("data", "weeks", "week-0050-1.json")
    chain = AnnealingChain(read_week(json.loads(path.read_text())), seed=1)
    chain.greedy()
    chain.rung(0)
    assert chain.best_price is not None
    alone = compose(
        chain.problem, [chain.best], chain.movable.tolist(), lambda: solver_for(1, 5.0, None)
    )
    assert alone is not None
    assert alone.optimal
    assert alone.price == chain.best_price
