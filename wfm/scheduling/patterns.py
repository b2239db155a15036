"""Rules over the sequence of days, as automata that read one label a day.

A counter of hours, a longest run of working days, two days off together, rest between shifts: each
is a small automaton with priced transitions. An agent's automata are multiplied into one, layer by
layer (only states that a week can reach and leave again), and the compiled search runs over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tables import FORBIDDEN

Labels = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pattern:
    """An automaton over days: it starts in state 0 and reads the label of each day.

    Transitions are total: a forbidden one still has a next state, so that the rule can be relaxed.
    """

    labels: Labels
    """[option]"""
    off_labels: Labels
    """[day]"""
    next_state: NDArray[np.int32]
    """[state, label]"""
    price: NDArray[np.int64]
    """[state, label]; FORBIDDEN, or a multiple by its size, where a hard rule excludes it."""
    final_price: NDArray[np.int64]
    """[state] at the end of the horizon."""

    def relaxed(self, price: int) -> Pattern:
        """Return the same automaton with each breach at a price, by its multiple of FORBIDDEN."""

        def priced(prices: NDArray[np.int64]) -> NDArray[np.int64]:
            return np.where(prices >= FORBIDDEN, prices // FORBIDDEN * price, prices)

        return replace(self, price=priced(self.price), final_price=priced(self.final_price))


def counter(
    amounts: NDArray[np.int64],
    off_amounts: NDArray[np.int64],
    low: int,
    high: int,
    *,
    start: int = 0,
    breach: int = FORBIDDEN,
    unit: int = 1,
) -> Pattern:
    """Keep a sum over the days within [low, high].

    `breach` prices a day that goes beyond `high` and, per `unit` that is missing, an end below
    `low`.
    """
    kinds, labels = np.unique(np.concatenate([amounts, off_amounts]), return_inverse=True)
    sums = np.array([start], dtype=np.int64)
    while True:
        further = np.unique(np.minimum(sums[:, None] + kinds[None, :], max(high, start)))
        further = np.union1d(sums, further)
        if len(further) == len(sums):
            break
        sums = further
    total = sums[:, None] + kinds[None, :]
    order = np.argsort(sums != start, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    capped = np.minimum(total, max(high, start))
    return Pattern(
        labels[: len(amounts)].astype(np.int32),
        labels[len(amounts) :].astype(np.int32),
        place[np.searchsorted(sums, capped)][order].astype(np.int32),
        np.where((total > high) & (kinds[None, :] > 0), breach, 0)[order].astype(np.int64),
        (breach * -(-np.maximum(low - sums, 0) // unit))[order].astype(np.int64),
    )


@dataclass(frozen=True, slots=True)
class PatternTables:
    """The product of an agent's automata, states numbered layer by layer (d: before day d)."""

    layer_ptr: NDArray[np.int32]
    """[days + 2]"""
    next_state: NDArray[np.int32]
    """[state, class], -1 where no legal week goes that way; rows of all layers but the last."""
    price: NDArray[np.int64]
    final_price: NDArray[np.int64]


def multiply(
    patterns: Sequence[Pattern], classes: NDArray[np.int32], present: NDArray[np.bool_]
) -> PatternTables:
    """Multiply automata over the classes of days (rows of labels, one column a pattern).

    `present[d, c]` tells which classes occur on day d. State 0 is always the start; where no legal
    week exists, nothing leads on from it.
    """
    days, count = present.shape
    radix = np.cumprod([1, *(p.next_state.shape[0] for p in patterns)])
    layers = [np.zeros(1, np.int64)]
    targets, prices = [], []
    for d in range(days):
        codes = layers[-1]
        onward = np.full((len(codes), count), -1, np.int64)
        price = np.zeros((len(codes), count), np.int64)
        for c in np.flatnonzero(present[d]):
            step = np.zeros(len(codes), np.int64)
            for k, pattern in enumerate(patterns):
                state = codes // radix[k] % pattern.next_state.shape[0]
                step += pattern.next_state[state, classes[c, k]] * radix[k]
                price[:, c] += pattern.price[state, classes[c, k]]
            onward[:, c] = np.where(price[:, c] < FORBIDDEN, step, -1)
        layers.append(np.unique(onward[onward >= 0]))
        targets.append(onward)
        prices.append(price)
    final = np.zeros(len(layers[-1]), np.int64)
    for k, pattern in enumerate(patterns):
        final += pattern.final_price[layers[-1] // radix[k] % pattern.next_state.shape[0]]
    return _prune(layers, targets, prices, final)


def _prune(
    layers: list[NDArray[np.int64]],
    targets: list[NDArray[np.int64]],
    prices: list[NDArray[np.int64]],
    final: NDArray[np.int64],
) -> PatternTables:
    """Drop states from which no legal week goes on, and number the rest."""
    days = len(targets)
    alive = [final < FORBIDDEN]
    for d in range(days - 1, -1, -1):
        found = np.searchsorted(layers[d + 1], targets[d])
        found = np.minimum(found, max(0, len(layers[d + 1]) - 1))
        good = (targets[d] >= 0) & (alive[0][found] if len(alive[0]) else False)
        targets[d] = np.where(good, found, -1)
        alive.insert(0, np.logical_or.reduce(good, axis=1))
    alive[0][:] = True
    sizes = [int(keep.sum()) for keep in alive]
    layer_ptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    rows = []
    for d in range(days):
        number = np.cumsum(alive[d + 1]) - 1 + layer_ptr[d + 1]
        kept = targets[d][alive[d]]
        rows.append(np.where(kept >= 0, number[kept] if len(number) else -1, -1))
    return PatternTables(
        layer_ptr,
        np.concatenate(rows).astype(np.int32),
        np.concatenate([p[keep] for p, keep in zip(prices, alive, strict=False)]),
        final[alive[days]],
    )
