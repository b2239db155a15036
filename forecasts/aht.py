"""Average handle time: sums of handle time over sums of handled contacts, never a mean of means."""

from __future__ import annotations

import numpy as np

from forecasts.arrays import FloatArray, IntArray, divide
from forecasts.profile import recency

HALF_LIFE_DAYS = 28.0
PRIOR_CONTACTS = 400.0
"""An hour's or a weekday's own AHT counts as much as the overall one at so many contacts."""


def forecast_aht(
    handle_seconds: FloatArray, handled: FloatArray, weekday: IntArray, horizon: IntArray
) -> FloatArray:
    """AHT in seconds per day of the horizon and slot, (H, slots); NaN where none was recorded.

    The recent level times an effect of the hour of the day and one of the weekday, each shrunk
    to none by its number of contacts. `weekday` are the days of the history, `horizon` those to
    forecast.
    """
    known = np.isfinite(handle_seconds) & (handled > 0)
    weight = recency(len(handled), HALF_LIFE_DAYS)[:, None]
    seconds = np.where(known, handle_seconds, 0.0) * weight
    contacts = np.where(known, handled, 0.0) * weight
    if not seconds.sum():
        return np.full((len(horizon), handled.shape[1]), np.nan)
    level = seconds.sum() / contacts.sum()
    slot = _shrunk(seconds.sum(axis=0), contacts.sum(axis=0), level)
    expected = contacts * slot[None, :] * level
    indicator = (weekday[None, :] == np.arange(7)[:, None]).astype(float)
    day_seconds = indicator @ seconds.sum(axis=1)
    day_expected = indicator @ expected.sum(axis=1)
    day = _shrunk(day_seconds, day_expected / level, level)
    aht: FloatArray = level * slot[None, :] * day[horizon][:, None]
    return aht


def _shrunk(seconds: FloatArray, contacts: FloatArray, level: float) -> FloatArray:
    return divide(seconds / level + PRIOR_CONTACTS, contacts + PRIOR_CONTACTS, 1.0)
