"""Damped trend of the weeks' levels, for queues that grow, fade or wander.

Gardner and McKenzie (1985): Holt's exponential smoothing with a trend that flattens (statsmodels
`Holt`), on the logarithm of weekly levels. Other methods return to the mean of many weeks.
"""

from __future__ import annotations

import warnings

import numpy as np

from forecasts.arrays import FloatArray, divide
from forecasts.methods.base import Past

FEWEST_WEEKS = 12
"""Trends of shorter histories are mostly chance, and four weeks ahead they are far off."""
LONGEST_WEEKS = 60
WEEKDAYS_FROM = 91
"""Latest days whose means tell how weekdays differ."""
FEWEST_CONTACTS = 5.0


class DampedTrend:
    """Levels of the weeks carried on with a damped trend, times weekday and usual shape."""

    name = "damped trend"
    trust = 0.25
    fewest_trials = 3

    def fits(self, past: Past) -> bool:
        """Twelve weeks with contacts, the latest too, and five contacts a day."""
        levels = _levels(past)[0]
        levels = levels[np.isfinite(levels)]
        enough = int((levels > 0).sum()) >= FEWEST_WEEKS and levels[-1] > 0
        return bool(enough) and float(np.nanmean(past.totals)) >= FEWEST_CONTACTS

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        from statsmodels.tsa.holtwinters import Holt

        weekday = past.calendar.weekday[past.days :]
        levels, weekdays = _levels(past)
        weeks = np.arange(len(levels))
        known = levels > 0
        logs = np.interp(weeks, weeks[known], np.log(levels[known]))
        with warnings.catch_warnings():
            # Levels without any noise leave nothing to fit, and any fit will do.
            warnings.simplefilter("ignore")
            model = Holt(logs, damped_trend=True, initialization_method="estimated")
            fitted = model.fit(use_brute=False)
            ahead = fitted.forecast(-(-len(weekday) // 7))
        level = np.exp(np.repeat(ahead, 7)[: len(weekday)])
        special = np.exp(past.special_and_season[past.days :])
        return past.spread(weekdays[weekday] * level * special)


def _levels(past: Past) -> tuple[FloatArray, FloatArray]:
    """Level of each whole week up to the origin (NaN where unknown), and the weekdays' means, (7).

    A level is relative to the weekdays' means over the latest 13 weeks.
    """
    usual = past.totals / np.exp(past.special_and_season[: past.days])
    weight = np.where(np.isfinite(usual), past.day_weight, 0.0)
    usual = np.where(weight > 0, usual, 0.0) * weight
    weekday = past.calendar.weekday[: past.days]
    latest = slice(-WEEKDAYS_FROM, None)
    of_weekday = np.equal.outer(np.arange(7), weekday[latest]).astype(float)
    weekdays = divide(of_weekday @ usual[latest], of_weekday @ weight[latest])
    weeks = min(past.days // 7, LONGEST_WEEKS)
    whole = slice(past.days - 7 * weeks, past.days)
    came = usual[whole].reshape(weeks, 7).sum(axis=1)
    expected = (weekdays[weekday] * weight)[whole].reshape(weeks, 7).sum(axis=1)
    return divide(came, expected, np.nan), weekdays
