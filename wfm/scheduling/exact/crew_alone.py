"""What a crew costs at least: each member and each interval alone, at prices of heads.

The best prices are a crew's own: they give the bound of the linear relaxation of its day
(Geoffrion 1974).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import Ints, Prices
from wfm.staffing.jit import kernel, lean_kernel

Floats = NDArray[np.float64]
STEPS = 60
"""Steps towards the best prices of heads for one crew, at most."""
FIRST = 16.0
"""Price by which the first step tries to raise what a crew costs at least."""
PATIENCE, SHORTER = 4, 0.6
"""After so many steps that raise nothing they become shorter."""
OWN = 0.3
"""Weight of a step's own direction in the mean of those that raised nothing."""
TRIFLE = 1e-6


class BundleTable(NamedTuple):
    """The automata of a day's bundles, see `BundleAutomaton`, laid out for the kernel."""

    onward: Ints
    """[bundle, interval, state, choice]"""
    on_queue: Ints
    weight: Ints
    """[bundle] what a head adds to the place in a table of `group_prices`."""
    group: Ints
    """[bundle]"""


class DayHeads(NamedTuple):
    """What heads cost on the day."""

    price: Prices
    """[interval, place], see `group_prices`."""
    there: Ints
    """[place, group] heads."""


class Alone(NamedTuple):
    """What members and intervals of a crew cost alone."""

    alike: Ints
    """[member] the first one of the same bundle."""
    to_go: Floats
    """[member, interval, state] least price from there on, of the first ones."""
    rest: Floats
    """[interval] least price of all intervals from there on."""
    possible: NDArray[np.bool_]
    """[place] whether the crew has as many heads."""


def nothing_yet(table: BundleTable, heads: DayHeads, members: int) -> Alone:
    """Make room for crews of so many members."""
    intervals = heads.price.shape[0]
    return Alone(
        np.zeros(members, np.int32),
        np.zeros((members, intervals + 1, table.onward.shape[2])),
        np.zeros(intervals + 1),
        np.zeros(heads.price.shape[1], np.bool_),
    )


@kernel
def best_value(
    members: Ints,
    table: BundleTable,
    heads: DayHeads,
    prices: Floats,
    most: int,
    steps: int,
    alone: Alone,
) -> float:
    """Step from `prices` towards the best ones for a crew (Polyak 1969), or above the most.

    They end at the best ones met.
    """
    now = prices.copy()
    value = value_at(members, table, heads, now, alone)
    direction = direction_of(members, table, heads, now, alone)
    length = (direction**2).sum()
    hope, failed = FIRST, 0
    for _ in range(steps):
        if length < TRIFLE or value > most:
            break
        now = prices + hope / length * direction
        tried = value_at(members, table, heads, now, alone)
        if tried > value + TRIFLE:
            value, failed = tried, 0
            prices[:] = now
            direction = direction_of(members, table, heads, now, alone)
            length = (direction**2).sum()
            continue
        failed += 1
        latest = direction_of(members, table, heads, now, alone)
        direction = (1 - OWN) * direction + OWN * latest
        length = (direction**2).sum()
        if failed % PATIENCE == 0:
            hope *= SHORTER
    return value_at(members, table, heads, prices, alone)


@lean_kernel
def value_at(
    members: Ints, table: BundleTable, heads: DayHeads, prices: Floats, alone: Alone
) -> float:
    """Price members and intervals alone, from each interval on; return the sum of the whole day."""
    total, last = 0.0, heads.price.shape[0]
    for i in range(len(members)):
        alone.alike[i] = i
        if i and members[i] == members[i - 1]:
            alone.alike[i] = alone.alike[i - 1]
        else:
            cost_alone(table, members[i], prices[table.group[members[i]]], alone.to_go[i])
        total += alone.to_go[alone.alike[i], 0, 0]
    alone.rest[last] = 0.0
    for t in range(last - 1, -1, -1):
        alone.rest[t] = alone.rest[t + 1] + _wanted(heads, prices, alone, t)[1]
    return total + float(alone.rest[0])


@lean_kernel
def cost_alone(table: BundleTable, bundle: int, prices: Floats, to_go: Floats) -> float:
    """Write what a member costs at least from each interval and state on; return the day's."""
    onward, on_queue = table.onward[bundle], table.on_queue[bundle]
    last = onward.shape[0]
    to_go[last, 0] = 0.0
    for t in range(last - 1, -1, -1):
        for s in range(onward.shape[1]):
            if onward[t, s, 0] < 0:  # no further states
                break
            best = math.inf
            for way in range(onward.shape[2]):
                after = onward[t, s, way]
                if after < 0:
                    break
                best = min(best, to_go[t + 1, after] + on_queue[t, s, way] * prices[t])
            to_go[t, s] = best
    return float(to_go[0, 0])


@lean_kernel
def _wanted(heads: DayHeads, prices: Floats, alone: Alone, t: int) -> tuple[int, float]:
    """Find the place whose heads, no more than the crew has, cost least beside what they bring."""
    best, best_place = math.inf, 0
    for place in range(heads.price.shape[1]):
        if alone.possible[place]:
            value = float(heads.price[t, place])
            for g in range(heads.there.shape[1]):
                value -= prices[g, t] * heads.there[place, g]
            if value < best:
                best, best_place = value, place
    return best_place, best


@lean_kernel
def count(members: Ints, table: BundleTable, heads: DayHeads, alone: Alone) -> None:
    """Note which places have no more heads than the crew."""
    for place in range(heads.there.shape[0]):
        alone.possible[place] = True
        for g in range(heads.there.shape[1]):
            size = 0
            for member in members:
                size += int(table.group[member] == g)
            if heads.there[place, g] > size:
                alone.possible[place] = False


@kernel
def direction_of(
    members: Ints, table: BundleTable, heads: DayHeads, prices: Floats, alone: Alone
) -> Floats:
    """Heads in the cheapest days less those that are wanted: where prices should go."""
    found = np.zeros_like(prices)
    last = heads.price.shape[0]
    for i in range(len(members)):
        to_go, g, s = alone.to_go[alone.alike[i]], table.group[members[i]], 0
        onward, on_queue = table.onward[members[i]], table.on_queue[members[i]]
        for t in range(last):
            best, chosen = math.inf, 0
            for way in range(onward.shape[2]):
                after = onward[t, s, way]
                if after < 0:
                    break
                price = to_go[t + 1, after] + on_queue[t, s, way] * prices[g, t]
                if price < best:
                    best, chosen = price, way
            found[g, t] += on_queue[t, s, chosen]
            s = onward[t, s, chosen]
    for t in range(last):
        place, _ = _wanted(heads, prices, alone, t)
        for g in range(heads.there.shape[1]):
            found[g, t] -= heads.there[place, g]
    return found
