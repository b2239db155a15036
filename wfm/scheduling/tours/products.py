"""Products of automata over days: multiplied into one, layer by layer, for the compiled search.

Only states that a week can reach and leave again are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Pattern

MOST_CODES = 2**62
"""Products of more states are counted in Python's own numbers."""


@dataclass(frozen=True, slots=True)
class PatternTables:
    """The product of an agent's automata, states numbered layer by layer (d: before day d)."""

    layer_ptr: NDArray[np.int32]
    """[days + 2]"""
    next_state: NDArray[np.int32]
    """[state, class], -1 where no legal week goes that way; rows of all layers but the last."""
    price: NDArray[np.int64]
    final_price: NDArray[np.int64]
    amount: NDArray[np.int64]
    """[sum, state, class] what is added there to each sum that is kept apart."""


@dataclass(slots=True)
class Layer:
    """States before a day (`codes`), and where each class of the day leads from them."""

    codes: NDArray[np.int64]
    target: NDArray[np.int64]
    """-1 where a rule forbids it."""
    price: NDArray[np.int64]
    amount: NDArray[np.int64]

    @property
    def onward(self) -> NDArray[np.int64]:
        """States before the next day."""
        return np.unique(self.target[self.target >= 0])


class Product:
    """Automata read together, unfolded day by day as far as days reach.

    A state of it is one number with a digit per automaton. Their number multiplies, but days reach
    few of them.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = patterns
        self._sizes = [pattern.next_state.shape[0] for pattern in patterns]
        self._whole = np.int64 if prod(self._sizes) < MOST_CODES else object
        self._radix = np.cumprod([1, *self._sizes], dtype=self._whole)

    @property
    def start(self) -> NDArray[np.int64]:
        """The state with which the first day begins."""
        return np.zeros(1, self._whole)

    def unfold(self, codes: NDArray[np.int64], rows: NDArray[np.int64]) -> Layer:
        """Let all states read a day of each class; rows are [class, pattern] labels."""
        target = np.zeros((len(codes), len(rows)), self._whole)
        price = np.zeros((len(codes), len(rows)), np.int64)
        amounts = []
        for k, pattern in enumerate(self.patterns):
            state = self._state(codes, k)[:, None]
            onward = pattern.next_state[state, rows[None, :, k]]
            target += onward.astype(self._whole) * self._radix[k]
            price += pattern.price[state, rows[None, :, k]]
            if pattern.amount is not None:
                amounts.append(pattern.amount[state, rows[None, :, k]])
        target[price >= FORBIDDEN] = -1
        amount = np.array(amounts, np.int64).reshape(len(amounts), *price.shape)
        return Layer(codes, target, price, amount)

    def final_price(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Price of ending in these states."""
        final = np.zeros(len(codes), np.int64)
        for k, pattern in enumerate(self.patterns):
            final += pattern.final_price[self._state(codes, k)]
        return final

    def _state(self, codes: NDArray[np.int64], k: int) -> NDArray[np.int64]:
        """State of one of the automata."""
        state: NDArray[np.int64] = (codes // self._radix[k] % self._sizes[k]).astype(np.int64)
        return state


def multiply(patterns: Sequence[Pattern], classes: Sequence[NDArray[np.int64]]) -> PatternTables:
    """Multiply automata over classes[day][class, pattern], the labels that each day may have.

    State 0 is always the start; where no legal week exists, nothing leads on from it. States that
    no further day tells apart are one.
    """
    product = Product(patterns)
    codes, layers = product.start, []
    for rows in classes:
        layers.append(product.unfold(codes, rows))
        codes = layers[-1].onward
    return _reduce(layers, codes, product.final_price(codes))


def _reduce(
    layers: Sequence[Layer], codes: NDArray[np.int64], final: NDArray[np.int64]
) -> PatternTables:
    """Drop states from which no legal week goes on, merge equal ones, and number the rest.

    From the last day to the first, each layer once: the least automaton of a finite language
    (Revuz 1992).
    """
    ends, merged = np.unique(final, return_inverse=True)
    place = np.where(final < FORBIDDEN, merged, -1)
    ends = ends[ends < FORBIDDEN]
    sizes, targets, prices, amounts = [len(ends)], [], [], []
    for layer in reversed(layers):
        found = np.searchsorted(codes, layer.target)
        found = np.append(place, -1)[np.where(layer.target >= 0, found, len(codes))]
        price = np.where(found >= 0, layer.price, 0)
        alive = np.flatnonzero((found >= 0).any(axis=1))
        if layer is layers[0]:  # the start stays, though no week may lead on from it
            alive = np.zeros(1, np.int64)
        amount = np.where(found >= 0, layer.amount, 0)
        rows = np.concatenate([found, price, *amount], axis=1)[alive]
        _, first, merged = np.unique(_row_keys(rows), return_index=True, return_inverse=True)
        place = np.full(len(layer.codes), -1)
        place[alive] = merged
        codes = layer.codes
        sizes.append(len(first))
        targets.append(found[alive[first]])
        prices.append(price[alive[first]])
        amounts.append(amount[:, alive[first]])
    layer_ptr = np.concatenate([[0], np.cumsum(sizes[::-1])])
    width = max(layer.target.shape[1] for layer in layers)
    next_state = np.full((layer_ptr[-2], width), -1, np.int32)
    edge_price = np.zeros((layer_ptr[-2], width), np.int64)
    edge_amount = np.zeros((len(layers[0].amount), layer_ptr[-2], width), np.int64)
    for d in range(len(layers)):
        target, price, amount = (each[-1 - d] for each in (targets, prices, amounts))
        begin, end, count = layer_ptr[d], layer_ptr[d + 1], target.shape[1]
        next_state[begin:end, :count] = np.where(target >= 0, target + end, -1)
        edge_price[begin:end, :count] = price
        edge_amount[:, begin:end, :count] = amount
    return PatternTables(layer_ptr.astype(np.int32), next_state, edge_price, ends, edge_amount)


def _row_keys(rows: NDArray[np.int64]) -> NDArray[np.void]:
    """Each row as one value, so that equal rows can be found."""
    whole = np.ascontiguousarray(rows)
    return whole.view(np.dtype((np.void, whole.itemsize * whole.shape[1])))[:, 0]
