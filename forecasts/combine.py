"""One forecast from many methods, weighted by how well each did lately.

Every method forecasts from several inner origins that lie weeks before the end of the history;
the trust that it starts with falls with its error relative to the best. No method sees a day that
it is judged on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from forecasts.accuracy import poisson_deviance, wape
from forecasts.arrays import BoolArray, FloatArray
from forecasts.calendar import Calendar
from forecasts.methods.base import ForecastMethod, Past
from forecasts.methods.same_weekdays import SameWeekdays
from forecasts.mixed_model import Effects

ORIGINS = 10
LONGEST_TRIAL = 28
FEWEST_DAYS = 14
SHARPNESS = 0.1
"""A method whose error is by this share above the best's keeps 1/e of its trust; those that are
nearly as good as the best keep it, for backtests of ten weeks cannot tell them apart."""
FEW_A_DAY = 30.0
PLAUSIBLE = (0.3, 3.0)
"""Mean contacts of a forecast relative to the latest weeks; beyond, a method is left out."""

Loss: TypeAlias = Callable[[FloatArray, FloatArray], float]


@dataclass(frozen=True, slots=True)
class MethodForecasts:
    """All that is known of a queue's contacts: (D, slots), with the calendar beyond its end."""

    contacts: FloatArray
    opening: BoolArray
    calendar: Calendar
    effects: Effects
    parent: FloatArray | None = None

    def past(self, origin: int, horizon: int) -> Past:
        """Give what was known at the start of day `origin`."""
        return Past.of(
            self.contacts[:origin],
            self.opening[: origin + horizon],
            self.calendar.between(0, origin + horizon),
            self.effects.between(0, origin + horizon),
            self.parent,
        )


@dataclass(frozen=True, slots=True)
class CombinationTrial:
    """Forecasts of every method from one inner origin, and what came: (days, slots).

    `calendar` is that of its days.
    """

    actual: FloatArray
    forecasts: Mapping[str, FloatArray]
    calendar: Calendar

    def combined(self, weights: Mapping[str, float]) -> FloatArray:
        """Weighted mean of the methods that took part."""
        return _weighted(self.forecasts, weights)


@dataclass(frozen=True, slots=True)
class Combination:
    """Weights of the methods, what each scored, and the trials behind them.

    A score is the method's WAPE in the trials in which it took part.
    """

    weights: Mapping[str, float]
    scores: Mapping[str, float]
    trials: tuple[CombinationTrial, ...]


def select(series: MethodForecasts, methods: Sequence[ForecastMethod]) -> Combination:
    """Try the methods at the inner origins and weigh those that were tried often enough."""
    trials = tuple(_trials(series, methods))
    tried = Counter(name for trial in trials for name in trial.forecasts)
    return weigh(
        trials, {m.name: m.trust for m in methods if not trials or tried[m.name] >= m.fewest_trials}
    )


def weigh(trials: tuple[CombinationTrial, ...], trust: Mapping[str, float]) -> Combination:
    """Weigh methods by the `trust` in each and by their trials, where there are any.

    The loss is the WAPE, or the Poisson deviance where there are few contacts: there the least
    WAPE is often that of forecasting none. Where even the combination does not beat the mean of
    same weekdays, that mean is taken alone.
    """
    if not trials:
        return Combination(_summing_to_one(trust), {}, ())
    came = [float(np.nansum(trial.actual)) / len(trial.actual) for trial in trials]
    loss = wape if float(np.mean(came)) >= FEW_A_DAY else poisson_deviance
    yardstick = SameWeekdays.name
    taking_part = [name for name in trust if any(name in trial.forecasts for trial in trials)]
    relative = {
        name: _score(loss, trials, name, name) / _score(loss, trials, yardstick, name)
        for name in taking_part
    }
    weights = _weights(relative, trust)
    pairs = [(trial.actual, trial.combined(weights)) for trial in trials]
    if _pooled(loss, pairs) > _score(loss, trials, yardstick, yardstick):
        weights = {yardstick: 1.0}
    scores = {name: _score(wape, trials, name, name) for name in taking_part}
    return Combination(weights, scores, trials)


def forecasts_of(past: Past, methods: Sequence[ForecastMethod]) -> dict[str, FloatArray]:
    """Forecast of each method that fits the history, none of them below 0 or where it is closed."""
    return {
        method.name: _closed_is_none(past, method.forecast(past))
        for method in methods
        if method.fits(past)
    }


def combine(
    past: Past, forecasts: Mapping[str, FloatArray], weights: Mapping[str, float]
) -> FloatArray:
    """Weighted mean of the methods' forecasts, but for those that are not plausible."""
    shares = shares_of(past, forecasts, weights)
    return _weighted({name: forecasts[name] for name in shares}, shares)


def shares_of(
    past: Past, forecasts: Mapping[str, FloatArray], weights: Mapping[str, float]
) -> dict[str, float]:
    """Weights of the methods whose forecast is plausible; the mean of same weekdays if none is."""
    plausible = {
        name: weights[name]
        for name, mean in forecasts.items()
        if weights.get(name, 0.0) > 0 and _is_plausible(past, mean)
    }
    return _summing_to_one(plausible or {SameWeekdays.name: 1.0})


def _weighted(forecasts: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    shares = np.array([weights.get(name, 0.0) for name in forecasts])
    if not shares.any():
        shares = np.ones(len(forecasts))
    mean: FloatArray = np.average(np.stack(list(forecasts.values())), axis=0, weights=shares)
    return mean


def _trials(series: MethodForecasts, methods: Sequence[ForecastMethod]) -> list[CombinationTrial]:
    end = len(series.contacts)
    trials = []
    for origin in range(end - 7, max(end - 7 * ORIGINS, FEWEST_DAYS) - 1, -7):
        horizon = min(end - origin, LONGEST_TRIAL)
        past = series.past(origin, horizon)
        actual = series.contacts[origin : origin + horizon]
        if np.nansum(actual) and np.isfinite(past.totals).any():
            ahead = series.calendar.between(origin, origin + horizon)
            trials.append(CombinationTrial(actual, forecasts_of(past, methods), ahead))
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


def _score(loss: Loss, trials: Sequence[CombinationTrial], name: str, taking_part: str) -> float:
    """Loss of one method in the trials in which another took part."""
    pairs = [
        (trial.actual, trial.forecasts[name]) for trial in trials if taking_part in trial.forecasts
    ]
    return max(_pooled(loss, pairs), 1e-9)


def _pooled(loss: Loss, pairs: Sequence[tuple[FloatArray, FloatArray]]) -> float:
    actual, forecast = zip(*pairs, strict=True)
    return loss(np.concatenate(actual), np.concatenate(forecast))


def _weights(scores: Mapping[str, float], trust: Mapping[str, float]) -> dict[str, float]:
    best = min(scores.values())
    excess = {name: (score / best - 1) / SHARPNESS for name, score in scores.items()}
    return _summing_to_one(
        {name: trust[name] * float(np.exp(-(value**2))) for name, value in excess.items()}
    )


def _summing_to_one(values: Mapping[str, float]) -> dict[str, float]:
    total = sum(values.values())
    return {name: value / total for name, value in values.items()}
