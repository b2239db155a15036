"""Prices by the hour, on whatever grid."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

HOUR = 60
_RADICES = (2, 2, 3, 5)
"""An hour is cut into halves, quarters, twelfths and minutes."""


def in_parts(
    prices: NDArray[np.int64], interval_minutes: int, intervals: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Share whole prices of an hour among its intervals, each part whole.

    What a time costs is the same on every grid: the sum of its minutes. `prices` and `intervals`
    (numbers from a full hour on) are broadcast against each other. A higher price has no lower part
    in any interval, so convex prices stay convex.
    """
    shares = _shares(interval_minutes)
    whole, rest = np.divmod(prices, HOUR)
    parts: NDArray[np.int64] = whole * interval_minutes + shares[intervals % len(shares), rest]
    return parts


@cache
def _shares(interval_minutes: int) -> NDArray[np.int64]:
    """Parts of the prices 0 … 59 of an hour: [interval of the hour, price]."""
    turns = _turns().reshape(-1, interval_minutes)
    shares: NDArray[np.int64] = (turns[:, :, None] < np.arange(HOUR)).sum(axis=1)
    return shares


def _turns() -> NDArray[np.int64]:
    """Which minutes of an hour get a part first: alike in halves, quarters and twelfths of it."""
    rest, turns, weight, size = np.arange(HOUR), np.zeros(HOUR, np.int64), 1, HOUR
    for radix in _RADICES:
        size //= radix
        digit, rest = np.divmod(rest, size)
        turns += digit * weight
        weight *= radix
    return turns


def convex_in_parts(prices: NDArray[np.int64], interval_minutes: int) -> NDArray[np.int64]:
    """Share convex prices of an hour, [queue, interval, heads], among its intervals."""
    steps = np.diff(prices, axis=-1, prepend=0)
    shared = in_parts(steps, interval_minutes, np.arange(prices.shape[1])[:, None])
    whole: NDArray[np.int64] = np.cumsum(shared, axis=-1)
    return whole
