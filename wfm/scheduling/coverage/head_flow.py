"""Heads per queue and interval, shared among queues so that no head is counted twice.

Agents of one skill group are interchangeable in an interval, so their heads flow to the queues that
they serve. The cheapest sharing under convex prices is a minimum-cost flow; it is kept optimal
under single additions and removals by one shortest augmenting path each (Ahuja, Magnanti, Orlin,
Network Flows, 1993, ch. 9 and 14), and under new prices by the paths that still save. Prices are
found when they are asked for, since most heads change several times between. To keep the sharing of
each vector of heads does not pay: half of the vectors that a search meets are new. With one queue
and one group this is a table look-up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.copy_arrays import copy_rows
from wfm.scheduling.tours.arrays import CoverTables
from wfm.staffing.jit import compiled, lean_compiled, lean_kernel

Counts = NDArray[np.int16]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class Cover(NamedTuple):
    """Heads as they stand, and what one more head of each group would cost."""

    slope: NDArray[np.float64]
    """[q, t, n] price of head n + 1; the last entry goes on."""
    serves: NDArray[np.bool_]
    shared: NDArray[np.int32]
    """[t, g, q] heads of a group that work in a queue."""
    heads: NDArray[np.int32]
    """[q, t]"""
    movers: NDArray[np.int16]
    """[t, q, other] groups with heads in the other queue that could work in q instead."""
    cost: NDArray[np.float64]
    """[q, t] price of a head that enters at a queue, except where stale."""
    onward: NDArray[np.int32]
    """[t, q] queue to which such a head pushes one on, -1 for none."""
    stale: NDArray[np.bool_]
    """[t] whether heads have changed since the prices were found."""
    touched: NDArray[np.bool_]
    """[t] whether heads have changed since the last copy."""


def empty_cover(tables: CoverTables) -> Cover:
    """No heads yet, priced by the true prices."""
    queues, intervals, width = tables.price.shape
    groups = tables.serves.shape[0]
    cover = Cover(
        np.empty((queues, intervals, width)),
        tables.serves,
        np.zeros((intervals, groups, queues), np.int32),
        np.zeros((queues, intervals), np.int32),
        np.zeros((intervals, queues, queues), np.int16),
        np.zeros((queues, intervals)),
        np.zeros((intervals, queues), np.int32),
        np.zeros(intervals, np.bool_),
        np.zeros(intervals, np.bool_),
    )
    true_slopes(tables, cover.slope)
    reprice(cover)
    return cover


def true_slopes(tables: CoverTables, slope: NDArray[np.float64]) -> None:
    """Write the marginal prices of the tables themselves into `slope`."""
    slope[:, :, :-1] = np.diff(tables.price, axis=2)
    slope[:, :, -1] = tables.over


@lean_kernel
def slope_at(cover: Cover, q: int, t: int, n: int) -> float:
    """Price of head n + 1 in a queue and interval."""
    return cover.slope[q, t, min(n, cover.slope.shape[2] - 1)]


@compiled
def head_prices(cover: Cover, g: int) -> Floats:
    """Return what one more head of a group would cost in each interval."""
    prices = np.zeros(cover.stale.shape[0])
    if cover.serves.size > 1:
        for t in range(cover.stale.shape[0]):
            if cover.stale[t]:
                _refresh(cover, t)
    served = False
    for q in range(cover.serves.shape[1]):
        if cover.serves[g, q]:
            cost = cover.cost[q]
            for t in range(prices.shape[0]):
                prices[t] = min(prices[t], cost[t]) if served else cost[t]
            served = True
    return prices


@lean_kernel
def _refresh(cover: Cover, t: int) -> None:
    """Find what a head that enters at each queue costs in an interval."""
    for q in range(cover.serves.shape[1]):
        cover.cost[q, t] = slope_at(cover, q, t, cover.heads[q, t])
    if cover.serves.size > 1:
        _find_paths(cover.cost[:, t], cover.onward[t], cover.movers[t].T)
        cover.stale[t] = False


@lean_kernel
def _find_paths(cost: Floats, onward: Ints, arcs: Counts) -> None:
    """Lower each queue's cost to the least that arcs[queue, other] lead to, and note the way."""
    # Moving heads on is free, so a path costs what its last queue does: the least spreads along the
    # arcs until nothing changes (Bellman and Ford). The tolerance keeps two queues whose prices
    # differ by rounding from sending a head to each other for ever.
    queues = cost.shape[0]
    onward[:] = -1
    changed = True
    while changed:
        changed = False
        for q in range(queues):
            for other in range(queues):
                if arcs[q, other] > 0 and cost[other] < cost[q] - 1e-9:
                    cost[q], onward[q] = cost[other], other
                    changed = True


@lean_compiled
def add_head(cover: Cover, t: int, g: int) -> float:
    """Add a head of a group where it is worth most; return the price."""
    if cover.serves.size == 1:
        price = cover.cost[0, t]
        cover.heads[0, t] += 1
        _refresh(cover, t)
        return price
    if cover.stale[t]:
        _refresh(cover, t)
    cost = cover.cost[:, t]
    q = -1
    for candidate in range(cover.serves.shape[1]):
        if cover.serves[g, candidate] and (q < 0 or cost[candidate] < cost[q]):
            q = candidate
    if q < 0:
        return 0.0
    price = cost[q]
    _put(cover, t, g, q, 1)
    cover.heads[_push(cover, t, q), t] += 1
    cover.stale[t] = cover.touched[t] = True
    return price


@lean_compiled
def add_heads(cover: Cover, heads: Ints) -> None:
    """Add all heads[group, interval], each where it is worth most."""
    groups, intervals = heads.shape
    for g in range(groups):
        for t in range(intervals):
            for _ in range(heads[g, t]):
                add_head(cover, t, g)


@lean_compiled
def remove_head(cover: Cover, t: int, g: int) -> float:
    """Remove a head of a group where it is missed least; return the (negative) price freed."""
    if cover.serves.size == 1:
        cover.heads[0, t] -= 1
        _refresh(cover, t)
        return -cover.cost[0, t]
    cost, onward = cover.cost[:, t], cover.onward[t]
    for q in range(cover.serves.shape[1]):
        n = cover.heads[q, t]
        cost[q] = -slope_at(cover, q, t, n - 1) if n > 0 else np.inf
    _find_paths(cost, onward, cover.movers[t])
    cover.stale[t] = True
    q = -1
    for candidate in range(cover.serves.shape[1]):
        if cover.shared[t, g, candidate] > 0 and (q < 0 or cost[candidate] < cost[q]):
            q = candidate
    if q < 0:
        return 0.0
    price = cost[q]
    _put(cover, t, g, q, -1)
    while onward[q] >= 0:
        _move(cover, t, onward[q], q)
        q = onward[q]
    cover.heads[q, t] -= 1
    cover.touched[t] = True
    return price


@lean_kernel
def _push(cover: Cover, t: int, q: int) -> int:
    """Push a head of a queue on along its path; return the queue that gains one in the end."""
    while cover.onward[t, q] >= 0:
        _move(cover, t, q, cover.onward[t, q])
        q = cover.onward[t, q]
    return q


@lean_kernel
def _move(cover: Cover, t: int, begin: int, end: int) -> None:
    """Let a head work in queue `end` instead of `begin`."""
    g = 0
    while cover.shared[t, g, begin] == 0 or not cover.serves[g, end]:
        g += 1
    _put(cover, t, g, begin, -1)
    _put(cover, t, g, end, 1)


@lean_kernel
def _put(cover: Cover, t: int, g: int, q: int, heads: int) -> None:
    """Let one head of a group more (1) or less (-1) work in a queue."""
    before = cover.shared[t, g, q]
    cover.shared[t, g, q] = before + heads
    if before == 0 or before + heads == 0:
        for other in range(cover.serves.shape[1]):
            if cover.serves[g, other]:
                cover.movers[t, other, q] += heads


@compiled
def copied(cover: Cover) -> Cover:
    """Return a copy that `copy_touched` keeps up; nothing counts as touched from here on."""
    cover.touched[:] = False
    return Cover(
        cover.slope,
        cover.serves,
        cover.shared.copy(),
        cover.heads.copy(),
        cover.movers.copy(),
        cover.cost.copy(),
        cover.onward.copy(),
        cover.stale.copy(),
        cover.touched,
    )


@lean_compiled
def copy_touched(source: Cover, target: Cover) -> None:
    """Copy the touched intervals of a cover; nothing counts as touched from here on."""
    if source.serves.size == 1:
        copy_rows(source.heads, target.heads)
        copy_rows(source.cost, target.cost)
        return
    groups, queues = source.serves.shape
    for t in range(source.touched.shape[0]):
        if source.touched[t]:
            source.touched[t] = False
            target.stale[t] = source.stale[t]
            for q in range(queues):
                target.heads[q, t] = source.heads[q, t]
                target.cost[q, t] = source.cost[q, t]
                target.onward[t, q] = source.onward[t, q]
                for other in range(queues):
                    target.movers[t, q, other] = source.movers[t, q, other]
            for g in range(groups):
                for q in range(queues):
                    target.shared[t, g, q] = source.shared[t, g, q]


@lean_compiled
def clear(cover: Cover) -> None:
    """Take all heads away."""
    cover.shared[:] = 0
    cover.heads[:] = 0
    cover.movers[:] = 0
    reprice(cover)


@lean_compiled
def reprice(cover: Cover) -> None:
    """Find the prices, and the cheapest sharing, anew after the slopes have changed."""
    for t in range(cover.stale.shape[0]):
        _refresh(cover, t)
        while cover.serves.size > 1 and _improve(cover, t):
            _refresh(cover, t)


@lean_kernel
def _improve(cover: Cover, t: int) -> bool:
    """Move heads along the path that saves most in an interval; return whether there is one."""
    cost, onward = cover.cost[:, t], cover.onward[t]
    best, most = -1, 1e-9
    for q in range(cover.serves.shape[1]):
        if onward[q] >= 0 and cover.heads[q, t] > 0:
            saved = slope_at(cover, q, t, cover.heads[q, t] - 1) - cost[q]
            if saved > most:
                best, most = q, saved
    if best < 0:
        return False
    cover.heads[best, t] -= 1
    cover.heads[_push(cover, t, best), t] += 1
    return True


@lean_compiled
def cover_price(tables: CoverTables, heads: NDArray[np.int32]) -> int:
    """Sum the true price of heads[q, t]."""
    queues, intervals, width = tables.price.shape
    total = 0
    for q in range(queues):
        for t in range(intervals):
            n = heads[q, t]
            total += tables.price[q, t, min(n, width - 1)]
            total += max(0, n - width + 1) * tables.over[q, t]
    return total
