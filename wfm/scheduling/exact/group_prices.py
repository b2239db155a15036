"""What heads of each group cost in an interval, shared among queues at least price."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import CoverTables, Ints, Prices

NEVER = 1 << 60


def group_prices(cover: CoverTables, intervals: Ints, size: Ints) -> Prices:
    """Tabulate what heads of each group cost, shared among queues at least price.

    Returns [interval, place]; heads h of groups 0, 1, … have the place h₀ + (size₀ + 1) × (h₁ + …).
    Of a group there are up to `size` heads. What nobody costs is taken off.
    """
    queues, heads = cover.price.shape[0], int(size.sum()) + 1
    grid = np.indices((heads,) * queues)
    table = np.zeros((len(intervals), *(heads,) * queues), np.int64)
    for q in range(queues):
        table += _priced(cover, q, intervals, heads)[:, grid[q]]
    # over heads that are placed already; a group's heads then go where they are cheapest
    for g in reversed(range(len(size))):
        layers = [table]
        for _ in range(size[g]):
            layers.append(_one_more(layers[-1], cover.serves[g], queues))
        table = np.stack(layers, axis=-queues - 1)
    found: Prices = table[(..., *(0,) * queues)].reshape(len(intervals), -1)
    return found


def _priced(cover: CoverTables, q: int, intervals: Ints, heads: int) -> Prices:
    """Price 0, 1, … heads of a queue in some intervals, less what nobody costs."""
    n, last = np.arange(heads), cover.price.shape[2] - 1
    beyond = np.maximum(0, n - last) * cover.over[q, intervals][:, None]
    inside = cover.price[q, intervals][:, np.minimum(n, last)]
    found: Prices = inside + beyond - inside[:, :1]
    return found


def _one_more(table: Prices, served: NDArray[np.bool_], queues: int) -> Prices:
    """Place one head more, in the cheapest queue that it serves; nowhere where it serves none."""
    if not served.any():
        return table
    best = np.full_like(table, NEVER)
    for q in np.flatnonzero(served).tolist():
        axis = table.ndim - queues + q
        moved = np.roll(table, -1, axis=axis)
        edge = [slice(None)] * table.ndim
        edge[axis] = slice(-1, None)
        moved[tuple(edge)] = NEVER
        np.minimum(best, moved, out=best)
    return best
