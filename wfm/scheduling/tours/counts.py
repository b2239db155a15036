"""Sums over the whole horizon, apart from the automata that read the days.

Hours, weekends and runs of days multiply each other's states: 14,000 in four weeks, 130,000 in
eight. Where that is too many, tours are followed without their sums, which are
then kept by windows of days (`wfm.scheduling.long.window`) and priced for the bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Count, Pattern, automaton, reachable_sums
from wfm.scheduling.tours.tour_space import TourSpace

MOST_STATES = 50_000
"""States of an agent's automaton, by a rough estimate, beyond which its sums are kept apart."""
LONG = 28
"""Days up to which they never are: a window of them is no less."""


def too_many_states(spaces: Sequence[TourSpace]) -> bool:
    """Tell whether the automata of the whole horizon would be too large."""
    return any(_estimated_states(space) > MOST_STATES for space in spaces)


def _estimated_states(space: TourSpace) -> int:
    if space.horizon.days <= LONG:
        return 0
    counted = [len(pattern.final_price) for pattern in space.patterns if pattern.count]
    return space.horizon.days * prod(counted) if counted else 0


def without_sums(space: TourSpace) -> TourSpace:
    """Give the space with its sums apart: tours that keep all other rules are legal in it."""
    found = copy(space)
    found.patterns = [
        pattern.count.beside if pattern.count else pattern for pattern in space.patterns
    ]
    return found


def sums_apart_if_long(space: TourSpace) -> TourSpace:
    """Give the space, without its sums where its automaton would be too large with them."""
    return without_sums(space) if too_many_states([space]) else space


def counts_of(space: TourSpace) -> list[Count]:
    """List the sums of a space."""
    return [pattern.count for pattern in space.patterns if pattern.count]


def summed_up(
    count: Count,
    start: int,
    before: int,
    after: NDArray[np.int64],
    days: int,
    breach: int | None,
) -> Pattern:
    """Give the automaton of some days with its sum, which other days add to.

    Parameters
    ----------
    count
        What is summed on these days, with the limits of the sum over all days.
    start, before
        State and sum with which these days begin.
    after
        [state] what the days after them add.
    days
        How many they are.
    breach
        Price of each largest amount that the sum lies outside its limits; None where that is
        forbidden.
    """
    beside, low, high = count
    if beside.amount is None:
        raise ValueError("an automaton without amounts has no sum")
    kinds = np.unique(beside.amount)
    largest = max(1, int(kinds.max()))
    cap = days * largest if breach else max(0, high - before - int(after.min()))
    sums = reachable_sums(kinds, cap)
    total = sums[None, :, None] + beside.amount[:, None, :]
    place = np.searchsorted(sums, np.minimum(total, cap))
    onward = beside.next_state[:, None, :].astype(np.int64) * len(sums) + place
    price = beside.price[:, None, :] + np.where(total > cap, FORBIDDEN, 0)
    states = len(after) * len(sums)
    ends = (before + sums[None, :] + after[:, None]).reshape(-1)
    missed = np.maximum(0, np.maximum(low - ends, ends - high))
    final = (breach or FORBIDDEN) * -(-missed // largest)
    first = start * len(sums) + int(np.searchsorted(sums, 0))
    labels = beside.labels, beside.off_labels
    made = automaton(*labels, onward.reshape(states, -1), price.reshape(states, -1), first)
    return replace(made, final_price=_first_to_front(final, first))


def _first_to_front(values: NDArray[np.int64], first: int) -> NDArray[np.int64]:
    """Order the states' values as `automaton` numbers its states."""
    return np.concatenate([values[first : first + 1], values[:first], values[first + 1 :]])


def beginning_in(pattern: Pattern, start: int, final_price: NDArray[np.int64]) -> Pattern:
    """Give an automaton that begins in another state and is charged for where it ends."""
    made = automaton(
        pattern.labels, pattern.off_labels, pattern.next_state.astype(np.int64), pattern.price,
        start,
    )  # fmt: skip
    return replace(made, final_price=_first_to_front(final_price, start))
