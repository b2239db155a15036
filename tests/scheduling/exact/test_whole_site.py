"""The programme of a whole site says the same as search and checker, and its optimum is one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.exact.two_agents import least, tiny
from tests.scheduling.random_sites import random_case
from wfm.scheduling import Limits, check, solve
from wfm.scheduling.decode import to_schedule
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.exact import integer_model
from wfm.scheduling.exact.day_costs import day_costs
from wfm.scheduling.exact.small_site import SmallSite
from wfm.scheduling.exact.whole_site import whole_site
from wfm.scheduling.search import annealing as chains
from wfm.scheduling.search.annealing import AnnealingChain

SEEDS = range(12)


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "FIRST_ROUNDS", 100)
    monkeypatch.setattr(chains, "STEPS", 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_legal_roster_keeps_all_rows_at_the_price_of_search_and_checker(seed: int) -> None:
    problem = random_case(seed).problem()
    chain = AnnealingChain(problem, seed)
    chain.greedy()
    site = whole_site(problem, chain.best, chain.movable.tolist())
    assert not site.model.broken_by_hint()
    assert site.model.hinted_price() == chain.best_price
    read = site.read(dict(enumerate(site.model.hint)))
    assert (read.option[chain.movable] == chain.best.option[chain.movable]).all()
    assert to_schedule(problem, read) == to_schedule(problem, chain.best)


@settings(max_examples=6, deadline=None)
@given(
    required=st.lists(st.sampled_from([0.0, 0.4, 1.0, 1.3, 2.0, 2.6]), min_size=12, max_size=12),
    days=st.sampled_from([(0, 1), (1, 2), (2, 2)]),
    minimum=st.sampled_from([0, 0, 2]),
)
def test_what_is_proven_is_the_cheapest_of_all_pairs_of_weeks(
    required: list[float], days: tuple[int, int], minimum: int
) -> None:
    problem = tiny(required, days, minimum)
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    prices = np.zeros((len(problem.cover.serves), problem.cover.price.shape[1]))
    proof = SmallSite(problem, [0, 1], seed=1, stopped=lambda: False, prices=prices)
    chain.adopt(proof.miss_fewer(chain.best, lambda: None))
    chain.adopt(proof.attempt(chain.best, lambda: None))
    assert proof.closed
    assert proof.bound == chain.best_price == least(problem)
    assert objective(check(problem, to_schedule(problem, chain.best))) == proof.bound


def test_a_days_heads_cost_at_least_what_the_cheapest_of_all_pairs_of_shifts_does() -> None:
    problem = tiny([1.0, 2.6, 0.4] * 4, (1, 2))
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    site = whole_site(problem, chain.best, [0, 1])
    monday = day_costs(problem, site.weeks, seed=1, stopped=lambda: False)[0]
    price, first = problem.cover.price[0], int(problem.tours.start[0])
    days = [
        np.array([start <= t < start + 4 and t != start + pause for t in range(6)], int)
        for start, pause in product(range(3), (1, 2))
    ]
    t = first + np.arange(6)
    nobody = int(price[t, 0].sum())
    for number in (0, 1, 2):
        rosters = (sum(chosen, np.zeros(6, int)) for chosen in product(days, repeat=number))
        cheapest = min(int(price[t, heads].sum()) for heads in rosters)
        assert monday.price[number,] == cheapest - nobody


def test_days_that_do_not_depend_on_each_other_are_proven_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(integer_model, "TRIFLE", 10)
    problem = tiny([1.0, 2.0] * 6, (2, 2))
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    site = whole_site(problem, chain.best, [0, 1])
    parts = [set(part.variables) for part in site.model.parts()]
    for day in range(2):
        shifts = {v for weeks in site.weeks for v in weeks.shift[day].values()}
        assert any(shifts <= part for part in parts)
    monday, tuesday = (next(iter(site.weeks[0].shift[day].values())) for day in range(2))
    assert not any({monday, tuesday} <= part for part in parts)


def test_a_minimum_that_cannot_be_kept_leaves_bound_and_proof() -> None:
    """Two agents cannot be there all day; the plan is partial, and none is cheaper."""
    problem = tiny([1.0, 2.0] * 6, (1, 2), minimum=2)
    solution = solve(problem, Limits(time=None, effort=2, workers=1))
    assert solution.status == "partial"
    assert solution.bound == solution.objective == least(problem)
