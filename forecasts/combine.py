"""One forecast from many methods, weighted by how well each did lately.

Every method forecasts from several inner origins that lie weeks before the end of the history;
its weight falls with its error relative to the best. No method sees a day that it is judged on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasts.accuracy import wape
from forecasts.arrays import BoolArray, FloatArray
from forecasts.calendar import Calendar
from forecasts.methods.base import Method, Past

ORIGINS = 5
LONGEST_TRIAL = 28
FEWEST_DAYS = 14
SHARPNESS = 0.05
"""A method whose error is by this share above the best's gets 1/e of its weight."""
PLAUSIBLE = (0.3, 3.0)


@dataclass(frozen=True, slots=True)
class Trial:
    """Forecasts of every method from one inner origin, and what came: (days, slots)."""

    origin: int
    actual: FloatArray
    forecasts: Mapping[str, FloatArray]


@dataclass(frozen=True, slots=True)
class Combination:
    """Weights of the methods, what each scored (WAPE), and the trials behind them."""

    weights: Mapping[str, float]
    scores: Mapping[str, float]
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """All that is known of a queue's contacts: (D, slots), with the calendar beyond its end."""

    contacts: FloatArray
    opening: BoolArray
    calendar: Calendar
    day_weight: FloatArray
    parent: FloatArray | None = None

    def past(self, origin: int, horizon: int) -> Past:
        """Give what was known at the start of day `origin`."""
        return Past.of(
            self.contacts[:origin],
            self.opening[: origin + horizon],
            self.calendar.between(0, origin + horizon),
            self.day_weight[:origin],
            self.parent,
        )


def select(series: Series, methods: Sequence[Method]) -> Combination:
    """Try the methods at the inner origins and weigh them."""
    trials = tuple(_trials(series, methods))
    scores = {
        method.name: _score(trials, method.name)
        for method in methods
        if trials and all(method.name in trial.forecasts for trial in trials)
    }
    return Combination(_weights(scores), scores, trials)


def combine(past: Past, methods: Sequence[Method], weights: Mapping[str, float]) -> FloatArray:
    """Weighted mean of the methods that have a weight; without any, of those that fit."""
    fitting = [method for method in methods if method.fits(past)]
    forecasts = {
        method.name: _closed_is_none(past, method.forecast(past))
        for method in fitting
        if not weights or method.name in weights
    }
    plausible = {name: f for name, f in forecasts.items() if _is_plausible(past, f)} or forecasts
    share = np.array([weights.get(name, 0.0) if weights else 1.0 for name in plausible])
    if not share.sum():
        share = np.ones(len(plausible))
    mean: FloatArray = np.average(np.stack(list(plausible.values())), axis=0, weights=share)
    return mean


def _trials(series: Series, methods: Sequence[Method]) -> list[Trial]:
    end = len(series.contacts)
    trials = []
    for weeks in range(1, ORIGINS + 1):
        origin = end - 7 * weeks
        if origin < FEWEST_DAYS:
            break
        horizon = min(end - origin, LONGEST_TRIAL)
        past = series.past(origin, horizon)
        actual = series.contacts[origin : origin + horizon]
        if not np.isfinite(past.totals).any() or not np.nansum(actual):
            continue
        forecasts = {
            method.name: _closed_is_none(past, method.forecast(past))
            for method in methods
            if method.fits(past)
        }
        trials.append(Trial(origin, actual, forecasts))
    return trials


def _closed_is_none(past: Past, forecast: FloatArray) -> FloatArray:
    positive = np.maximum(np.nan_to_num(forecast), 0.0)
    return np.where(past.opening[past.days :], positive, 0.0)


def _is_plausible(past: Past, forecast: FloatArray) -> bool:
    recent = past.contacts[-28:]
    usual = float(np.nanmean(recent)) if np.isfinite(recent).any() else 0.0
    opening = past.opening[past.days :]
    mean = float(forecast[opening].mean()) if opening.any() else 0.0
    return PLAUSIBLE[0] * usual <= mean <= PLAUSIBLE[1] * usual


def _score(trials: Sequence[Trial], name: str) -> float:
    actual = np.concatenate([trial.actual for trial in trials])
    return wape(actual, np.concatenate([trial.forecasts[name] for trial in trials]))


def _weights(scores: Mapping[str, float]) -> dict[str, float]:
    valid = {name: score for name, score in scores.items() if np.isfinite(score)}
    if not valid:
        return {}
    best = max(min(valid.values()), 1e-9)
    raw = {name: float(np.exp(-(score / best - 1) / SHARPNESS)) for name, score in valid.items()}
    total = sum(raw.values())
    return {name: value / total for name, value in raw.items()}
