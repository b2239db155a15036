"""The rest of a day, updated from what was seen of it.

The logarithm of (came / forecast) so far tells something of the rest, the more the later it is:
a slope learned per time of day, by ridge regression on the backtested days of the queue. Scaling
by the plain ratio is a slope of 1, which hurts early in the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasts.arrays import FloatArray, divide
from forecasts.columns import amount_columns
from forecasts.combine import Combination
from forecasts.errors import ArgumentError
from forecasts.uncertainty import SMALLEST, learn_spread

LEAD_DAYS = 7
PRIOR_WEIGHT = 50.0
"""Backtested days (times the slots that share a slope) that the prior slope counts for."""
NEIGHBOURS = 2
"""Slots on either side that share a slope."""
FEW = 50.0
"""Contacts at which a part of a day tells half of what a busy one does."""


@dataclass(frozen=True, slots=True)
class IntradaySlopes:
    """`slopes[k]` carries what was seen over to the rest once `k` slots of the day are over."""

    slopes: FloatArray

    def factor(self, seen: int, came: float, forecast: float) -> float:
        """Factor for the rest of a day of which `seen` slots are over."""
        ratio = np.log((came + 1.0) / (forecast + 1.0))
        return float(np.exp(self.slopes[min(seen, len(self.slopes) - 1)] * ratio))


def learn_slopes(combination: Combination) -> IntradaySlopes:
    """Learn the slopes from the first week of each trial of a combination.

    The prior is the share of the early error's variance that the day's common factor explains.
    """
    actual, forecast = _days(combination)
    known = np.isfinite(actual)
    came = np.cumsum(np.where(known, actual, 0.0), axis=1)
    expected = np.cumsum(np.where(known, forecast, 0.0), axis=1)
    rest = expected[:, -1:] - expected
    early = np.log((came + 1.0) / (expected + 1.0))
    late = np.log((came[:, -1:] - came + 1.0) / (rest + 1.0))
    trust = expected / (expected + FEW) * rest / (rest + FEW)
    square = _smooth((trust * early**2).sum(axis=0))
    prior_square = PRIOR_WEIGHT * divide(square, _smooth(trust.sum(axis=0)))
    product = _smooth((trust * early * late).sum(axis=0))
    prior = _prior_slopes(forecast, combination)
    slopes = divide(product + prior_square * prior, square + prior_square)
    return IntradaySlopes(np.insert(np.clip(slopes, 0.0, 1.0), 0, 0.0))


def _prior_slopes(forecast: FloatArray, combination: Combination) -> FloatArray:
    spread = learn_spread(combination)
    mean = forecast.mean(axis=0) if len(forecast) else np.zeros(forecast.shape[1])
    slots = np.maximum(np.cumsum(mean > 0), 1)
    noise = spread.within / slots + 1.0 / np.maximum(np.cumsum(mean), SMALLEST)
    prior: FloatArray = spread.day[0] / (spread.day[0] + noise)
    return prior


def _days(combination: Combination) -> tuple[FloatArray, FloatArray]:
    pairs = [
        (trial.actual[:LEAD_DAYS], trial.combined(combination.weights)[:LEAD_DAYS])
        for trial in combination.trials
    ]
    if not pairs:
        return np.empty((0, 1)), np.empty((0, 1))
    actual, forecast = zip(*pairs, strict=True)
    together = np.concatenate(actual), np.concatenate(forecast)
    used = (together[1].sum(axis=1) > 0) & np.isfinite(together[0]).any(axis=1)
    return together[0][used], together[1][used]


def _smooth(values: FloatArray) -> FloatArray:
    window = np.ones(2 * NEIGHBOURS + 1)
    smooth: FloatArray = np.convolve(np.pad(values, NEIGHBOURS, mode="edge"), window, mode="valid")
    return smooth


def update_day(
    frame: pd.DataFrame, seen: pd.DataFrame, slopes: Mapping[str, IntradaySlopes]
) -> pd.DataFrame:
    """Forecast of a day with its rest updated from the intervals seen so far.

    Parameters
    ----------
    frame
        Forecast as `forecasts.forecast` gives it; only the day of the latest seen interval of each
        queue is changed, and there only what comes after it.
    seen
        The day's history so far: interval_start, queue, offered.
    slopes
        Per queue, from `QueueReport.intraday`.

    Raises
    ------
    ArgumentError
        If a queue that was seen has no slopes.
    """
    result = frame.copy()
    amounts = amount_columns(result)
    for queue, rows in seen.groupby("queue"):
        if queue not in slopes:
            raise ArgumentError("slopes", queue, "given for every queue that was seen")
        own = result[result["queue"] == queue]
        latest = rows["interval_start"].max()
        zone = own["interval_start"].dt.tz
        day = own[own["interval_start"].dt.date == latest.tz_convert(zone).date()]
        both = day.merge(rows[["interval_start", "offered"]], on="interval_start")
        over = _slots_over(day, latest)
        factor = slopes[str(queue)].factor(over, both["offered"].sum(), both["contacts"].sum())
        rest = day.index[day["interval_start"] > latest]
        result.loc[rest, amounts] *= factor
    return result


def _slots_over(day: pd.DataFrame, latest: pd.Timestamp) -> int:
    """Slots of the local day up to the end of the latest seen interval."""
    if day.empty:
        return 0
    minutes = int(day["interval_minutes"].iloc[0])
    local = latest.tz_convert(day["interval_start"].dt.tz)
    return int((local.hour * 60 + local.minute) // minutes) + 1
