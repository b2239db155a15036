"""Array types of this package: `D` days × `S` slots of a day."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]
IntArray: TypeAlias = NDArray[np.int64]
DayArray: TypeAlias = NDArray[np.datetime64]


def weekdays(days: DayArray) -> IntArray:
    """Weekday of each date, 0 is Monday."""
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7


def divide(numerator: FloatArray, denominator: FloatArray, default: float = 0.0) -> FloatArray:
    """Quotient, with `default` where the denominator is 0."""
    safe = np.where(denominator == 0, 1.0, denominator)
    return np.where(denominator == 0, default, numerator / safe)


def weekday_means(totals: FloatArray, weekday: IntArray) -> FloatArray:
    """Mean of the known values on each one's weekday; of all of them where none is known."""
    known = np.isfinite(totals)
    indicator = np.equal.outer(np.arange(7), weekday[known]).astype(float)
    count = indicator.sum(axis=1)
    overall = float(totals[known].mean()) if known.any() else 0.0
    return divide(indicator @ totals[known] + (count == 0) * overall, np.maximum(count, 1))[weekday]
