"""Rules over the sequence of days, as automata that read one label a day.

A counter of hours, a longest run of working days, two days off together, rest between shifts: each
is a small automaton with priced transitions. An agent's automata are multiplied into one, layer by
layer (only states that a week can reach and leave again), and the compiled search runs over it.
Automata for sequences of shifts are Pesant's (2004), with prices Demassey's et al. (2006).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import FORBIDDEN

Labels = NDArray[np.int32]
UNLIMITED = 1 << 40
"""A limit of a sum that no sum reaches."""
MOST_CODES = 2**62
"""Products of more states are counted in Python's own numbers."""
State = TypeVar("State", bound=Hashable)
Label = TypeVar("Label", bound=Hashable)


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
    amount: NDArray[np.int64] | None = None
    """[state, label] what the day adds to a sum over the horizon that is kept apart, if any is."""
    count: Count | None = None
    """What its states count over the horizon, if that is what they do."""

    def relaxed(self, price: int) -> Pattern:
        """Return the same automaton with each breach at a price, by its multiple of FORBIDDEN."""

        def priced(prices: NDArray[np.int64]) -> NDArray[np.int64]:
            return np.where(prices >= FORBIDDEN, prices // FORBIDDEN * price, prices)

        count = None if self.count is None else self.count._replace(low=-UNLIMITED, high=UNLIMITED)
        return replace(
            self, price=priced(self.price), final_price=priced(self.final_price), count=count
        )

    def resting(self, options: NDArray[np.bool_], days: NDArray[np.bool_]) -> Pattern:
        """Let days of these options, and these days off, go by unread."""
        states, number = self.price.shape
        same = np.arange(states, dtype=np.int32)[:, None]
        nothing = np.zeros((states, 1), np.int64)
        amount = None if self.amount is None else np.concatenate([self.amount, nothing], axis=1)
        count = self.count
        if count is not None:
            count = count._replace(beside=count.beside.resting(options, days))
        return replace(
            self,
            labels=np.where(options, number, self.labels).astype(np.int32),
            off_labels=np.where(days, number, self.off_labels).astype(np.int32),
            next_state=np.concatenate([self.next_state, same], axis=1),
            price=np.concatenate([self.price, nothing], axis=1),
            amount=amount,
            count=count,
        )

    def uncharged(self, options: NDArray[np.bool_], days: NDArray[np.bool_]) -> Pattern:
        """Read these options and days off, and charge nothing for them."""
        number = self.price.shape[1]
        return replace(
            self,
            labels=np.where(options, self.labels + number, self.labels).astype(np.int32),
            off_labels=np.where(days, self.off_labels + number, self.off_labels).astype(np.int32),
            next_state=np.tile(self.next_state, (1, 2)),
            price=np.concatenate([self.price, np.zeros_like(self.price)], axis=1),
            final_price=np.zeros_like(self.final_price) if days[-1] else self.final_price,
            count=None,
        )

    def same_as(self, other: Pattern) -> bool:
        """Tell whether both read the same and charge the same."""
        return all(map(np.array_equal, self._arrays, other._arrays))

    @property
    def _arrays(self) -> tuple[NDArray[np.int32] | NDArray[np.int64], ...]:
        return self.labels, self.off_labels, self.next_state, self.price, self.final_price


class Count(NamedTuple):
    """A sum over the whole horizon, within [low, high], apart from the automaton that reads it."""

    beside: Pattern
    """The automaton without the sum: few states, with the amount of each day."""
    low: int
    high: int


def automaton(
    labels: NDArray[np.int32],
    off_labels: NDArray[np.int32],
    next_state: NDArray[np.int64],
    price: NDArray[np.int64],
    start: int = 0,
) -> Pattern:
    """Renumber states so that `start` comes first, and give labels that mean the same one number.

    It is free to end in any state.
    """
    # every label that a day may have multiplies the edges of the product
    table = np.concatenate([next_state, price])
    _, first, merged = np.unique(table, axis=1, return_index=True, return_inverse=True)
    next_state, price, merged = next_state[:, first], price[:, first], merged.reshape(-1)
    # the search begins in state 0 of every automaton
    order = np.argsort(np.arange(len(price)) != start, kind="stable")
    place = np.argsort(order)
    return Pattern(
        merged[labels].astype(np.int32),
        merged[off_labels].astype(np.int32),
        place[next_state[order]].astype(np.int32),
        price[order].astype(np.int64),
        np.zeros(len(price), np.int64),
    )


def explored(
    labels: Sequence[Label],
    off_labels: Sequence[Label],
    start: State,
    follow: Callable[[State, Label], tuple[State, bool]],
    kept: Callable[[State], bool] = lambda _: True,
) -> Pattern:
    """Make an automaton of what is remembered and how a day changes it.

    `follow` gives the next state, which a breach has too, and whether the day is legal; `kept`
    whether the horizon may end in a state.
    """
    known = list(dict.fromkeys([*labels, *off_labels]))
    states, rows, legal = {start: 0}, list[list[int]](), list[list[bool]]()
    for state in (queue := [start]):
        steps = [follow(state, label) for label in known]
        for onward, _ in steps:
            if onward not in states:
                states[onward] = len(states)
                queue.append(onward)
        rows.append([states[onward] for onward, _ in steps])
        legal.append([fine for _, fine in steps])
    place = {label: number for number, label in enumerate(known)}
    made = automaton(
        np.array([place[label] for label in labels], np.int64),
        np.array([place[label] for label in off_labels], np.int64),
        np.array(rows, np.int64).reshape(len(states), len(known)),
        np.where(np.array(legal, bool).reshape(len(states), len(known)), 0, FORBIDDEN),
    )
    final = [0 if kept(state) else FORBIDDEN for state in states]
    return replace(made, final_price=np.array(final, np.int64))


def shortest_run(
    inside: NDArray[np.bool_], off_inside: NDArray[np.bool_], least: int, before: int | None
) -> Pattern:
    """Let every run of days of a kind last at least `least` days.

    `inside` tells which shifts are of the kind, `off_inside` which days off. `before` days of a run
    came before the horizon; None if that is unknown, and long enough. A run may go on after it.
    """
    run = np.arange(least + 1)  # days of the run so far; the last state is long enough
    ends = np.where((run > 0) & (run < least), FORBIDDEN, 0)
    return automaton(
        inside.astype(np.int32),
        off_inside.astype(np.int32),
        np.stack([np.zeros_like(run), np.minimum(run + 1, least)], axis=1),
        np.stack([ends, np.zeros_like(run)], axis=1),
        least if before is None else min(before, least),
    )


def longest_run(
    inside: NDArray[np.bool_], off_inside: NDArray[np.bool_], most: int, before: int
) -> Pattern:
    """Let no run of days of a kind last more than `most` days.

    `inside` tells which shifts are of the kind, `off_inside` which days off. `before` days of a run
    came before the horizon.
    """
    run = np.arange(most + 1)
    return automaton(
        inside.astype(np.int32),
        off_inside.astype(np.int32),
        np.stack([np.zeros_like(run), np.minimum(run + 1, most)], axis=1),
        np.stack([np.zeros_like(run), np.where(run >= most, FORBIDDEN, 0)], axis=1),
        min(before, most),
    )


def counter(
    amounts: NDArray[np.int64],
    off_amounts: NDArray[np.int64],
    low: int,
    high: int,
    *,
    start: int = 0,
    breach: int = FORBIDDEN,
    unit: int = 1,
    ending: Callable[[NDArray[np.int64]], NDArray[np.int64]] | None = None,
) -> Pattern:
    """Keep a sum over the days within [low, high].

    `breach` prices a day that goes beyond `high` and, per `unit` that is missing, an end below
    `low`; `ending` prices the sums with which the horizon may end.
    """
    kinds, labels = np.unique(np.concatenate([amounts, off_amounts]), return_inverse=True)
    sums = reachable_sums(kinds, high, start)
    total = sums[:, None] + kinds[None, :]
    order = np.argsort(sums != start, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    capped = np.minimum(total, max(high, start))
    final = breach * -(-np.maximum(low - sums, 0) // unit)
    if ending is not None:
        final = np.where(final == 0, ending(sums), final)
    plain = ending is None and breach == FORBIDDEN
    read = labels[: len(amounts)].astype(np.int32), labels[len(amounts) :].astype(np.int32)
    return Pattern(
        *read,
        place[np.searchsorted(sums, capped)][order].astype(np.int32),
        np.where((total > high) & (kinds[None, :] > 0), breach, 0)[order].astype(np.int64),
        final[order].astype(np.int64),
        count=Count(summing(*read, kinds[None, :]), low - start, high - start) if plain else None,
    )


def summing(
    labels: Labels, off_labels: Labels, amount: NDArray[np.int64], next_state: Labels | None = None
) -> Pattern:
    """Give an automaton that forbids nothing, with the amount[state, label] that a day adds.

    It has one state where `next_state` is not told.
    """
    onward = np.zeros(amount.shape, np.int32) if next_state is None else next_state
    nothing = np.zeros(amount.shape, np.int64)
    return Pattern(
        labels.astype(np.int32), off_labels.astype(np.int32), onward, nothing, nothing[:, 0],
        amount=amount.astype(np.int64),
    )  # fmt: skip


def one_after_another(parts: Sequence[Pattern], day: NDArray[np.int32]) -> Pattern:
    """Let one automaton after the other read its days, each from its start and to its end.

    `parts` have the labels of their own days' options and days off; `day` is that of each option of
    all days. Equal automata are one, so that many weeks have no more states than one has.
    """
    numbers: dict[tuple[bytes, ...], int] = {}
    kinds: list[Pattern] = []
    of = []
    for part in parts:
        key = part.next_state.tobytes(), part.price.tobytes(), part.final_price.tobytes()
        if key not in numbers:
            numbers[key] = len(kinds)
            kinds.append(part)
        of.append(numbers[key])
    begins = np.cumsum([0, *(len(kind.final_price) for kind in kinds)])
    ends_before = np.cumsum([len(part.off_labels) for part in parts])
    days = np.concatenate([day, np.arange(ends_before[-1])])
    number_of_part = np.searchsorted(ends_before, days, side="right")
    labels = np.zeros(len(days), np.int64)
    for number, part in enumerate(parts):
        labels[number_of_part == number] = np.concatenate([part.labels, part.off_labels])
    onward = np.append(of[1:], -1)[number_of_part]
    onward[days + 1 != ends_before[number_of_part]] = -1
    rows = np.stack([np.array(of)[number_of_part], labels, onward], axis=1)
    columns, place = np.unique(rows, axis=0, return_inverse=True)
    next_state = np.zeros((begins[-1], len(columns)), np.int32)
    price = np.full(next_state.shape, FORBIDDEN)  # never read: no part leads there
    for column, (kind, label, after) in enumerate(columns):
        own, part = slice(begins[kind], begins[kind + 1]), kinds[kind]
        ends = part.next_state[:, label]
        price[own, column] = part.price[:, label]
        if after < 0:
            next_state[own, column] = begins[kind] + ends
        else:
            next_state[own, column] = begins[after]
            price[own, column] += part.final_price[ends]
    number_of = place.reshape(-1).astype(np.int32)
    final = np.concatenate([kind.final_price for kind in kinds])
    return Pattern(number_of[: len(day)], number_of[len(day) :], next_state, price, final)


def reachable_sums(kinds: NDArray[np.int64], high: int, start: int = 0) -> NDArray[np.int64]:
    """List the sums that amounts of these kinds can come to; beyond `high` all are one.

    They are states, not every minute up to the maximum: shifts have few lengths, and those sums few
    values.
    """
    sums = np.array([start], dtype=np.int64)
    while True:
        further = np.unique(np.minimum(sums[:, None] + kinds[None, :], max(high, start)))
        further = np.union1d(sums, further)
        if len(further) == len(sums):
            return sums
        sums = further


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
class _Layer:
    """States before a day (`codes`), and where each class of the day leads from them."""

    codes: NDArray[np.int64]
    target: NDArray[np.int64]
    price: NDArray[np.int64]
    amount: NDArray[np.int64]


def multiply(patterns: Sequence[Pattern], classes: Sequence[NDArray[np.int64]]) -> PatternTables:
    """Multiply automata over classes[day][class, pattern], the labels that each day may have.

    State 0 is always the start; where no legal week exists, nothing leads on from it. States that
    no further day tells apart are one.
    """
    # A state of the product is one number with a digit per automaton. Their number multiplies, but
    # days reach few of them: so the product is unfolded day by day, as far as it is reached.
    sizes = [pattern.next_state.shape[0] for pattern in patterns]
    whole = np.int64 if prod(sizes) < MOST_CODES else object
    radix = np.cumprod([1, *sizes], dtype=whole)
    codes = np.zeros(1, whole)
    layers = []
    for rows in classes:
        target = np.zeros((len(codes), len(rows)), whole)
        price = np.zeros((len(codes), len(rows)), np.int64)
        amounts = []
        for k, pattern in enumerate(patterns):
            state = (codes[:, None] // radix[k] % sizes[k]).astype(np.int64)
            target += pattern.next_state[state, rows[None, :, k]].astype(whole) * radix[k]
            price += pattern.price[state, rows[None, :, k]]
            if pattern.amount is not None:
                amounts.append(pattern.amount[state, rows[None, :, k]])
        target[price >= FORBIDDEN] = -1
        amount = np.array(amounts, np.int64).reshape(len(amounts), *price.shape)
        layers.append(_Layer(codes, target, price, amount))
        codes = np.unique(target[target >= 0])
    final = np.zeros(len(codes), np.int64)
    for k, pattern in enumerate(patterns):
        final += pattern.final_price[(codes // radix[k] % sizes[k]).astype(np.int64)]
    return _reduce(layers, codes, final)


def _reduce(
    layers: Sequence[_Layer], codes: NDArray[np.int64], final: NDArray[np.int64]
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
