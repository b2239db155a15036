"""Heads per queue and interval, shared among queues so that no head is counted twice.

Agents of one skill group are interchangeable in an interval, so their heads flow to the queues that
they serve. The cheapest sharing under convex prices is a minimum-cost flow; it is kept optimal
under single additions and removals by one shortest augmenting path each (Ahuja, Magnanti, Orlin,
Network Flows, 1993, ch. 9 and 14). With one queue and one group this is a table look-up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from wfm.scheduling.tables import CoverTables

Paths = tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]


class Cover(NamedTuple):
    """Heads as they stand, and what one more head of each group would cost."""

    slope: NDArray[np.float64]
    """[q, t, n] price of head n + 1; the last entry goes on."""
    serves: NDArray[np.bool_]
    shared: NDArray[np.int32]
    """[t, g, q] heads of a group that work in a queue."""
    heads: NDArray[np.int32]
    """[q, t]"""
    marginal: NDArray[np.float64]
    """[g, t] price of one more head of a group."""


def empty_cover(tables: CoverTables) -> Cover:
    """No heads yet, priced by the true prices."""
    queues, intervals, width = tables.price.shape
    groups = tables.serves.shape[0]
    cover = Cover(
        np.empty((queues, intervals, width)),
        tables.serves,
        np.zeros((intervals, groups, queues), np.int32),
        np.zeros((queues, intervals), np.int32),
        np.zeros((groups, intervals)),
    )
    true_slopes(tables, cover.slope)
    reprice(cover)
    return cover


def true_slopes(tables: CoverTables, slope: NDArray[np.float64]) -> None:
    """Write the marginal prices of the tables themselves into `slope`."""
    slope[:, :, :-1] = np.diff(tables.price, axis=2)
    slope[:, :, -1] = tables.over


@njit(cache=True, nogil=True)
def slope_at(cover: Cover, q: int, t: int, n: int) -> float:
    """Price of head n + 1 in a queue and interval."""
    return cover.slope[q, t, min(n, cover.slope.shape[2] - 1)]


@njit(cache=True, nogil=True)
def refresh(cover: Cover, t: int) -> None:
    """Recompute what one more head of each group costs in an interval."""
    if cover.serves.size == 1:
        cover.marginal[0, t] = slope_at(cover, 0, t, cover.heads[0, t])
        return
    cost, _, _ = _cheapest_entry(cover, t)
    for g in range(cover.serves.shape[0]):
        best = np.inf
        for q in range(cover.serves.shape[1]):
            if cover.serves[g, q] and cost[q] < best:
                best = cost[q]
        cover.marginal[g, t] = best if best < np.inf else 0.0


@njit(cache=True, nogil=True)
def _cheapest_entry(cover: Cover, t: int) -> Paths:
    """Cost of a further head that enters at each queue, and where it pushes a head on to."""
    groups, queues = cover.serves.shape
    cost = np.empty(queues)
    onward = np.full(queues, -1, np.int32)
    mover = np.full(queues, -1, np.int32)
    for q in range(queues):
        cost[q] = slope_at(cover, q, t, cover.heads[q, t])
    changed = True
    while changed:
        changed = False
        for g in range(groups):
            for q in range(queues):
                if cover.shared[t, g, q] == 0:
                    continue
                for other in range(queues):
                    if cover.serves[g, other] and cost[other] < cost[q] - 1e-9:
                        cost[q], onward[q], mover[q] = cost[other], other, g
                        changed = True
    return cost, onward, mover


@njit(cache=True, nogil=True)
def _cheapest_exit(cover: Cover, t: int) -> Paths:
    """Cost of a head that leaves each queue, and from where a head fills the hole."""
    groups, queues = cover.serves.shape
    cost = np.full(queues, np.inf)
    onward = np.full(queues, -1, np.int32)
    mover = np.full(queues, -1, np.int32)
    for q in range(queues):
        if cover.heads[q, t] > 0:
            cost[q] = -slope_at(cover, q, t, cover.heads[q, t] - 1)
    changed = True
    while changed:
        changed = False
        for g in range(groups):
            for other in range(queues):
                if cover.shared[t, g, other] == 0:
                    continue
                for q in range(queues):
                    if cover.serves[g, q] and cost[other] < cost[q] - 1e-9:
                        cost[q], onward[q], mover[q] = cost[other], other, g
                        changed = True
    return cost, onward, mover


@njit(cache=True, nogil=True)
def add_head(cover: Cover, t: int, g: int) -> float:
    """Add a head of a group where it is worth most; return the price."""
    price = cover.marginal[g, t]
    if cover.serves.size == 1:
        cover.heads[0, t] += 1
        refresh(cover, t)
        return price
    cost, onward, mover = _cheapest_entry(cover, t)
    q = -1
    for candidate in range(cover.serves.shape[1]):
        if cover.serves[g, candidate] and (q < 0 or cost[candidate] < cost[q]):
            q = candidate
    if q < 0:
        return 0.0
    cover.shared[t, g, q] += 1
    while onward[q] >= 0:
        cover.shared[t, mover[q], q] -= 1
        cover.shared[t, mover[q], onward[q]] += 1
        q = onward[q]
    cover.heads[q, t] += 1
    refresh(cover, t)
    return price


@njit(cache=True, nogil=True)
def remove_head(cover: Cover, t: int, g: int) -> float:
    """Remove a head of a group where it is missed least; return the (negative) price freed."""
    if cover.serves.size == 1:
        cover.heads[0, t] -= 1
        refresh(cover, t)
        return -cover.marginal[0, t]
    cost, onward, mover = _cheapest_exit(cover, t)
    q = -1
    for candidate in range(cover.serves.shape[1]):
        if cover.shared[t, g, candidate] > 0 and (q < 0 or cost[candidate] < cost[q]):
            q = candidate
    if q < 0:
        return 0.0
    cover.shared[t, g, q] -= 1
    while onward[q] >= 0:
        cover.shared[t, mover[q], onward[q]] -= 1
        cover.shared[t, mover[q], q] += 1
        q = onward[q]
    cover.heads[q, t] -= 1
    refresh(cover, t)
    return -cover.marginal[g, t]


@njit(cache=True, nogil=True)
def reprice(cover: Cover) -> None:
    """Share all heads anew after the slopes have changed."""
    intervals, groups, queues = cover.shared.shape
    for t in range(intervals):
        if groups * queues > 1:
            totals = cover.shared[t].sum(axis=1)
            cover.shared[t] = 0
            cover.heads[:, t] = 0
            refresh(cover, t)
            for g in range(groups):
                for _ in range(totals[g]):
                    add_head(cover, t, g)
        refresh(cover, t)


@njit(cache=True, nogil=True)
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
