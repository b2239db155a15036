"""Figures of accuracy, as fractions, over the intervals whose actual is known."""

from __future__ import annotations

import numpy as np

from forecasts.arrays import FloatArray


def wape(actual: FloatArray, forecast: FloatArray) -> float:
    """Sum of absolute errors over the sum of actuals; NaN where nothing came."""
    known = np.isfinite(actual) & np.isfinite(forecast)
    total = float(actual[known].sum())
    return float(np.abs(actual[known] - forecast[known]).sum()) / total if total else float("nan")


def poisson_deviance(actual: FloatArray, forecast: FloatArray) -> float:
    """Mean deviance of counts from Poisson means; fair to queues with few contacts."""
    known = np.isfinite(actual) & np.isfinite(forecast)
    came, mean = actual[known], np.maximum(forecast[known], 1e-3)
    logs = np.where(came > 0, came * np.log(np.maximum(came, 1.0) / mean), 0.0)
    return float(2.0 * (logs - came + mean).mean()) if known.any() else float("nan")


def bias(actual: FloatArray, forecast: FloatArray) -> float:
    """Relative excess of the forecast; NaN where nothing came."""
    known = np.isfinite(actual) & np.isfinite(forecast)
    total = float(actual[known].sum())
    return float((forecast[known] - actual[known]).sum()) / total if total else float("nan")


def noise_floor(rate: FloatArray) -> float:
    """WAPE that a forecaster would still have who knew the true rate of Poisson arrivals.

    The mean absolute deviation of a Poisson count is 2 e^-μ μ^(⌊μ⌋+1) / ⌊μ⌋! (Johnson 1957).
    """
    from scipy.special import gammaln

    mean = rate[np.isfinite(rate) & (rate > 0)]
    if not len(mean):
        return float("nan")
    whole = np.floor(mean)
    deviation = 2 * np.exp((whole + 1) * np.log(mean) - mean - gammaln(whole + 1))
    return float(deviation.sum() / mean.sum())


def coverage(actual: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Share of actual counts inside the band, its ends included."""
    known = np.isfinite(actual) & np.isfinite(low) & np.isfinite(high)
    inside = (actual[known] >= low[known]) & (actual[known] <= high[known])
    return float(inside.mean()) if known.any() else float("nan")


def pinball(actual: FloatArray, quantile: FloatArray, level: float) -> float:
    """Mean pinball loss of a quantile forecast, in contacts."""
    known = np.isfinite(actual) & np.isfinite(quantile)
    miss = actual[known] - quantile[known]
    return float(np.maximum(level * miss, (level - 1) * miss).mean())


def mase(actual: FloatArray, forecast: FloatArray, history: FloatArray, season: int) -> float:
    """Mean absolute error over that of last season's value in the history (Hyndman 2006).

    `history` is in the order of time, `season` its number of intervals.
    """
    known = np.isfinite(actual) & np.isfinite(forecast)
    error = float(np.abs(actual[known] - forecast[known]).mean())
    naive = np.abs(history[season:] - history[:-season])
    return error / float(np.nanmean(naive))
