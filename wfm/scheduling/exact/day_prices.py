"""Prices of a day's heads at which all its crews cost much at least, at prices of bundles.

What a crew costs beside its bundles' prices is bounded by its members and the intervals each by
themselves (Geoffrion 1974). The prices of heads at which the cheapest crew costs most serve nearly
all crews, so that few are left of which more is to be told one by one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from wfm.scheduling.exact.crew_alone import (
    FIRST,
    OWN,
    PATIENCE,
    SHORTER,
    TRIFLE,
    Alone,
    BundleTable,
    DayHeads,
    Floats,
    cost_alone,
    direction_of,
    value_at,
)
from wfm.scheduling.tours.arrays import Ints, Prices
from wfm.staffing.jit import compiled, kernel, lean_kernel

STEPS = 120
"""Steps towards the best prices of heads for a day, at most."""


class Kinds(NamedTuple):
    """People with the same bundles, which lie side by side."""

    first: Ints
    """[kind] bundle."""
    people: Ints
    """[kind]"""


class MayBe(NamedTuple):
    """Where a bundle may be on queue, as what that adds to a place, see `BundleTable.weight`."""

    on: Ints
    """[interval, bundle]"""
    off: Ints
    """[interval, bundle] the same where it may also be off queue."""


def may_be(table: BundleTable) -> MayBe:
    """Tell of each bundle and interval whether it may be on queue, and whether also off queue."""
    legal, busy = table.onward >= 0, table.on_queue > 0
    on = (legal & busy).any(axis=(2, 3))
    off = on & (legal & ~busy).any(axis=(2, 3))
    return MayBe(
        *(np.ascontiguousarray((one * table.weight[:, None]).T, np.int32) for one in (on, off))
    )


@compiled
def step_towards_best(
    worth: Floats, kinds: Kinds, table: BundleTable, heads: DayHeads, prices: Floats, alone: Alone
) -> None:
    """Step from `prices`[group, interval] to those at which the cheapest crew costs most.

    `worth`[bundle] is added to what a crew costs for each member. The steps are Polyak's (1969).
    """
    members = np.zeros(kinds.people.sum(), np.int32)
    now = prices.copy()
    value, size = _value(worth, kinds, table, heads, now, alone, members)
    direction = direction_of(members[:size], table, heads, now, alone)
    length = (direction**2).sum()
    hope, failed = FIRST, 0
    for _ in range(STEPS):
        if length < TRIFLE:
            break
        now = prices + hope / length * direction
        tried, size = _value(worth, kinds, table, heads, now, alone, members)
        latest = direction_of(members[:size], table, heads, now, alone)
        if tried > value + TRIFLE:
            value, failed, direction = tried, 0, latest
            prices[:] = now
        else:
            failed += 1
            direction = (1 - OWN) * direction + OWN * latest
            if failed % PATIENCE == 0:
                hope *= SHORTER
        length = (direction**2).sum()


@kernel
def _value(
    worth: Floats,
    kinds: Kinds,
    table: BundleTable,
    heads: DayHeads,
    prices: Floats,
    alone: Alone,
    members: Ints,
) -> tuple[float, int]:
    """Find what the cheapest crew costs at least; write its members, and return their number."""
    size, total = 0, 0.0
    alone.possible[:] = True
    for k in range(len(kinds.people)):
        stop = kinds.first[k + 1] if k + 1 < len(kinds.first) else len(worth)
        best, bundle = 0.0, -1
        for b in range(kinds.first[k], stop):
            cost = worth[b] + cost_alone(table, b, prices[table.group[b]], alone.to_go[0])
            if cost < best:
                best, bundle = cost, b
        if bundle >= 0:
            for _ in range(kinds.people[k]):
                members[size] = bundle
                total += worth[bundle]
                size += 1
    return total + value_at(members[:size], table, heads, prices, alone), size


@compiled
def costs_alone(table: BundleTable, prices: Floats, alone: Alone) -> Floats:
    """Give what a member of each bundle costs at least at prices[group, interval] of a head."""
    cost = np.zeros(len(table.group))
    for b in range(len(cost)):
        cost[b] = cost_alone(table, b, prices[table.group[b]], alone.to_go[0])
    return cost


@compiled
def raise_all(
    crews: Ints, cost: Floats, heads: DayHeads, may: MayBe, prices: Floats, least: Prices
) -> None:
    """Raise `least` of all crews to what they cost at least at these prices.

    `cost`[bundle] is that of a member alone.
    """
    between = np.zeros((heads.price.shape[0], heads.price.shape[1], heads.price.shape[1]))
    for t in range(len(between)):
        _least_between(heads, prices, t, between[t])
    for c in range(len(crews)):
        total = 0.0
        for member in crews[c]:
            if member >= 0:
                total += cost[member]
        for t in range(len(between)):
            on, off = 0, 0
            for member in crews[c]:
                if member >= 0:
                    on += may.on[t, member]
                    off += may.off[t, member]
            total += between[t, on, off]
        least[c] = max(least[c], math.ceil(total - TRIFLE))


@lean_kernel
def _least_between(heads: DayHeads, prices: Floats, t: int, found: Floats) -> None:
    """Find the least value of an interval with so many heads, or up to so many less.

    `found`[place, place of how many less] has it where a place has as many heads.
    """
    places, groups = heads.there.shape
    for place in range(places):
        value = float(heads.price[t, place])
        for g in range(groups):
            value -= prices[g, t] * heads.there[place, g]
        found[place, :] = value
    for less in range(1, places):
        g, step = 0, 1
        while heads.there[less, g] == 0:
            step *= heads.there[places - 1, g] + 1
            g += 1
        for place in range(places):
            found[place, less] = found[place, less - step]
            if heads.there[place, g] > 0:
                found[place, less] = min(found[place, less], found[place - step, less - step])
