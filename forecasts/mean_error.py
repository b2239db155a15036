"""How far the expected contacts themselves are off because only some contacts were ever seen.

A parametric bootstrap (Efron and Tibshirani, 1993): histories with Poisson contacts of a known rate
are forecast as the queue is, and compared with that rate. The errors of the backtests cannot tell
this part: one count says too little of a rate of a few contacts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasts.arrays import FloatArray, divide, weekday_means
from forecasts.combine import combine, forecasts_of
from forecasts.methods import METHODS
from forecasts.methods.base import Past

HISTORIES = 6
LONGEST = 182
"""Latest days of history that are simulated."""
AHEAD = 7
LARGEST = 4.0
"""Relative variance that an error has at most."""
SEED = 1


@dataclass(frozen=True, slots=True)
class MeanError:
    """Relative variances of the mean, times contacts: of a day's total and of a slot's share."""

    day: float
    slot: float

    def of_day(self, contacts: FloatArray) -> FloatArray:
        """Relative variance of each day's expected contacts, (days, 1)."""
        totals = contacts.sum(axis=1, keepdims=True)
        return np.minimum(divide(np.full_like(totals, self.day), totals), LARGEST)

    def variance(self, contacts: FloatArray) -> FloatArray:
        """Relative variance of each slot's expected contacts, (days, slots)."""
        own = divide(np.full_like(contacts, self.slot), contacts)
        return np.minimum(self.of_day(contacts) + own, LARGEST)


def mean_error(past: Past, weights: Mapping[str, float]) -> MeanError:
    """Forecast simulated histories of a known rate with the weights of the real one."""
    recent = _recent(past)
    weekday = recent.calendar.weekday
    totals = weekday_means(recent.totals, weekday[: recent.days])
    by_weekday = np.zeros(7)
    by_weekday[weekday[: recent.days]] = totals
    usual = by_weekday[weekday, None] * recent.profile.shares[weekday]
    rate = np.where(recent.opening, usual * np.exp(recent.special)[:, None], 0.0)
    known = np.isfinite(recent.contacts)
    ahead = rate[recent.days :]
    days = ahead.sum(axis=1) > 0
    if not days.any():
        return MeanError(0.0, 0.0)
    random = np.random.default_rng(SEED)
    found = []
    for _ in range(HISTORIES):
        contacts = np.where(known, random.poisson(rate[: recent.days]), np.nan)
        drawn = Past.of(contacts, recent.opening, recent.calendar, recent.effects, recent.parent)
        if np.nansum(contacts) > 0:
            forecast = combine(drawn, forecasts_of(drawn, METHODS), weights)
            found.append(_errors(forecast[days], ahead[days]))
    return MeanError(*np.mean(found, axis=0).tolist()) if found else MeanError(LARGEST, LARGEST)


def _errors(forecast: FloatArray, rate: FloatArray) -> tuple[float, float]:
    """Squared relative error of a day's total and of the slots' shares, times contacts."""
    came, expected = forecast.sum(axis=1), rate.sum(axis=1)
    day = float(((came - expected) ** 2 / expected).mean())
    share = divide(forecast, came[:, None]) * expected[:, None]
    slots = rate > 0
    return day, float(((share - rate)[slots] ** 2 / rate[slots]).mean())


def _recent(past: Past) -> Past:
    """Only the latest days of history, and a week ahead."""
    first, last = max(past.days - LONGEST, 0), min(past.days + AHEAD, len(past.calendar.days))
    part = slice(first, last)
    return replace(
        past,
        contacts=past.contacts[first:],
        opening=past.opening[part],
        calendar=past.calendar.between(first, last),
        day_weight=past.day_weight[first:],
        excess=past.excess[first:],
        effects=past.effects.between(first, last),
        special=past.special[part],
        season=past.season[part],
    )
