"""The bound must never exceed what a schedule can cost, and reach the linear relaxation."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.rostering_instances import express, read_instance
from tests.benchmarks.weeks import read_week
from tests.reference_data import reference_data
from tests.scheduling.random_sites import random_case
from wfm.scheduling.bound import column_generation as bounds
from wfm.scheduling.bound.column_generation import Bound
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
