"""The cheapest tour within limits, against automata that count each type of shift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.scheduling.typed_shifts import DAYS, TYPES, price_in_search, problem_of
from wfm.scheduling import Problem
from wfm.scheduling.rules import RULES
from wfm.scheduling.rules.shift_type_counts import ShiftTypeCounts
from wfm.scheduling.tours.cheapest_tour import INFINITE, cheapest_tour, tour_scratch
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.exact_with_caps import cheapest_counted_tour
from wfm.scheduling.tours.labelling import label_scratch
from wfm.scheduling.tours.tour_space import TourSpace

PLAN = {
    "minimum_consecutive_days": 2,
    "minimum_days_off": 2,
    "maximum_consecutive_days": 5,
    "minutes_in_horizon": (3360, 4800),
    "shift_types": tuple(
        TYPES[name].__class__(name, TYPES[name].start, TYPES[name].minutes, 480, most)
        for name, most in (("E", 4), ("L", 3), ("N", 2))
    ),
}


@dataclass(frozen=True, slots=True)
class CountedByAutomata(ShiftTypeCounts):
    """The same rule, each type counted by an automaton of its own."""

    def shape(self, space: TourSpace) -> None:
        """Follow a counter for each type."""
        for shift_type in space.plan.shift_types:
            mine = (space.shifts.key == shift_type.start).astype(np.int64)
            off = np.zeros(space.horizon.days, np.int64)
            space.follow(counter(mine, off, 0, shift_type.most or 0))


@pytest.fixture(scope="module")
def limited() -> Problem:
    return problem_of(**PLAN)


@pytest.fixture(scope="module")
def automata() -> Problem:
    return problem_of(
        known=[CountedByAutomata() if isinstance(r, ShiftTypeCounts) else r for r in RULES], **PLAN
    )


def price_with(problem: Problem, prices: NDArray[np.float64], charge: NDArray[np.float64]) -> float:
    """Price of the cheapest tour, which is legal and proven to be the cheapest."""
    tables, chosen = problem.tours, np.empty(DAYS, np.int32)
    price, least = cheapest_counted_tour(
        tables, 0, prices, chosen, charge, tour_scratch(tables), label_scratch(tables), True
    )
    by_start = {shift_type.start: name for name, shift_type in TYPES.items()}
    letters = "".join("." if o < 0 else by_start[int(tables.key[o])] for o in chosen)
    assert price_in_search(problem, letters) is not None
    assert sum(prices[o] for o in chosen if o >= 0) == pytest.approx(price)
    assert least == pytest.approx(price)
    return price


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("liked", ["E", "N", "EN"])
def test_the_cheapest_tour_within_limits_is_the_one_that_automata_find(
    limited: Problem, automata: Problem, seed: int, liked: str
) -> None:
    tables = automata.tours
    assert len(limited.tours.most) == 3
    assert len(tables.most) == 0
    prices = np.random.default_rng(seed).normal(size=len(tables.start))
    prices[np.isin(tables.key, [TYPES[name].start for name in liked])] -= 2.0
    chosen = np.empty(DAYS, np.int32)
    wanted = cheapest_tour(tables, 0, prices, chosen, tour_scratch(tables))
    assert wanted < INFINITE
    charge = np.zeros(3)
    assert price_with(limited, prices, charge) == pytest.approx(wanted)
    assert price_with(limited, prices, charge) == pytest.approx(wanted)


def test_a_single_step_is_below_the_cheapest_tour(limited: Problem) -> None:
    tables = limited.tours
    prices = np.random.default_rng(5).normal(size=len(tables.start))
    prices[tables.key == TYPES["N"].start] -= 2.0
    chosen, charge = np.empty(DAYS, np.int32), np.zeros(3)
    work = tour_scratch(tables), label_scratch(tables)
    best, _ = cheapest_counted_tour(tables, 0, prices, chosen, np.zeros(3), *work, True)
    price, first = cheapest_counted_tour(tables, 0, prices, chosen, charge, *work, False)
    _, second = cheapest_counted_tour(tables, 0, prices, chosen, charge, *work, False)
    assert first < second <= best <= price
    assert charge.any()
