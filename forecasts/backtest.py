"""Rolling origins: what the forecasts of the last weeks would have been, against what came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from forecasts.accuracy import bias, coverage, mase, noise_floor, pinball, wape
from forecasts.arrays import FloatArray
from forecasts.combine import combine, forecasts_of, shares_of, weigh
from forecasts.combine import select as select_weights
from forecasts.days import DayMatrix
from forecasts.errors import ArgumentError, HistoryError, HistoryFinding
from forecasts.history import split_queues
from forecasts.mean_error import mean_error
from forecasts.methods import METHODS, YARDSTICKS
from forecasts.outlook import HolidayOutlook, by_queue, holiday_outlook
from forecasts.parent import channel_of, parent_shapes
from forecasts.queue_forecast import Prepared, prepare, queue_days
from forecasts.request import Request
from forecasts.said import said
from forecasts.uncertainty import count_quantiles, learn_spread

COMBINED = "combined"
BANDS = (0.025, 0.1, 0.5, 0.9, 0.975)


@dataclass(frozen=True, slots=True)
class BacktestOrigin:
    """What one origin gave: `forecasts` per method and `actual`, (days, slots) each.

    `left_out` holds the combination without each of its methods, `bands` the quantiles of the
    count at `BANDS`.
    """

    start: np.datetime64
    actual: FloatArray
    history: FloatArray
    forecasts: Mapping[str, FloatArray]
    left_out: Mapping[str, FloatArray]
    bands: FloatArray
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Accuracy of past origins.

    `table` has one row per queue, method and lead week (0 is the mean of all leads) with wape,
    daily_wape, bias, mase, and for the combined forecast pinball, coverage_80 and coverage_95.
    `weights` has one row per queue and method: mean weight, and by how much the WAPE of the
    combined forecast rises without it. `floors` is per queue the WAPE that knowing the true rate
    would still have.
    """

    table: pd.DataFrame
    weights: pd.DataFrame
    floors: Mapping[str, float]
    origins: Mapping[str, tuple[BacktestOrigin, ...]]
    findings: tuple[HistoryFinding, ...]


def backtest(
    history: pd.DataFrame,
    request: Request,
    *,
    origins: int = 8,
    progress: Callable[[str], None] | None = None,
) -> Backtest:
    """Forecast `request.days` days from each of the last weekly origins that fit the history.

    The last origin lies `request.days` before `request.start`. Each origin chooses its weights
    anew and sees nothing that came later. Opening hours are those that the history kept before
    each origin, for the hours of the request may be newer.

    Raises
    ------
    HistoryError
        If no queue has history enough.
    ArgumentError
        If the days are not whole weeks, or there is no origin.
    """
    if request.days % 7:
        raise ArgumentError("days", request.days, said("range.whole_weeks", "whole weeks"))
    if origins < 1:
        raise ArgumentError("origins", origins, said("range.from_one", "1 or more"))
    request = replace(request, hours=None)
    requests = [
        replace(request, start=request.start - timedelta(days=request.days + 7 * back))
        for back in range(origins - 1, -1, -1)
    ]
    shapes = [parent_shapes(history, past) for past in requests]
    holidays = [by_queue(holiday_outlook(history, past)) for past in requests]
    done: dict[str, tuple[BacktestOrigin, ...]] = {}
    findings: list[HistoryFinding] = []
    for queue, rows in split_queues(history):
        parents = [shape.get(channel_of(rows)) for shape in shapes]
        ahead = [outlook.get(queue, ()) for outlook in holidays]
        try:
            whole = queue_days(queue, rows, request)
            done[queue] = tuple(_origins(rows, whole, requests, parents, ahead))
        except HistoryError as error:
            findings += error.findings
        if progress:
            progress(queue)
    if not done:
        raise HistoryError(findings)
    findings += _new_findings(request, set(history["queue"]) if "queue" in history else set())
    rows_of = [row for queue, found in done.items() for row in _rows(queue, found)]
    weights = [row for queue, found in done.items() for row in _weight_rows(queue, found)]
    floors = {queue: _floor(found) for queue, found in done.items()}
    return Backtest(pd.DataFrame(rows_of), pd.DataFrame(weights), floors, done, tuple(findings))


def _new_findings(request: Request, known: Collection[str]) -> Iterator[HistoryFinding]:
    for new in request.new_queues:
        if new.queue not in known:
            what = said("forecast.new_queue", "it is new: no history that could be forecast again")
            yield HistoryFinding(what, queue=new.queue)


def _origins(
    rows: pd.DataFrame,
    whole: DayMatrix,
    requests: Sequence[Request],
    parents: Sequence[FloatArray | None],
    holidays: Sequence[Sequence[HolidayOutlook]],
) -> Iterator[BacktestOrigin]:
    """Forecast from every origin that has history enough before it; the last one must."""
    for past, parent, ahead in zip(requests, parents, holidays, strict=True):
        try:
            prepared = prepare(whole.queue, rows, past, parent, ahead)
        except HistoryError:
            if past is requests[-1]:
                raise
            continue
        start = np.datetime64(past.start, "D")
        first = int((start - whole.days[0]).astype(int))
        actual = np.full((past.days, whole.recorded.shape[1]), np.nan)
        recorded = whole.recorded[first : first + past.days]
        actual[: len(recorded)] = recorded
        actual[~prepared.matrix.opening(start + np.arange(past.days))] = np.nan
        yield _origin(prepared, past.days, start, actual)


def _origin(
    prepared: Prepared, days: int, start: np.datetime64, actual: FloatArray
) -> BacktestOrigin:
    series = prepared.series
    chosen = select_weights(series, METHODS)
    past = series.past(len(series.contacts), prepared.horizon)
    alone = forecasts_of(past, (*METHODS, *YARDSTICKS))
    factors = prepared.factors[past.days :]

    def of_weights(weights: Mapping[str, float]) -> FloatArray:
        return (combine(past, alone, weights) * factors)[-days:]

    trust = {method.name: method.trust for method in METHODS if method.name in chosen.weights}
    others = {
        name: {other: value for other, value in trust.items() if other != name}
        for name in trust
        if name in alone
    }
    combined = of_weights(chosen.weights)
    error = mean_error(past, chosen.weights)
    ahead = past.calendar.between(past.days, len(past.calendar.days))
    variance = learn_spread(chosen).variance(ahead)[-days:]
    off = error.variance(combine(past, alone, chosen.weights)[-days:])
    return BacktestOrigin(
        start=start,
        actual=actual,
        history=prepared.matrix.contacts,
        forecasts={COMBINED: combined, **{n: (f * factors)[-days:] for n, f in alone.items()}},
        left_out={
            name: of_weights(weigh(chosen.trials, rest).weights)
            for name, rest in others.items()
            if rest
        },
        bands=count_quantiles(combined, np.broadcast_to(variance, combined.shape), BANDS, off),
        weights=shares_of(past, alone, chosen.weights),
    )


def _stacked(found: tuple[BacktestOrigin, ...], name: str) -> tuple[FloatArray, FloatArray]:
    """Actuals and forecasts of the origins that have the method, (origins, days, slots)."""
    having = [origin for origin in found if name in origin.forecasts]
    return (
        np.stack([origin.actual for origin in having]),
        np.stack([origin.forecasts[name] for origin in having]),
    )


def _rows(queue: str, found: tuple[BacktestOrigin, ...]) -> Iterator[dict[str, object]]:
    names = dict.fromkeys(name for origin in found for name in origin.forecasts)
    for name in names:
        actual, forecast = _stacked(found, name)
        weeks = [_figures(found, name, actual, forecast, week) for week in range(_weeks(actual))]
        mean = {key: float(np.mean([week[key] for week in weeks])) for key in weeks[0]}
        for lead, figures in enumerate([mean, *weeks]):
            yield {"queue": queue, "method": name, "lead_week": lead, **figures}


def _weeks(actual: FloatArray) -> int:
    return int(actual.shape[1]) // 7


def _figures(
    found: tuple[BacktestOrigin, ...],
    name: str,
    actual: FloatArray,
    forecast: FloatArray,
    week: int,
) -> dict[str, float]:
    days = slice(7 * week, 7 * week + 7)
    came, expected = actual[:, days], forecast[:, days]
    known = np.isfinite(came)
    by_day = np.where(known.any(axis=2), np.where(known, came, 0.0).sum(axis=2), np.nan)
    figures = {
        "wape": wape(came, expected),
        "daily_wape": wape(by_day, np.where(known, expected, 0.0).sum(axis=2)),
        "bias": bias(came, expected),
        "mase": mase(came, expected, found[-1].history.ravel(), 7 * actual.shape[2]),
    }
    if name == COMBINED:
        bands = np.stack([origin.bands[:, days] for origin in found], axis=1)
        losses = zip(bands, BANDS, strict=True)
        figures |= {
            "pinball": float(np.mean([pinball(came, band, level) for band, level in losses])),
            "coverage_80": coverage(came, bands[1], bands[3]),
            "coverage_95": coverage(came, bands[0], bands[4]),
        }
    return figures


def _weight_rows(queue: str, found: tuple[BacktestOrigin, ...]) -> Iterator[dict[str, object]]:
    names = dict.fromkeys(name for origin in found for name in origin.weights)
    for name in names:
        having = [origin for origin in found if name in origin.left_out]
        actual = np.stack([origin.actual for origin in having]) if having else np.empty(0)
        rise = float("nan")
        if having:
            rise = _mean_wape(actual, [origin.left_out[name] for origin in having])
            rise -= _mean_wape(actual, [origin.forecasts[COMBINED] for origin in having])
        weight = float(np.mean([origin.weights.get(name, 0.0) for origin in found]))
        yield {"queue": queue, "method": name, "weight": weight, "wape_without": rise}


def _mean_wape(actual: FloatArray, forecasts: list[FloatArray]) -> float:
    stacked = np.stack(forecasts)
    weeks = [slice(7 * week, 7 * week + 7) for week in range(_weeks(actual))]
    return float(np.mean([wape(actual[:, days], stacked[:, days]) for days in weeks]))


def _floor(found: tuple[BacktestOrigin, ...]) -> float:
    return noise_floor(np.concatenate([origin.actual for origin in found]))
