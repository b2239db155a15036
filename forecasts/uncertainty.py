"""Quantiles of the arrival rate and of the count, from the errors of the inner backtests.

The rate of an interval is λ = μ·G with G Gamma distributed around 1: its variance is that of the
day's common factor plus that within the day. The count is Poisson given the rate, so negative
binomial (Aldor-Noiman, Feigin, Mandelbaum 2009).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasts.arrays import FloatArray, divide
from forecasts.combine import Combination

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
CLIP = 3.0
DEFAULT_DAY, DEFAULT_WITHIN = 0.01, 0.01
"""Variances taken where there is no backtest to learn them from."""
LEADS = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """Relative variances of the rate: of the day's factor per lead week, and within the day."""

    day: FloatArray
    within: float

    def variance(self, horizon: int) -> FloatArray:
        """Relative variance of an interval's rate on each day of a horizon."""
        lead = np.minimum(np.arange(horizon) // 7, LEADS - 1)
        variance: FloatArray = self.day[lead] + self.within
        return variance


def learn_spread(combination: Combination) -> Spread:
    """Estimate the variances from the trials of a combination."""
    if not combination.trials:
        return Spread(np.full(LEADS, DEFAULT_DAY), DEFAULT_WITHIN)
    errors: list[list[float]] = [[] for _ in range(LEADS)]
    within: list[FloatArray] = []
    for trial in combination.trials:
        forecast = _combined(trial.forecasts, combination.weights)
        known = np.isfinite(trial.actual)
        actual_total = np.where(known, trial.actual, 0.0).sum(axis=1)
        total = np.where(known, forecast, 0.0).sum(axis=1)
        factor = divide(actual_total, total, 1.0)
        for position in np.flatnonzero(total > 0):
            excess = (factor[position] - 1.0) ** 2 - 1.0 / total[position]
            errors[min(int(position) // 7, LEADS - 1)].append(excess)
        within.append(_within(trial.actual, forecast * factor[:, None]))
    pooled = np.concatenate([np.array(part) for part in errors])
    day = np.array([_robust_mean(np.array(part)) if len(part) >= 5 else np.nan for part in errors])
    day = np.where(np.isnan(day), _robust_mean(pooled), day)
    return Spread(np.maximum.accumulate(day), _robust_mean(np.concatenate(within)))


def _combined(forecasts: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    stacked = np.stack([forecasts[name] for name in weights])
    mean: FloatArray = np.average(stacked, axis=0, weights=list(weights.values()))
    return mean


def _within(actual: FloatArray, mean: FloatArray) -> FloatArray:
    """Excess relative variance of slots around the day's own level, weighted by their size."""
    use = np.isfinite(actual) & (mean > 1.0)
    return ((actual[use] - mean[use]) ** 2 - mean[use]) / mean[use] ** 2


def _robust_mean(values: FloatArray) -> float:
    if not len(values):
        return 0.0
    centre = np.median(values)
    reach = CLIP * 1.4826 * float(np.median(np.abs(values - centre)))
    clipped = np.clip(values, centre - reach, centre + reach) if reach else values
    return max(float(clipped.mean()), 0.0)


def rate_quantiles(
    mean: FloatArray, variance: FloatArray, levels: Sequence[float] = LEVELS
) -> FloatArray:
    """Quantiles of the arrival rate in contacts per interval, (levels, *mean.shape)."""
    from scipy.stats import gamma

    shape = 1.0 / np.maximum(variance, 1e-6)
    return np.stack([mean * gamma.ppf(level, shape) / shape for level in levels])


def count_quantiles(
    mean: FloatArray, variance: FloatArray, levels: Sequence[float] = LEVELS
) -> FloatArray:
    """Quantiles of the count of an interval, (levels, *mean.shape)."""
    from scipy.stats import nbinom

    shape = 1.0 / np.maximum(variance, 1e-6)
    quantiles = [nbinom.ppf(level, shape, shape / (shape + mean)) for level in levels]
    return np.where(mean > 0, np.stack(quantiles), 0.0)
