"""A minimum that cannot be kept is apart from all else, and costs neither bound nor optimum."""

from __future__ import annotations

import numpy as np
import pytest

from tests.scheduling.exact.two_agents import least, tiny
from wfm.scheduling.exact import small_site
from wfm.scheduling.exact.missed_heads import (
    cheaper,
    dearest_other,
    heads_missed,
    missed_alone,
    price_of_missed,
)
from wfm.scheduling.exact.small_site import SmallSite
from wfm.scheduling.search.annealing import AnnealingChain

SITES = [
    (required, days, minimum)
    for required in ([0.4] * 12, [1.0, 2.6, 0.4] * 4, [2.0] * 6 + [0.4] * 6)
    for days in ((0, 1), (1, 2))
    for minimum in (1, 2, 3)
]


@pytest.mark.parametrize(("required", "days", "minimum"), SITES)
def test_cheaper_missed_heads_and_the_fewest_of_them_bound_the_optimum(
    required: list[float], days: tuple[int, int], minimum: int
) -> None:
    problem = tiny(required, days, minimum)
    optimum, fewest = least(problem), least(missed_alone(problem))
    for off in (1, 500, price_of_missed(problem)):
        assert least(cheaper(problem, off)) + off * fewest <= optimum
    off = price_of_missed(problem) - 2 * dearest_other(problem)
    assert least(cheaper(problem, off)) + off * fewest == optimum


def test_a_price_of_missed_heads_that_is_too_low_rises_until_the_optimum_is_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(small_site, "dearest_other", lambda _: 1)
    rises = 0
    for required, days, minimum in SITES:
        problem = tiny(required, days, minimum)
        chain = AnnealingChain(problem, 1)
        chain.greedy()
        prices = np.zeros((len(problem.cover.serves), problem.cover.price.shape[1]))
        proof = SmallSite(problem, [0, 1], seed=1, stopped=lambda: False, prices=prices)
        optimum, attempts = least(problem), 0
        while not proof.closed and attempts < 9:
            chain.adopt(proof.miss_fewer(chain.best, lambda: None))
            chain.adopt(proof.attempt(chain.best, lambda: None))
            assert proof.bound is not None
            assert proof.bound <= optimum
            attempts += 1
        assert proof.closed
        assert proof.bound == chain.best_price == optimum
        rises += attempts > 1
    assert rises


def test_a_roster_costs_less_by_each_head_that_it_misses() -> None:
    problem = tiny([0.4] * 12, (1, 2), 2)
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    other = AnnealingChain(cheaper(problem, 70), 1)
    other.greedy()
    other.found = None
    other.adopt(chain.best)
    missed = heads_missed(problem, chain.best, [0, 1])
    assert missed > 0
    assert other.best_price is not None
    assert chain.best_price == other.best_price + 70 * missed
