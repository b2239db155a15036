"""Tours of a long horizon as its automata read them: states on the way, and sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.counts import counts_of
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.roster import Roster
from wfm.scheduling.tours.tour_space import TourSpace

Candidates = NDArray[np.int64]
"""[day] number of a shift among all candidates of an agent's space, -1 off."""


class Tail(NamedTuple):
    """What follows each state of an automaton, as the days after go on."""

    price: NDArray[np.int64]
    """[state] but for what follows all of them alike."""
    amount: NDArray[np.int64]
    """[state]"""


def candidates_in(problem: Problem, roster: Roster, agent: int) -> Candidates:
    """Give an agent's tour of a roster by the candidates of the space."""
    kept = np.flatnonzero(problem.spaces[agent].allowed)
    option = roster.option[agent]
    return np.where(option >= 0, kept[np.maximum(option, 0)], -1)


def labels_of(pattern: Pattern, tour: Candidates) -> list[int]:
    """Give the label of each day of a tour."""
    shifts = pattern.labels[np.maximum(tour, 0)]
    read: list[int] = np.where(tour >= 0, shifts, pattern.off_labels).tolist()
    return read


def state_after(pattern: Pattern, labels: Sequence[int], state: int = 0) -> tuple[int, int]:
    """Give the state after days with these labels, and what they add to the sum."""
    total = 0
    for label in labels:
        if pattern.amount is not None:
            total += int(pattern.amount[state, label])
        state = int(pattern.next_state[state, label])
    return state, total


def tail_of(pattern: Pattern, labels: Sequence[int]) -> Tail:
    """Go on from every state by days with these labels, to the end of the horizon."""
    state = np.arange(len(pattern.final_price))
    price, amount = np.zeros(len(state), np.int64), np.zeros(len(state), np.int64)
    for number, label in enumerate(labels):
        if (state == state[0]).all():  # what was before matters no more
            return Tail(price, amount + state_after(pattern, labels[number:], int(state[0]))[1])
        price += pattern.price[state, label]
        if pattern.amount is not None:
            amount += pattern.amount[state, label]
        state = pattern.next_state[state, label]
    return Tail(price + pattern.final_price[state], amount)


def sums_of(space: TourSpace, tour: Candidates) -> list[int]:
    """Sum up a tour by each of the space's sums."""
    counts = counts_of(space)
    return [state_after(beside, labels_of(beside, tour))[1] for beside, _, _ in counts]


def keeps_sums(space: TourSpace, tour: Candidates) -> bool:
    """Tell whether a tour keeps all sums within their limits."""
    sums = zip(sums_of(space, tour), counts_of(space), strict=True)
    return all(low <= total <= high for total, (_, low, high) in sums)
