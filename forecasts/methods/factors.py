"""Factor model: a few shapes of the day, whose scores follow regressions with memory.

Shen and Huang (2008): the square roots of the counts are split into their leading singular
vectors; each one's scores follow an autoregression on calendar dummies (statsmodels `AutoReg`).
"""

from __future__ import annotations

import warnings

import numpy as np

from forecasts.arrays import BoolArray, FloatArray, weekday_means
from forecasts.methods.base import Past

FACTORS = 3
FEWEST_DAYS = 40
FEWEST_CONTACTS = 30.0
LONGEST = 400


class FactorModel:
    """Singular vectors of the days' shapes with autoregressive scores."""

    name = "factor model"
    trust = 2.0
    fewest_trials = 1

    def fits(self, past: Past) -> bool:
        """Eight weeks of open days with thirty contacts each."""
        totals = past.totals[np.isfinite(past.totals)]
        return len(totals) >= FEWEST_DAYS and float(totals.mean()) >= FEWEST_CONTACTS

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        used: BoolArray = np.any(past.opening, axis=1)
        used[: max(past.days - LONGEST, 0)] = False
        rows, ahead = used[: past.days], used[past.days :]
        special = np.exp(past.special_and_season)[:, None]
        # Like Huber: what is beyond the threshold of an outlier is taken off.
        beyond = past.excess * (1.0 - np.sqrt(past.day_weight))
        unusual = special[: past.days] * np.exp(beyond)[:, None]
        roots = np.sqrt(_completed(past, unusual)[rows] + 0.25)
        mean = roots.mean(axis=0)
        shapes = np.linalg.svd(roots - mean, full_matrices=False)[2][:FACTORS]
        scores = (roots - mean) @ shapes.T
        features = past.calendar.dummies[used]
        future = np.column_stack([_carried_on(score, features) for score in scores.T])
        noise = ((roots - mean - scores @ shapes) ** 2).mean(axis=0)
        forecast = np.zeros((len(ahead), roots.shape[1]))
        usual = np.maximum(mean + future @ shapes, 0.0) ** 2 - 0.25 + noise
        forecast[ahead] = usual * special[past.days :][ahead]
        return forecast


def _completed(past: Past, unusual: FloatArray) -> FloatArray:
    """Contacts less what made days `unusual`, (D, 1): what special days let expect, an outlier.

    Unknown slots are filled from the day's total, or the weekday's, and the usual shape.
    """
    weekday = past.calendar.weekday[: past.days]
    totals = past.totals / unusual[:, 0]
    expected = np.where(np.isfinite(totals), totals, weekday_means(totals, weekday))
    filled = expected[:, None] * past.profile.shares[weekday]
    return np.where(np.isfinite(past.contacts), past.contacts / unusual, filled)


def _carried_on(score: FloatArray, features: FloatArray) -> FloatArray:
    """Scores of the days whose features go on beyond the known scores."""
    from statsmodels.tsa.ar_model import AutoReg

    known = len(score)
    if known == len(features):
        return np.empty(0)
    varied: BoolArray = np.ptp(features[:known], axis=0) > 0
    with warnings.catch_warnings():
        # Dummies that coincide, like a lone holiday and its name, share their effect.
        warnings.simplefilter("ignore")
        fitted = AutoReg(score, lags=1, exog=features[:known, varied]).fit()
    future = features[known:, varied]
    carried: FloatArray = fitted.predict(known, len(features) - 1, exog_oos=future)
    return carried
