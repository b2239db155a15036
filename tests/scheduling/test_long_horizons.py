"""Horizons too long for one automaton: planned in windows of days, bounded with sums at a price."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.rostering import judged
from tests.benchmarks.rostering_drawn import draw
from tests.benchmarks.rostering_instances import Instance, express, faults, worked_in
from tests.scheduling.random_sites import random_case
from wfm.scheduling import Limits, Problem, check, solve
from wfm.scheduling.bound.column_generation import Bound
from wfm.scheduling.decode import to_roster
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.long.bound import LongBound
from wfm.scheduling.long.tours import candidates_in, keeps_sums
from wfm.scheduling.long.window import FreeDays, window_of
from wfm.scheduling.search.annealing import AnnealingChain, true_price
from wfm.scheduling.search.recombine import cover_of
from wfm.scheduling.tours import counts
from wfm.scheduling.tours.roster import Roster

BRIEF = Limits(time=None, effort=1, workers=2)


def price_of(problem: Problem, roster: Roster) -> int:
    """Price a roster of the whole horizon."""
    everybody = np.arange(len(problem.agents))
    heads = cover_of(problem, roster, everybody.tolist()).heads
    return true_price(problem, roster, heads, everybody)


def express_long(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Problem:
    """Express an instance as if its automata were too large."""
    monkeypatch.setattr(counts, "MOST_STATES", 0)
    monkeypatch.setattr(counts, "LONG", 0)
    problem = express(instance)
    monkeypatch.undo()
    assert problem.apart
    return problem


def test_a_long_horizon_is_planned_by_all_rules_and_its_price_is_the_real_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The instance's own definitions judge the schedule, apart from the product."""
    instance = draw(4, 12, 1)
    problem = express_long(instance, monkeypatch)
    solution = solve(problem, BRIEF)
    assert not faults(instance, worked_in(instance, solution.schedule))
    assert solution.objective == judged(instance, worked_in(instance, solution.schedule))
    assert solution.objective == objective(check(problem, solution.schedule))
    assert solution.status == "feasible"
    assert solution.bound is not None
    assert solution.bound <= solution.objective


def test_the_same_seed_and_effort_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bound and schedule do not depend on which thread is faster."""
    problem = express_long(draw(3, 6, 1), monkeypatch)
    first, second = (solve(problem, BRIEF) for _ in range(2))
    assert (first.objective, first.bound) == (second.objective, second.bound)
    assert first.schedule == second.schedule


def test_the_bound_with_sums_at_a_price_is_no_more_than_with_sums_in_the_automaton(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both are proven; what knows the sums exactly knows more."""
    instance = draw(6, 4, 1)
    short, problem = express(instance), express_long(instance, monkeypatch)
    chain = AnnealingChain(short, seed=1)
    chain.greedy()
    chain.rung(0)
    price = float(chain.best_price or 0)
    exact = Bound(short, chain.best, price, chain.movable, lambda: False)
    for _ in range(30):
        exact.close_in(price)
    assert exact.closed
    # the numbers of shifts are the same in both
    bound = LongBound(problem)
    for _ in range(5):
        bound.close_in(lambda: False)
    assert bound.proven is not None
    assert 0 < bound.proven <= exact.proven + 0.001 * price


def test_a_window_prices_its_tours_as_the_whole_horizon_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is annealed within a window, price and rules are those of the whole."""
    instance = draw(4, 8, 3)
    problem = express_long(instance, monkeypatch)
    roster, strangers = to_roster(problem, solve(problem, Limits(None, effort=0)).schedule)
    assert not strangers
    window = window_of(problem, roster, FreeDays.of(problem, 20, 34))
    chain = AnnealingChain(window.problem, seed=1)
    chain.movable = np.arange(4)
    chain.adopt(window.roster)
    before = chain.best_price
    chain.rung(1, share=0.1)
    after = window.put_into(roster, chain.best)
    changed = (after.option != roster.option).any(axis=0)
    assert changed.any()
    assert not changed[:20].any()
    assert not changed[34:].any()
    for agent, space in enumerate(problem.spaces):
        assert keeps_sums(space, candidates_in(problem, after, agent))
    assert before is not None
    assert chain.best_price is not None
    saved = price_of(problem, roster) - price_of(problem, after)
    assert before - chain.best_price == saved


def test_a_search_goes_on_from_a_schedule_and_is_cancelled_with_a_legal_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever cancels at once has a roster that keeps the sums; a later search starts from it."""
    instance = draw(3, 6, 2)
    problem = express_long(instance, monkeypatch)
    cancelled = solve(problem, Limits(None, effort=20), lambda _: False)
    assert cancelled.cancelled
    assert not faults(instance, worked_in(instance, cancelled.schedule))
    onward = solve(problem, Limits(None, effort=0.1), start=cancelled.schedule, brief=True)
    assert onward.objective <= cancelled.objective
    assert not faults(instance, worked_in(instance, onward.schedule))


def test_only_horizons_whose_automata_would_be_too_large_are_planned_in_windows() -> None:
    """Four weeks of the benchmark's instances keep their sums in the automaton, eight do not."""
    assert not express(draw(2, 4, 1)).apart
    assert express(draw(2, 8, 1)).apart


def test_a_week_is_never_planned_in_windows_however_much_it_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A week's own counters are sums over the horizon, too, where it is all of it."""
    monkeypatch.setattr(counts, "MOST_STATES", 0)
    assert not random_case(7).problem().apart


def test_who_is_held_up_across_a_windows_edge_is_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of leave go on where the days of the window begin or end."""
    problem = express_long(draw(3, 6, 1), monkeypatch)
    roster, _ = to_roster(problem, solve(problem, Limits(None, effort=0)).schedule)
    days, starts = FreeDays.of(problem, 14, 28), problem.horizon.day_starts
    begin, end = starts[days.first], starts[days.last]
    problem.spaces[1].blocked = [
        (begin - 5, begin + 3),
        (begin + 9, begin + 10),
        (end - 2, end + 4),
    ]
    tours = window_of(problem, roster, days).problem.tours
    held = tours.blocked[tours.blocked_ptr[1] : tours.blocked_ptr[2]].tolist()
    assert held == [0, 1, 2, 9, end - begin - 2, end - begin - 1]
