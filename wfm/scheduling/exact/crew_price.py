"""The least that the heads of a crew cost on its day, whichever shifts of its bundles are worked.

At prices of heads each member can be planned alone, and each interval alone: what the crew costs at
least (Geoffrion 1974). What it costs is found from interval to interval, over the states of all
members together, those first that may become cheapest, given what members and intervals cost alone
from there on (A*, Hart, Nilsson and Raphael 1968).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.exact.crew_alone import (
    STEPS,
    TRIFLE,
    Alone,
    BundleTable,
    DayHeads,
    Floats,
    best_value,
    count,
    value_at,
)
from wfm.scheduling.tours.arrays import Ints, Prices
from wfm.staffing.jit import compiled, kernel, lean_kernel

FEW_STATES, FEW_STEPS = 512, 25
"""States of a crew, and steps towards its own best prices, at a first look, at most."""
MOST_STATES = 1 << 18
"""States of a crew that is looked at closely. What one with more costs is not known to the last."""
DEEPER = 1e-4
"""By how much less, for each interval, a state is taken to cost that is further on."""
PUSHES = 4
"""Times that a state may be found anew, on average."""
Told = tuple[bool, int]
"""Whether a price is that of the crew; else it costs as much at least."""


class Nodes(NamedTuple):
    """The states of a crew that were met, in the order in which they were."""

    code: Prices
    """States of all members."""
    at: Ints
    """Interval before which they are in these."""
    cost: Prices
    closed: NDArray[np.bool_]
    slot: Ints
    """[node] its place in the table."""
    table: Ints
    """[place] node, -1 where there is none."""
    key: Floats
    """[place in the heap] least price of a day through the node, which is the heap's order."""
    node: Ints


def nodes(states: int = MOST_STATES) -> Nodes:
    """Make room for so many states, a power of two."""
    return Nodes(
        np.zeros(states, np.int64),
        np.zeros(states, np.int32),
        np.zeros(states, np.int64),
        np.zeros(states, np.bool_),
        np.zeros(states, np.int32),
        np.full(2 * states, -1, np.int32),
        np.zeros(PUSHES * states),
        np.zeros(PUSHES * states, np.int32),
    )


@compiled
def settle_crews(
    crews: Ints,
    table: BundleTable,
    heads: DayHeads,
    prices: Floats,
    most: Prices,
    closely: bool,
    least: Prices,
    exact: NDArray[np.bool_],
    alone: Alone,
    found: Nodes,
) -> None:
    """Raise `least` of each crew towards its price, or above `most`; tell which are `exact`.

    `crews`[crew, member] are numbers of bundles, equal ones side by side, -1 for nobody.
    `prices`[group, interval] of a head are where to begin; they end at those of the last crew.
    If not `closely`, crews stay open that take many states; else only those that have too many.
    """
    for c in range(crews.shape[0]):
        members = crews[c][crews[c] >= 0]
        count(members, table, heads, alone)
        value = value_at(members, table, heads, prices, alone)
        least[c] = max(least[c], math.ceil(value - TRIFLE))
        told = False, least[c]
        if least[c] <= most[c]:
            steps = STEPS if closely else FEW_STEPS
            value = best_value(members, table, heads, prices, most[c], steps, alone)
            least[c] = max(least[c], math.ceil(value - TRIFLE))
            states = len(found.code) if closely else FEW_STATES
            if least[c] <= most[c]:
                told = _search(members, table, heads, most[c], states, alone, found)
        least[c], exact[c] = max(least[c], told[1]), told[0]


@kernel
def _search(
    members: Ints,
    table: BundleTable,
    heads: DayHeads,
    most: int,
    states: int,
    alone: Alone,
    found: Nodes,
) -> Told:
    """Find the price of a crew unless it exceeds the most, or the states become too many."""
    bits = 1
    while 1 << bits < table.onward.shape[2]:
        bits += 1
    local, ahead = np.zeros(len(members), np.int64), np.zeros(len(members), np.int64)
    way = np.zeros(len(members), np.int64)
    last, begin = heads.price.shape[0], _place_of(found, 0, 0)
    found.code[0], found.at[0], found.cost[0], found.closed[0] = 0, 0, 0, False
    found.slot[0], found.table[begin] = begin, 0
    size, open_ = 1, _push(found, 0, 0, 0.0)
    told = False, most + 1
    while open_:
        n, least = found.node[0], found.key[0]
        open_ = _pop(found, open_)
        if found.at[n] == last:
            told = True, found.cost[n]
            break
        if found.closed[n]:
            continue
        found.closed[n] = True
        size, open_ = _go_on(
            members, table, heads.price, n, most, states, bits, size, open_, local, ahead, way,
            alone, found,
        )  # fmt: skip
        if size < 0:
            size = states
            told = False, math.ceil(least - TRIFLE)
            break
    for n in range(size):
        found.table[found.slot[n]] = -1
    return told


@lean_kernel
def _go_on(
    members: Ints,
    table: BundleTable,
    price: Prices,
    n: int,
    most: int,
    states: int,
    bits: int,
    size: int,
    open_: int,
    local: Prices,
    ahead: Prices,
    way: Prices,
    alone: Alone,
    found: Nodes,
) -> tuple[int, int]:
    """Go one interval on from a state; return how many are known and open, -1: too many."""
    number, t, code, before = len(members), found.at[n], found.code[n], found.cost[n]
    for i in range(number):
        local[i] = code >> (bits * i) & ((1 << bits) - 1)
        way[i] = 0
    while True:
        place, to_go = 0, alone.rest[t + 1]
        for i in range(number):
            b = members[i]
            ahead[i] = table.onward[b, t, local[i], way[i]]
            place += table.weight[b] * table.on_queue[b, t, local[i], way[i]]
            to_go += alone.to_go[alone.alike[i], t + 1, ahead[i]]
        paid = before + price[t, place]
        if paid + to_go <= most + TRIFLE:
            _order(members, ahead)
            after = 0
            for i in range(number):
                after |= ahead[i] << (bits * i)
            slot = _place_of(found, after, t + 1)
            known = found.table[slot]
            if (known < 0 and size == states) or open_ == PUSHES * states:
                return -1, open_
            if known < 0:
                known = size
                found.code[known], found.at[known], found.closed[known] = after, t + 1, False
                found.slot[known], found.table[slot] = slot, known
                size += 1
                found.cost[known] = paid
                open_ = _push(found, open_, known, paid + to_go - DEEPER * (t + 1))
            elif paid < found.cost[known]:
                found.cost[known], found.closed[known] = paid, False
                open_ = _push(found, open_, known, paid + to_go - DEEPER * (t + 1))
        if not _next_ways(members, table, t, local, way):
            return size, open_


@lean_kernel
def _place_of(found: Nodes, code: int, t: int) -> int:
    """Find where a state is in the table, or where it would be."""
    mask = len(found.table) - 1
    at = ((code * 64 + t) * 0x9E3779B97F4A7 >> 20) & mask
    while found.table[at] >= 0 and (
        found.code[found.table[at]] != code or found.at[found.table[at]] != t
    ):
        at = (at + 1) & mask
    return at


@lean_kernel
def _push(found: Nodes, size: int, node: int, key: float) -> int:
    """Put a node into the heap; return its new size."""
    at = size
    while at > 0 and found.key[(at - 1) // 2] > key:
        found.key[at], found.node[at] = found.key[(at - 1) // 2], found.node[(at - 1) // 2]
        at = (at - 1) // 2
    found.key[at], found.node[at] = key, node
    return size + 1


@lean_kernel
def _pop(found: Nodes, size: int) -> int:
    """Take the first node out of the heap; return its new size."""
    size -= 1
    key, node, at = found.key[size], found.node[size], 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and found.key[child + 1] < found.key[child]:
            child += 1
        if found.key[child] >= key:
            break
        found.key[at], found.node[at] = found.key[child], found.node[child]
        at = child
    found.key[at], found.node[at] = key, node
    return size


@lean_kernel
def _next_ways(members: Ints, table: BundleTable, t: int, local: Prices, way: Prices) -> bool:
    """Choose the next ways of all members together; False after the last ones."""
    for i in range(len(members)):
        onward = table.onward[members[i], t, local[i]]
        if way[i] + 1 < len(onward) and onward[way[i] + 1] >= 0:
            way[i] += 1
            return True
        way[i] = 0
    return False


@lean_kernel
def _order(members: Ints, ahead: Prices) -> None:
    """Order the states of members of the same bundle: it does not matter who is in which."""
    for i in range(1, len(members)):
        j = i
        while j > 0 and members[j - 1] == members[j] and ahead[j - 1] > ahead[j]:
            ahead[j - 1], ahead[j] = ahead[j], ahead[j - 1]
            j -= 1
