"""Quantiles of the arrival rate and of the count, from the errors of the inner backtests.

The rate of an interval is λ = μ·G with G Gamma distributed around 1: its variance is that of the
day's common factor plus that within the day. The count is Poisson given the rate, so negative
binomial (Aldor-Noiman, Feigin, Mandelbaum 2009). Both variances are robust, so the tails are
widened as those of Student's t are against the normal's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from forecasts.arrays import BoolArray, FloatArray, IntArray, divide
from forecasts.combine import Combination, CombinationTrial

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
CLIP = 4.0
"""Errors count at most as so many median absolute deviations (made normal by 1.4826)."""
TAIL_FREEDOM = 4.0
"""Degrees of freedom of the t distribution that gives the tails."""
USUAL = 0.05
"""Relative variance, of a day and within it, where nothing is known of a queue."""
SPECIAL = 4.0
"""Variance of the factor of a special day (holiday, eve, day after) relative to other days': their
errors are twice as large, and too few to be learned queue by queue."""
FEW_TRIALS = 0.5
"""Trials that the uncertainty of the variances themselves is worth."""
PRIOR_DAYS = 4.0
"""Backtested days that the usual variance counts for."""
LEADS = 4
FEWEST_ERRORS = 5
LEAST = 1e-4
"""Relative variance below which backtested days never vary for sure."""
SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Spread:
    """Relative variances of the rate: of the day's factor per lead week, and within the day."""

    day: FloatArray
    within: float

    def variance(self, special: BoolArray) -> FloatArray:
        """Relative variance of an interval's rate on each day of a horizon."""
        lead = np.minimum(np.arange(len(special)) // 7, LEADS - 1)
        variance: FloatArray = self.day[lead] * np.where(special, SPECIAL, 1.0) + self.within
        return variance


def learn_spread(combination: Combination) -> Spread:
    """Estimate the variances from the trials of a combination."""
    errors = [error for trial in combination.trials for error in _errors(trial, combination)]
    if not errors:
        return Spread(np.full(LEADS, USUAL), USUAL)
    lead = np.array([week for week, _, _ in errors])
    day = np.array([excess for _, excess, _ in errors])
    within = _robust_mean(np.concatenate([inside for _, _, inside in errors]))
    known = len(errors) / (len(errors) + PRIOR_DAYS)
    found = np.maximum([*_by_lead(day, lead), within], LEAST)
    wider = 1.0 + FEW_TRIALS / len(combination.trials)
    *days, within = wider * found**known * USUAL ** (1.0 - known)
    return Spread(np.array(days), within)


def _by_lead(day: FloatArray, lead: IntArray) -> FloatArray:
    """Variance of the day's factor per lead week; it never falls with the lead."""
    pooled = _robust_mean(day)
    of_week = [day[lead == week] for week in range(LEADS)]
    found = [_robust_mean(week) if len(week) >= FEWEST_ERRORS else pooled for week in of_week]
    return np.maximum.accumulate(np.array(found))


def _errors(
    trial: CombinationTrial, combination: Combination
) -> Iterator[tuple[int, float, FloatArray]]:
    """Per day: its lead week, the squared relative error of its total, and those of its slots.

    From each the part that Poisson arrivals explain is taken off.
    """
    forecast = trial.combined(combination.weights)
    for position, (actual, mean) in enumerate(zip(trial.actual, forecast, strict=True)):
        known = np.isfinite(actual) & (mean > 0)
        total = float(mean[known].sum())
        if total <= 0:
            continue
        factor = float(actual[known].sum()) / total
        excess = (factor - 1.0) ** 2 - 1.0 / total
        scaled = mean[known] * factor
        busy = scaled > 1.0
        inside = divide((actual[known] - scaled) ** 2 - scaled, scaled**2)[busy]
        yield min(position // 7, LEADS - 1), excess, inside


def _robust_mean(values: FloatArray) -> float:
    if not len(values):
        return 0.0
    centre = float(np.median(values))
    reach = CLIP * 1.4826 * float(np.median(np.abs(values - centre)))
    clipped = np.clip(values, centre - reach, centre + reach) if reach else values
    return max(float(clipped.mean()), 0.0)


def _widened(variance: FloatArray, level: float) -> FloatArray:
    from scipy.special import ndtri, stdtrit

    if level == 0.5:
        return np.maximum(variance, SMALLEST)
    tail = float(stdtrit(TAIL_FREEDOM, level) / ndtri(level))
    return np.maximum(variance * tail**2, SMALLEST)


def rate_quantiles(
    mean: FloatArray,
    variance: FloatArray,
    levels: Sequence[float] = LEVELS,
    error: FloatArray | float = 0.0,
) -> FloatArray:
    """Quantiles of the arrival rate in contacts per interval, (levels, *mean.shape).

    `error` is the relative variance of the mean itself, whose tails are not widened. What was seen
    of few contacts allows a rate higher than it is lower: as far as the variance is that error, the
    upper quantiles are those of half a contact more (mid-P limits, Lancaster 1961).
    """
    return np.stack([mean * _gamma(_widened(variance, each), error, each) for each in levels])


def _gamma(variance: FloatArray, error: FloatArray | float, level: float) -> FloatArray:
    from scipy.special import gammaincinv

    total = variance + error
    more = 0.5 * error / total if level > 0.5 else 0.0
    quantile: FloatArray = gammaincinv(1.0 / total + more, level) * total
    return quantile


def count_quantiles(
    mean: FloatArray,
    variance: FloatArray,
    levels: Sequence[float] = LEVELS,
    error: FloatArray | float = 0.0,
) -> FloatArray:
    """Quantiles of the count of an interval, (levels, *mean.shape).

    `error` is the relative variance of the mean itself, whose tails are not widened. Each count is
    spread evenly over the half contact on either side, so that a band holds the share that it
    promises where contacts are few, too.
    """
    variances = [_widened(variance, level) + error for level in levels]
    pairs = zip(variances, levels, strict=True)
    return np.stack([_count_quantile(mean, total, level) for total, level in pairs])


def _count_quantile(mean: FloatArray, variance: FloatArray, level: float) -> FloatArray:
    from scipy.stats import nbinom

    shape = 1.0 / variance
    chance = shape / (shape + np.maximum(mean, 1e-9))
    count = nbinom.ppf(level, shape, chance)
    fewer, own = nbinom.cdf(count - 1, shape, chance), nbinom.pmf(count, shape, chance)
    spread = np.maximum(count - 0.5 + (level - fewer) / own, 0.0)
    return np.where(mean > 0, spread, 0.0)
