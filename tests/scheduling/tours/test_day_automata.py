"""Automata over days: their product says of every sequence of days what each of them says."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Pattern, automaton, counter
from wfm.scheduling.tours.products import PatternTables, multiply

DAYS = 4


@st.composite
def patterns(draw: st.DrawFn, labels: int = 3) -> Pattern:
    """Draw a small automaton with free, priced and forbidden transitions and ends."""
    states = draw(st.integers(1, 3))
    price = st.sampled_from([0, 0, 0, 5, FORBIDDEN])

    def table(entry: st.SearchStrategy[int], width: int) -> np.ndarray:
        size = states * width
        return np.array(draw(st.lists(entry, min_size=size, max_size=size))).reshape(states, width)

    return Pattern(
        np.zeros(0, np.int32),
        np.zeros(DAYS, np.int32),
        table(st.integers(0, states - 1), labels).astype(np.int32),
        table(price, labels),
        table(price, 1)[:, 0],
    )


def price_of(pattern: Pattern, labels: tuple[int, ...]) -> int:
    """Walk one automaton."""
    state, total = 0, 0
    for label in labels:
        total += int(pattern.price[state, label])
        state = int(pattern.next_state[state, label])
    return total + int(pattern.final_price[state])


def price_in_product(tables: PatternTables, labels: tuple[int, ...]) -> int:
    """Walk the product; FORBIDDEN where it leads nowhere."""
    state, total = 0, 0
    for label in labels:
        total += int(tables.price[state, label])
        state = int(tables.next_state[state, label])
        if state < 0:
            return FORBIDDEN
    return total + int(tables.final_price[state - tables.layer_ptr[DAYS]])


@given(st.lists(patterns(), min_size=1, max_size=3))
def test_the_product_prices_every_sequence_as_its_automata_do_together(
    factors: list[Pattern],
) -> None:
    rows = np.repeat(np.arange(3)[:, None], len(factors), axis=1)
    tables = multiply(factors, [rows] * DAYS)
    for labels in product(range(3), repeat=DAYS):
        expected = sum(price_of(pattern, labels) for pattern in factors)
        assert price_in_product(tables, labels) == min(expected, FORBIDDEN)


def test_states_that_no_further_day_tells_apart_are_one() -> None:
    total = counter(np.array([1, 2]), np.zeros(DAYS, np.int64), 0, 100)
    tables = multiply([total], [np.arange(3)[:, None]] * DAYS)
    assert np.diff(tables.layer_ptr).tolist() == [1] * (DAYS + 1)


def test_labels_that_mean_the_same_share_a_number() -> None:
    following = np.array([[0, 1, 1, 0], [1, 0, 0, 0]])
    free = np.zeros((2, 4), np.int64)
    made = automaton(np.array([1, 2, 3]), np.array([0]), following, free, start=1)
    assert made.labels[0] == made.labels[1] != made.labels[2]
    assert made.next_state[0, made.labels[0]] == 1
    assert made.next_state[0, made.off_labels[0]] == 0


@given(
    amounts=st.lists(st.integers(0, 4), min_size=3, max_size=3),
    low=st.integers(0, 8),
    width=st.integers(0, 4),
)
def test_a_counter_lets_exactly_the_sums_in_its_range_pass(
    amounts: list[int], low: int, width: int
) -> None:
    made = counter(np.array(amounts), np.zeros(1, np.int64), low, low + width)
    for choice in product([-1, 0, 1, 2], repeat=DAYS):
        labels = tuple(int(made.labels[c] if c >= 0 else made.off_labels[0]) for c in choice)
        total = sum(amounts[c] for c in choice if c >= 0)
        assert (price_of(made, labels) < FORBIDDEN) == (low <= total <= low + width)
