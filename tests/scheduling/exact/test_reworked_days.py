"""Days worked anew by CP-SAT: never dearer, always legal, and the best there is for these days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.exact.two_agents import least, tiny
from tests.scheduling.random_sites import random_case
from wfm.scheduling import check
from wfm.scheduling.decode import is_legal, to_schedule
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.exact import reworked_days
from wfm.scheduling.exact.integer_model import IntegerModel
from wfm.scheduling.exact.reworked_days import PAUSE, ReworkedDays
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.scheduling.tours.roster import Roster


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reworked_days, "EFFORT", 0.1)


def reworked(problem: Problem, chain: AnnealingChain) -> Roster | None:
    found = ReworkedDays(problem, 1, lambda: False)
    return found.after_rung(1, chain.best, chain.movable, lambda: None)


def begun(problem: Problem, seed: int = 1) -> AnnealingChain:
    chain = AnnealingChain(problem, seed)
    chain.greedy()
    return chain


@settings(max_examples=8, deadline=None)
@given(
    required=st.lists(st.sampled_from([0.0, 0.4, 1.0, 1.3, 2.0, 2.6]), min_size=12, max_size=12),
    days=st.sampled_from([(0, 1), (1, 2), (2, 2)]),
    minimum=st.sampled_from([0, 0, 2]),
)
def test_two_days_together_are_worked_as_cheaply_as_can_be(
    required: list[float], days: tuple[int, int], minimum: int
) -> None:
    """The horizon has two days, so that nothing is left as it was."""
    problem = tiny(required, days, minimum)
    chain = begun(problem)
    better = reworked(problem, chain)
    if better is not None:
        chain.adopt(better)
    assert chain.best_price == least(problem)


@pytest.mark.parametrize("seed", [0, 2, 4, 5, 6, 7])
def test_what_is_worked_anew_is_legal_and_as_cheap_as_said(seed: int) -> None:
    problem = random_case(seed).problem()
    chain = begun(problem, seed)
    before = chain.best_price or 0
    better = reworked(problem, chain)
    if better is None:
        return
    chain.adopt(better)
    assert (chain.best_price or 0) < before
    assert all(is_legal(problem.tours, agent, chain.best.option[agent]) for agent in chain.movable)
    if problem.stuck:
        return  # their ways out cost the search more than the checker tells
    findings = check(problem, to_schedule(problem, chain.best))
    assert objective(findings) == (chain.best_price or 0) + problem.price_of_open_meetings


def test_some_of_them_are_bettered() -> None:
    """Or the test before could not fail."""
    cases = [random_case(seed).problem() for seed in (2, 4, 5, 6)]
    assert any(reworked(problem, begun(problem)) is not None for problem in cases)


def test_what_could_not_be_bettered_is_left_alone_for_some_rungs() -> None:
    problem = tiny([1.0, 2.0] * 6, (1, 2))
    chain, found = begun(problem), ReworkedDays(problem, 1, lambda: False)
    better = found.after_rung(1, chain.best, chain.movable, lambda: None)
    if better is not None:
        chain.adopt(better)
    assert found.after_rung(2, chain.best, chain.movable, lambda: None) is None
    chain.greedy()
    worse = begun(problem, 5).best
    for number in range(3, 3 + PAUSE):
        assert found.after_rung(number, worse, chain.movable, lambda: None) is None


def test_a_search_that_is_over_works_nothing_anew() -> None:
    problem = random_case(1).problem()
    chain = begun(problem)
    over = ReworkedDays(problem, 1, lambda: True)
    assert over.after_rung(1, chain.best, chain.movable, lambda: None) is None


def test_what_is_fixed_moves_to_the_limits_of_its_rows() -> None:
    model = IntegerModel()
    x, y = model.variable(1), model.variable(0)
    model.row([(x, 2), (y, 1)], 1, 3)
    model.row([(x, 1)], 1, 1)
    free = model.fixed([x])
    assert [(list(terms), low, high) for terms, low, high in free.rows] == [([(y, 1)], -1, 1)]
    assert np.array_equal(free.hint, model.hint)
