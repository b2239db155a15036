"""Tours planned anew in a window of days, and tours with limits on a type of shift."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.scheduling.typed_shifts import DAYS, TYPES, price_in_search, problem_of
from wfm.scheduling import Problem
from wfm.scheduling.tours.cheapest_in_window import cheapest_in_window, window_scratch
from wfm.scheduling.tours.cheapest_tour import INFINITE, cheapest_tour, tour_scratch
from wfm.scheduling.tours.shift_type_caps import cheapest_limited_in_window, cheapest_limited_tour

Prices = NDArray[np.float64]
Chosen = NDArray[np.int32]


@pytest.fixture(scope="module")
def problem() -> Problem:
    return problem_of(
        minimum_consecutive_days=2,
        minimum_days_off=2,
        maximum_consecutive_days=5,
        maximum_weekends=1,
        minutes_in_horizon=(3360, 4800),
    )


def drawn(problem: Problem, seed: int) -> tuple[Prices, Chosen, float]:
    """Draw a price for each option; also the cheapest tour at these prices, limits apart."""
    prices = np.random.default_rng(seed).normal(size=len(problem.tours.start))
    chosen = np.empty(DAYS, np.int32)
    price = cheapest_tour(problem.tours, 0, prices, chosen, tour_scratch(problem.tours))
    return prices, chosen, price


def letters(problem: Problem, chosen: Chosen) -> str:
    """Write a tour as typed shifts."""
    by_start = {shift_type.start: name for name, shift_type in TYPES.items()}
    return "".join("." if o < 0 else by_start[int(problem.tours.key[o])] for o in chosen)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("begin", "end"), [(0, DAYS), (0, 5), (4, 9), (10, DAYS)])
def test_a_window_is_planned_as_if_the_other_days_had_no_choice(
    problem: Problem, seed: int, begin: int, end: int
) -> None:
    tables = problem.tours
    _, before, _ = drawn(problem, 100 + seed)
    prices, _, _ = drawn(problem, seed)
    kept = [day for day in range(DAYS) if not begin <= day < end]
    narrowed, off_class = prices.copy(), tables.off_class.copy()
    for day in kept:
        mine = np.arange(tables.option_ptr[day], tables.option_ptr[day + 1])
        narrowed[mine[mine != before[day]]] = INFINITE
        if before[day] >= 0:
            off_class[day] = -1
    wanted, expected = np.empty(DAYS, np.int32), tables._replace(off_class=off_class)
    price = cheapest_tour(expected, 0, narrowed, wanted, tour_scratch(tables))
    found = before.copy()
    scratch = window_scratch(tables)
    assert cheapest_in_window(tables, 0, prices, found, begin, end, scratch) == pytest.approx(price)
    assert found[kept].tolist() == before[kept].tolist()
    assert (scratch[0] == INFINITE).all()


@pytest.mark.parametrize("seed", range(20))
def test_limits_leave_a_legal_tour_with_two_nights_at_most(problem: Problem, seed: int) -> None:
    prices, _, _ = drawn(problem, seed)
    night = problem.tours.limit >= 0
    prices[night] -= 2.0  # nights are attractive, so that the limit binds
    chosen = np.empty(DAYS, np.int32)
    price = cheapest_limited_tour(
        problem.tours, 0, prices.copy(), chosen, tour_scratch(problem.tours)
    )
    assert price < INFINITE
    assert price_in_search(problem, letters(problem, chosen)) == 0
    scratch = window_scratch(problem.tours)
    again = cheapest_limited_in_window(problem.tours, 0, prices.copy(), chosen, 3, 10, scratch)
    assert again < INFINITE
    assert price_in_search(problem, letters(problem, chosen)) == 0
