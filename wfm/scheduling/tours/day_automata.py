"""Rules over the sequence of days, as automata that read one label a day.

A counter of hours, a longest run of working days, two days off together, rest between shifts: each
is a small automaton with priced transitions. An agent's automata are multiplied into one, layer by
layer (only states that a week can reach and leave again), and the compiled search runs over it.
Automata for sequences of shifts are Pesant's (2004), with prices Demassey's et al. (2006).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import FORBIDDEN

Labels = NDArray[np.int32]
UNLIMITED = 1 << 40
"""A limit of a sum that no sum reaches."""
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
