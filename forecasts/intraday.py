"""The rest of a day, updated from what was seen of it.

An interval's error, over the root of its forecast, is a sum of three parts: what the whole day
has in common, what its neighbours share, and noise. How much each of them varies is learned from
the backtested days; what was seen so far then tells of each later interval as much as the two
have in common (best linear prediction). So the plain ratio of came to forecast carries over the
more, the later it is and the more the queue's days vary as a whole (Shen and Huang 2008,
"Interday forecasting and intraday updating of call center arrivals").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasts.arrays import FloatArray, IntArray
from forecasts.columns import amount_columns
from forecasts.combine import Combination
from forecasts.errors import ArgumentError
from forecasts.history import check_queue, split_queues
from forecasts.said import said

LEAD_DAYS = 7
CLIP = 6.0
"""Errors count at most as so many median absolute deviations (made normal by 1.4826)."""
PRIOR_DAYS = 1.5
"""Backtested days that the usual variances count for."""
USUAL = 0.005
"""Relative variance of the day, and of an interval, where nothing is known."""
FADING = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
"""Tried correlations between an interval and the next."""
FARTHEST = 3.0
"""Standard deviations that one slot counts for at most: a rush or an outage passes."""
LEAST = 0.1
"""Factor below which nothing that was seen brings the rest of a day."""


@dataclass(frozen=True, slots=True)
class IntradayUpdate:
    """How errors of one day hang together, in slots of `interval_minutes`.

    `day` is the relative variance of the day as a whole. `near` is the variance, in units of
    Poisson's, of what fades by the factor `fading` from a slot to the next; `noise` that of what
    is each slot's own, 1 or more.
    """

    interval_minutes: int
    day: float
    near: float
    fading: float
    noise: float

    def factors(self, came: FloatArray, forecast: FloatArray) -> FloatArray:
        """Factors for the slots of a day that are not yet known.

        `came` is NaN there; both are (slots,). Known slots have the factor 1.
        """
        factors = np.ones(len(forecast))
        seen = np.flatnonzero(np.isfinite(came) & (forecast > 0))
        rest = np.flatnonzero(~np.isfinite(came) & (forecast > 0))
        root = np.sqrt(forecast)
        usual = np.sqrt(self.day * forecast[seen] + self.near + self.noise)
        errors = (came[seen] - forecast[seen]) / root[seen]
        errors = np.clip(errors, -FARTHEST * usual, FARTHEST * usual)
        distance = np.abs(np.subtract.outer(np.arange(len(root)), seen))
        shared = self.day * np.outer(root, root[seen]) + self.near * self.fading**distance
        within = shared[seen] + self.noise * np.eye(len(seen))
        expected = shared[rest] @ np.linalg.solve(within, errors)
        factors[rest] = np.maximum(1.0 + expected / root[rest], LEAST)
        return factors


def learn_update(combination: Combination, interval_minutes: int) -> IntradayUpdate:
    """Learn from the first week of each trial of a combination.

    The mean products of the errors of two slots of a day, by their distance, are fitted by what
    the day and neighbours let expect, with the usual variances as prior.
    """
    errors, root = _errors(combination)
    sums = np.stack([_by_distance(each) for each in (errors * root, root**2, root)])
    _, day, near, fading, noise = min(_fit(sums, len(root), fading) for fading in FADING)
    return IntradayUpdate(interval_minutes, day, near, fading, noise)


def _fit(sums: FloatArray, days: int, fading: float) -> tuple[float, float, float, float, float]:
    """Loss, and the variances of the day, of neighbours that fade so, and of the noise."""
    products, day, near = sums
    parts = np.column_stack([day, near * fading ** np.arange(len(near))])
    weight = np.append(0.0, 1.0 / np.maximum(day[1:], 1.0))
    typical = max(float(day[0] / max(near[0], 1.0)), 1.0)
    prior = USUAL * np.array([1.0, typical])
    strength = PRIOR_DAYS / max(days, 1) * day[1:].sum() / np.array([1.0, typical**2]) + 1e-9
    square = parts.T @ (weight[:, None] * parts) + np.diag(strength)
    sizes = np.linalg.solve(square, parts.T @ (weight * products) + strength * prior)
    left = products - parts @ np.maximum(sizes, 0.0)
    noise = max(float(left[0]) / max(float(near[0]), 1.0), 1.0)
    whole, local = np.maximum(sizes, 0.0).tolist()
    return float(weight @ left**2), whole, local, fading, noise


def _by_distance(values: FloatArray) -> FloatArray:
    """Sum the products of two slots of a day, by how many slots lie between them."""
    slots = values.shape[1]
    return np.array([(values[:, : slots - k] * values[:, k:]).sum() for k in range(slots)])


def _errors(combination: Combination) -> tuple[FloatArray, FloatArray]:
    """Errors over the root of the forecast, and that root; 0 where nothing is known."""
    pairs = [
        (trial.actual[:LEAD_DAYS], trial.combined(combination.weights)[:LEAD_DAYS])
        for trial in combination.trials
    ]
    if not pairs:
        return np.zeros((0, 1)), np.zeros((0, 1))
    actual, forecast = (np.concatenate(part) for part in zip(*pairs, strict=True))
    known = np.isfinite(actual) & (forecast > 0)
    root = np.sqrt(np.where(known, forecast, 0.0))
    errors = np.where(known, actual - forecast, 0.0) / np.where(known, root, 1.0)
    reach = CLIP * 1.4826 * float(np.median(np.abs(errors[known]))) if known.any() else 0.0
    return np.clip(errors, -reach, reach), root


def update_day(
    frame: pd.DataFrame, seen: pd.DataFrame, updates: Mapping[str, IntradayUpdate]
) -> pd.DataFrame:
    """Forecast of a day with its rest updated from the intervals seen so far.

    Parameters
    ----------
    frame
        Forecast as `forecasts.forecast` gives it; only the day of the latest seen interval of each
        queue is changed, and there only what comes after it.
    seen
        History of the day so far, or of more; columns as in `forecasts.history`.
    updates
        Per queue, from `QueueReport.intraday`.

    Raises
    ------
    ArgumentError
        If a queue that was seen has no update.
    HistoryError
        If the history holds what cannot be.
    """
    result = frame.copy()
    amounts = amount_columns(result)
    for queue, rows in split_queues(seen):
        if queue not in updates:
            raise ArgumentError(
                "updates",
                queue,
                said("range.every_queue_seen", "given for every queue that was seen"),
            )
        came = check_queue(queue, rows).rows
        own = result[result["queue"] == queue]
        latest = came["start"].max()
        zone = own["interval_start"].dt.tz
        day = own[own["interval_start"].dt.date == latest.tz_convert(zone).date()]
        factors = _row_factors(day, came, updates[queue])
        rest = day["interval_start"] > latest
        result.loc[day.index[rest], amounts] = day.loc[rest, amounts].mul(factors[rest], axis=0)
    return result


def _row_factors(day: pd.DataFrame, came: pd.DataFrame, update: IntradayUpdate) -> FloatArray:
    """Factor of each row of a queue's day; a slot is known once all its minutes are."""
    if day.empty:
        return np.ones(0)
    midnight = day["interval_start"].iloc[0].normalize()
    slot = _slots(day["interval_start"], midnight, update)
    slots = int(slot.max()) + 1
    forecast = np.bincount(slot, day["contacts"].to_numpy(dtype=float), minlength=slots)
    planned = np.bincount(slot, day["interval_minutes"].to_numpy(dtype=float), minlength=slots)
    place = _slots(came["start"], midnight, update)
    today = (place >= 0) & (place < slots)
    place, came = place[today], came[today]
    sums, covered = (
        np.bincount(place, came[name].to_numpy(dtype=float), minlength=slots)
        for name in ("contacts", "minutes")
    )
    known = (covered > 0) & (covered >= planned)
    return update.factors(np.where(known, sums, np.nan), forecast.astype(float))[slot]


def _slots(
    starts: pd.Series[pd.Timestamp], midnight: pd.Timestamp, update: IntradayUpdate
) -> IntArray:
    """Slots since midnight, in elapsed time; before it they are negative."""
    minutes = (starts - midnight).dt.total_seconds().to_numpy() / 60.0
    return np.floor(minutes / update.interval_minutes).astype(np.int64)
