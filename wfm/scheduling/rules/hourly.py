"""Prices by the hour, on whatever grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOUR = 60
_STRIDE = 7
"""Has no divisor in common with any count of intervals in an hour, so that parts lie spread."""


def in_parts(
    prices: NDArray[np.int64], interval_minutes: int, intervals: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Share whole prices of an hour among its intervals, each part whole: parts of an hour add up.

    `prices` and `intervals` (numbers from a full hour on) are broadcast against each other. A
    higher price has no lower part in any interval, so convex prices stay convex.
    """
    count = HOUR // interval_minutes
    turn = intervals * _STRIDE % count
    parts: NDArray[np.int64] = (prices + count - 1 - turn) // count
    return parts


def convex_in_parts(prices: NDArray[np.int64], interval_minutes: int) -> NDArray[np.int64]:
    """Share convex prices of an hour, [queue, interval, heads], among its intervals."""
    steps = np.diff(prices, axis=-1, prepend=0)
    shared = in_parts(steps, interval_minutes, np.arange(prices.shape[1])[:, None])
    whole: NDArray[np.int64] = np.cumsum(shared, axis=-1)
    return whole
