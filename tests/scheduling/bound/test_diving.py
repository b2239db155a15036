"""Dives end in legal rosters, and where agents differ another one mends them."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from tests.scheduling.random_sites import random_case
from wfm.scheduling.bound import lagrangian
from wfm.scheduling.bound.column_generation import Bound
from wfm.scheduling.bound.diving import Course
from wfm.scheduling.bound.lagrangian import Relaxation, classify
from wfm.scheduling.bound.tour_columns import columns_of
from wfm.scheduling.decode import to_schedule
from wfm.scheduling.evaluation.check import check
from wfm.scheduling.search.annealing import AnnealingChain

SITES = [7, 13, 21]


@pytest.fixture(autouse=True)
def _few_who_differ_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lagrangian, "MANY", 0)
    monkeypatch.setattr(lagrangian, "LONG", 0)


def _bound(chain: AnnealingChain) -> Bound:
    chain.greedy()
    price = float(chain.best_price or 0)
    bound = Bound(chain.problem, chain.best, price, chain.movable, lambda: False)
    for _ in range(6):
        bound.close_in(inf)
    return bound


@pytest.mark.parametrize("seed", SITES)
def test_dives_and_mended_rosters_are_legal_and_never_below_the_bound(seed: int) -> None:
    chain = AnnealingChain(random_case(seed).problem(), seed=1)
    bound = _bound(chain)
    assert bound.diver is not None
    course = Course(np.random.default_rng(1), lambda: False, careful=True)
    before, found = chain.best_price or 0, bound.diver.dive(course)
    assert found is not None
    for roster in (found, bound.diver.mend(chain.best, before, course)):
        if roster is not None:
            chain.adopt(roster)
            broken = check(chain.problem, to_schedule(chain.problem, roster))
            assert not [finding for finding in broken if finding.hard]
    assert bound.proven <= (chain.best_price or 0) <= before


@pytest.mark.parametrize("seed", SITES)
def test_classes_are_priced_alone_as_among_all(seed: int) -> None:
    chain = AnnealingChain(random_case(seed).problem(), seed=1)
    bound = _bound(chain)
    whole = Relaxation(chain.problem.tours, chain.problem.cover, bound.relaxation.alike)
    whole.value(bound.prices)
    some = whole.classes[::2]
    part = whole.only(some)
    part.value(bound.prices)
    among = {column.member: column.price for column in columns_of(whole, bound.prices)}
    alone = {column.member: column.price for column in columns_of(part, bound.prices)}
    assert alone == {member: price for member, price in among.items() if member in some}
    assert part.values == pytest.approx(whole.values[some])


@pytest.mark.parametrize("seed", SITES)
def test_several_hands_price_what_one_does(seed: int) -> None:
    problem = random_case(seed).problem()
    alike = classify(problem.tours, np.arange(len(problem.agents)))
    one, three = (Relaxation(problem.tours, problem.cover, alike, hands) for hands in (1, 3))
    prices = np.random.default_rng(seed).normal(0, 30, one.shape)
    (value, direction), (same, there) = one.value(prices), three.value(prices)
    assert value == same
    assert (direction == there).all()
    for mine, other in zip(columns_of(one, prices), columns_of(three, prices), strict=True):
        assert (mine.member, mine.profile, mine.price) == (other.member, other.profile, other.price)
