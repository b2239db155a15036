"""Intersection of two sets of half-open stretches of time, per key, without a loop."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]


def ints(values: npt.ArrayLike) -> Ints:
    """Give values as contiguous 64-bit integers."""
    return np.ascontiguousarray(values, dtype=np.int64)


class Overlap(NamedTuple):
    """Every stretch that two sets share, in the order of the left set."""

    left: Ints
    right: Ints
    start: Ints
    end: Ints


def intersect(
    left: tuple[Ints, Ints, Ints],
    right: tuple[Ints, Ints, Ints],
) -> Overlap:
    """Overlaps of (key, start, end) columns with equal keys.

    Both sides are sorted by key and start, and neither overlaps itself within a key. Times are
    epoch seconds. Indices point into the rows of each side.
    """
    key, start, end = left
    other_key, other_start, other_end = right
    low = _position(other_key, other_end, key, start, "right")
    high = _position(other_key, other_start, key, end, "left")
    count = np.maximum(high - low, 0)
    rows = np.repeat(np.arange(len(key)), count)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    others = np.repeat(low, count) + offset
    return Overlap(
        rows,
        others,
        np.maximum(start[rows], other_start[others]),
        np.minimum(end[rows], other_end[others]),
    )


def _position(keys: Ints, times: Ints, key: Ints, time: Ints, side: str) -> Ints:
    """Where (key, time) would stand among sorted (keys, times)."""
    if not len(keys):
        return np.zeros(len(key), dtype=np.int64)
    first = int(min(times.min(), time.min(initial=times.min())))
    width = int(max(times.max(), time.max(initial=times.max()))) - first + 2
    found = np.searchsorted(
        keys * width + (times - first),
        key * width + (time - first),
        side="left" if side == "left" else "right",
    )
    return found.astype(np.int64)
