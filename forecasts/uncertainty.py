"""Quantiles of the arrival rate and of the count, from the errors of the inner backtests.

The rate of an interval is λ = μ·G with G Gamma distributed around 1: its variance is that of the
day's common factor, which grows with the lead and differs by weekday, plus that within the day,
which differs by slot. Days of one week are wrong together, by a share of their variance that is
learned too. The count is Poisson given the rate, so negative
binomial (Aldor-Noiman, Feigin, Mandelbaum 2009). Both variances are robust, so the tails are
widened as those of Student's t are against the normal's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from forecasts.arrays import FloatArray, IntArray, divide
from forecasts.calendar import Calendar
from forecasts.combine import Combination, CombinationTrial

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
CLIP = 4.0
"""Errors count at most as so many median absolute deviations (made normal by 1.4826)."""
TAIL_FREEDOM = 5.0
"""Degrees of freedom of the t distribution that gives the tails."""
USUAL = 0.05
"""Relative variance, of a day and within it, where nothing is known of a queue."""
SPECIAL = 4.0
"""Variance of the factor of a special day (holiday, eve, day after) relative to other days': their
errors are twice as large, and too few to be learned queue by queue."""
FEW_TRIALS, FEW_WEEKS = 1.0, 1.0
"""Trials that the uncertainty of the variances themselves is worth: anyhow, and more for each week
ahead, for the errors of overlapping weeks are hardly more than one."""
HALF_LIFE_WEEKS = 2.5
"""Age at which the error of a day's total counts half: how far levels move changes."""
PRIOR_ERRORS = 20.0
"""Errors at which what a weekday or a slot varies counts half."""
PRIOR_DAYS = 4.0
"""Backtested days that the usual variance counts for."""
LEADS = 4
FEWEST_ERRORS = 5
USUAL_WEEK = 0.5
"""Share of the day's variance that all days of a week have in common, where nothing is known."""
PRIOR_WEEKS = 4.0
"""Backtested weeks that it counts for."""
FARTHEST = 3.0
"""Standard deviations that a day's error counts at most when weeks are compared."""
LEAST = 1e-4
"""Relative variance below which backtested days never vary for sure."""
SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Spread:
    """Relative variances of the rate: of the day's factor per lead week, and within the day.

    `weekday` (7) multiplies those of the day, `within` is per slot; `week` is the share of the
    day's that all days of a week have in common.
    """

    day: FloatArray
    weekday: FloatArray
    within: FloatArray
    week: float = USUAL_WEEK

    def of_day(self, calendar: Calendar) -> FloatArray:
        """Relative variance that a day's intervals have in common, (days, 1)."""
        lead = np.minimum(np.arange(len(calendar.days)) // 7, LEADS - 1)
        kind = np.where(calendar.special, SPECIAL, self.weekday[calendar.weekday])
        common: FloatArray = (self.day[lead] * kind)[:, None]
        return common

    def variance(self, calendar: Calendar) -> FloatArray:
        """Relative variance of each interval's rate on the days of a horizon, (days, slots)."""
        variance: FloatArray = self.of_day(calendar) + self.within
        return variance


@dataclass(frozen=True, slots=True)
class _Errors:
    """Errors of the backtested days.

    Per day: its trial, lead week, weekday (-1 on special days), weight, the relative error of its
    total, its square less what Poisson arrivals explain, such squares of its slots (days, slots;
    NaN where there are too few contacts), and the contacts that were expected there.
    """

    trial: IntArray
    lead: IntArray
    weekday: IntArray
    weight: FloatArray
    off: FloatArray
    total: FloatArray
    slots: FloatArray
    expected: FloatArray


def learn_spread(combination: Combination) -> Spread:
    """Estimate the variances from the trials of a combination; the latest days weigh most."""
    slots = combination.trials[0].actual.shape[1] if combination.trials else 1
    errors = _errors(combination)
    if errors is None:
        return Spread(np.full(LEADS, USUAL), np.ones(7), np.full(slots, USUAL))
    pooled = _robust_mean(errors.slots[np.isfinite(errors.slots)])
    count = len(errors.total)
    known = count / (count + PRIOR_DAYS)
    found = np.maximum([*_by_lead(errors), pooled], LEAST)
    *by_lead, within = found**known * USUAL ** (1.0 - known)
    day, wider = np.array(by_lead), 1.0 + FEW_TRIALS / len(combination.trials)
    farther = 1.0 + FEW_WEEKS * np.arange(LEADS) / _trials_reaching(combination)
    weekday = _by_weekday(errors, day)
    week = _of_week(errors, day, weekday)
    return Spread(wider * farther * day, weekday, wider * _by_slot(errors, within), week)


def _by_lead(errors: _Errors) -> FloatArray:
    """Variance of the day's factor per lead week; it never falls with the lead."""
    found = np.full(LEADS, _robust_mean(errors.total, errors.weight))
    for week in range(LEADS):
        among = errors.lead == week
        if among.sum() >= FEWEST_ERRORS:
            found[week] = _robust_mean(errors.total[among], errors.weight[among])
    return np.maximum.accumulate(found)


def _trials_reaching(combination: Combination) -> IntArray:
    """Trials that reach each lead week, one where none does."""
    weeks = np.array([(len(trial.actual) - 1) // 7 for trial in combination.trials])
    return np.maximum([(weeks >= week).sum() for week in range(LEADS)], 1)


def _by_weekday(errors: _Errors, day: FloatArray) -> FloatArray:
    """Variance of each weekday's factor relative to any day's, shrunk to 1."""
    relative = errors.total / day[errors.lead]
    factors = np.ones(7)
    for weekday in range(7):
        among = errors.weekday == weekday
        own, count = _robust_mean(relative[among], errors.weight[among]), int(among.sum())
        factors[weekday] = (count * own + PRIOR_ERRORS) / (count + PRIOR_ERRORS)
    return factors


def _of_week(errors: _Errors, day: FloatArray, weekday: FloatArray) -> float:
    """Share of the days' variance that is common to a week: mean product of two of its days.

    Relative to the variance that is learned of them, and shrunk to the usual share.
    """
    kind = np.where(errors.weekday < 0, SPECIAL, weekday[errors.weekday])
    off = np.clip(errors.off / np.sqrt(day[errors.lead] * kind), -FARTHEST, FARTHEST)
    weeks, known, found = errors.trial * LEADS + errors.lead, 0.0, 0.0
    for week in np.unique(weeks):
        among = weeks == week
        own, count = off[among], int(among.sum())
        if count > 1:
            weight = float(errors.weight[among].mean())
            known += weight
            found += weight * float(own.sum() ** 2 - (own**2).sum()) / (count * (count - 1))
    share = (found + PRIOR_WEEKS * USUAL_WEEK) / (known + PRIOR_WEEKS)
    return float(np.clip(share, 0.0, 1.0))


def _by_slot(errors: _Errors, usual: float) -> FloatArray:
    """Variance within the day of each slot, shrunk to the usual one where few contacts come."""
    variances = np.full(errors.slots.shape[1], usual)
    for slot in range(len(variances)):
        among = np.isfinite(errors.slots[:, slot])
        if among.any():
            mean = float(errors.expected[among, slot].mean())
            count = among.sum() * (usual / (usual + 1.0 / mean)) ** 2
            own = _robust_mean(errors.slots[among, slot])
            variances[slot] = (count * own + PRIOR_ERRORS * usual) / (count + PRIOR_ERRORS)
    return variances


def _errors(combination: Combination) -> _Errors | None:
    """Gather the errors of all trials; None where there are none."""
    days = [
        (number, *day)
        for number, trial in enumerate(combination.trials)
        for day in _days(trial, combination)
    ]
    if not days:
        return None
    trial, lead, weekday, date, off, total, slots, expected = (
        np.array(column) for column in zip(*days, strict=True)
    )
    weeks = (date.max() - date).astype(float) / 7.0
    weight = 0.5 ** (weeks / HALF_LIFE_WEEKS)
    return _Errors(trial, lead, weekday, weight, off, total, slots, expected)


def _days(
    trial: CombinationTrial, combination: Combination
) -> Iterator[tuple[int, int, np.datetime64, float, float, FloatArray, FloatArray]]:
    """Per day of a trial, see `_Errors`: lead week, weekday, date, off, total, slots, expected."""
    forecast, dates = trial.combined(combination.weights), trial.calendar
    weekday = np.where(dates.special, -1, dates.weekday)
    for position, (actual, mean) in enumerate(zip(trial.actual, forecast, strict=True)):
        known = np.isfinite(actual) & (mean > 0)
        total = float(mean[known].sum())
        if total <= 0:
            continue
        factor = float(actual[known].sum()) / total
        scaled = mean * factor
        excess = divide((actual - scaled) ** 2 - scaled, scaled**2)
        yield (
            min(position // 7, LEADS - 1),
            int(weekday[position]),
            dates.days[position],
            factor - 1.0,
            (factor - 1.0) ** 2 - 1.0 / total,
            np.where(known & (scaled > 1.0), excess, np.nan),
            scaled,
        )


def _robust_mean(values: FloatArray, weight: FloatArray | None = None) -> float:
    if not len(values):
        return 0.0
    centre = float(np.median(values))
    reach = CLIP * 1.4826 * float(np.median(np.abs(values - centre)))
    clipped = np.clip(values, centre - reach, centre + reach) if reach else values
    return max(float(np.average(clipped, weights=weight)), 0.0)


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
