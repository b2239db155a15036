"""Days that are unlike what all other days say of them: found, weighted down, reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasts.arrays import FloatArray
from forecasts.mixed_model import LOG_LEVEL, Effects, MixedModel

THRESHOLD = 3.5
"""Robust standard deviations beyond which a day is an outlier."""
FEWEST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Outliers:
    """Weight of each day of history, and the logarithm by which an outlier is off.

    The weight is 1, or less for an outlier; the excess is 0 for all others.
    """

    weight: FloatArray
    excess: FloatArray


def find_outliers(totals: FloatArray, effects: Effects) -> Outliers:
    """Judge each known day total by all other days of the history."""
    weight, excess = np.ones(len(totals)), np.zeros(len(totals))
    known = np.flatnonzero(totals > 0)
    if len(known) < FEWEST_DAYS:
        return Outliers(weight, excess)
    logs = np.log(totals[known])
    model = MixedModel(effects, LOG_LEVEL)
    off, deviation = model.surprise(logs - np.median(logs), known, 1.0 / totals[known])
    score = off / deviation
    usual = 1.4826 * float(np.median(np.abs(score - np.median(score))))
    score /= max(usual, 1.0)
    found = np.abs(score) > THRESHOLD
    weight[known[found]] = (THRESHOLD / score[found]) ** 2
    excess[known[found]] = off[found]
    return Outliers(weight, excess)
