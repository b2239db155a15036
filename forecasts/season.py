"""The season of the year, and growth over years: told from two years of history on.

The levels of the weeks are a Gaussian process: a level that grows or fades, one that drifts and
comes back, the year, and noise. How much each of them varies is learned from all of the weeks, so
that a queue without a season gets none. All methods take season and growth off the history and put
them back ahead, the growth as it stands at its end.
"""

from __future__ import annotations

import numpy as np

from forecasts.arrays import FloatArray, divide
from forecasts.calendar import Calendar
from forecasts.mixed_model import Effects, MixedModel

SEASON_FROM = 650
"""Days of history: two years less the weeks that inner backtests go back."""
KNOWN = 0.8
"""Share of the weeks that must be known."""
YEAR = 365.25
WEEK_LEVELS = {
    "noise": 0.04,
    "level": 3.0,
    "growth": 0.4,
    "long level": 0.15,
    "slow level": 0.08,
    "year": 0.1,
}
"""Usual standard deviations of the effects on the logarithm of weekly levels."""


def season_of(totals: FloatArray, calendar: Calendar, special: FloatArray) -> FloatArray:
    """Give what season and growth bring to each date of the calendar, on the logarithm.

    Growth is relative to the end of the history. `totals` are of the days of history (NaN where
    unknown), `special` what special days bring. Histories that are too short tell none.
    """
    days, dates = len(totals), len(calendar.days)
    if days < SEASON_FROM:
        return np.zeros(dates)
    came, expected = _by_week(totals, calendar, special)
    known = np.flatnonzero(came > 0)
    if 7 * len(known) < KNOWN * days:
        return np.zeros(dates)
    logs = np.log(came[known] / expected[known])
    extra = 1.0 / came[known]
    model = MixedModel(_effects(len(came) + -(-(dates - days) // 7)), WEEK_LEVELS)
    centre = float(np.median(logs))
    model = model.learn(logs - centre, known, extra)
    year, growth = (
        model.share(names, logs - centre, known, extra)
        for names in (("year",), ("growth", "long level"))
    )
    growth = np.where(np.arange(len(growth)) < len(came), growth - growth[len(came) - 1], 0.0)
    middles = 7.0 * np.arange(len(year)) + 3.0 - (-days % 7)
    season: FloatArray = np.interp(np.arange(dates), middles, year + growth)
    return season


def _by_week(
    totals: FloatArray, calendar: Calendar, special: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Contacts of each week that ends with the history, and what its weekdays let expect."""
    weekday = calendar.weekday[: len(totals)]
    usual = totals / np.exp(special[: len(totals)])
    seen = np.isfinite(usual)
    on = np.equal.outer(np.arange(7), weekday).astype(float)
    means = divide(on @ np.where(seen, usual, 0.0), on @ seen.astype(float))
    before = -len(totals) % 7
    came = np.append(np.zeros(before), np.where(seen, usual, 0.0)).reshape(-1, 7).sum(axis=1)
    expected = np.append(np.zeros(before), np.where(seen, means[weekday], 0.0))
    return came, expected.reshape(-1, 7).sum(axis=1)


def _effects(weeks: int) -> Effects:
    years = 7.0 * (np.arange(weeks) - weeks / 2) / YEAR
    distance = 7.0 * np.abs(np.subtract.outer(np.arange(weeks), np.arange(weeks)))
    return Effects(
        {
            "level": np.ones_like(distance),
            "growth": np.outer(years, years),
            "long level": np.exp(-distance / 400.0),
            "slow level": np.exp(-distance / 60.0),
            "year": np.exp(-2.0 * (np.sin(np.pi * distance / YEAR) / 0.5) ** 2),
        }
    )
