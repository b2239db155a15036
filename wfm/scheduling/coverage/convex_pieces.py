"""A convex table of prices as straight pieces."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import CoverTables


def segments(
    cover: CoverTables, intervals: NDArray[np.intp] | None = None
) -> list[tuple[int, int, float, float]]:
    """Cut each convex price into pieces of equal slope: (queue, interval, slope, heads).

    The interval is a position among `intervals`, all if None.
    """
    chosen = np.arange(cover.price.shape[1]) if intervals is None else intervals
    found = []
    for q, (t, interval) in itertools.product(range(len(cover.price)), enumerate(chosen)):
        slopes, counts = np.unique(np.diff(cover.price[q, interval]), return_counts=True)
        found += [(q, t, float(s), float(n)) for s, n in zip(slopes, counts, strict=True)]
        found.append((q, t, float(cover.over[q, interval]), math.inf))
    return found
