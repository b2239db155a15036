"""The greatest convex function below a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.staffing.jit import compiled


@compiled
def convex_below(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row's greatest convex minorant: its lower hull, by Andrew's chain (1979)."""
    rows, width = table.shape
    below = table.copy()
    hull = np.empty(width, np.int64)
    for row in range(rows):
        size = 0
        for n in range(width):
            while size > 1:
                a, b = hull[size - 2], hull[size - 1]
                rise = (table[row, b] - table[row, a]) * (n - b)
                if rise < (table[row, n] - table[row, b]) * (b - a):
                    break
                size -= 1
            hull[size] = n
            size += 1
        for k in range(size - 1):
            a, b = hull[k], hull[k + 1]
            slope = (table[row, b] - table[row, a]) / (b - a)
            for n in range(a + 1, b):
                below[row, n] = table[row, a] + slope * (n - a)
    return below
