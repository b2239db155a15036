"""The way in: a history of all queues → a forecast of all queues."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from forecasts.aht import forecast_aht
from forecasts.arrays import FloatArray, weekdays
from forecasts.calendar import calendar
from forecasts.combine import Series, combine, select
from forecasts.days import DayMatrix, Hours, day_matrix
from forecasts.errors import ArgumentError, Finding, HistoryError
from forecasts.history import check_queue, split_queues
from forecasts.methods import METHODS
from forecasts.uncertainty import LEVELS, count_quantiles, learn_spread, rate_quantiles

LONGEST_HORIZON = 400


class ForecastWarning(UserWarning):
    """A queue that could not be forecast, or something found wrong with its history."""


@dataclass(frozen=True, slots=True)
class QueueReport:
    """How one queue was forecast: the weight of each method and its WAPE in the inner backtests."""

    queue: str
    weights: Mapping[str, float]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Forecast:
    """`frame` has the columns of `forecast`; skipped queues are those with a fatal finding."""

    frame: pd.DataFrame
    reports: tuple[QueueReport, ...]
    findings: tuple[Finding, ...]

    @property
    def skipped(self) -> tuple[str, ...]:
        """Queues that could not be forecast."""
        return tuple(dict.fromkeys(f.queue for f in self.findings if f.fatal and f.queue))


@dataclass(frozen=True, slots=True)
class Request:
    """What to forecast: `days` local days from `start`, in intervals of the history or longer."""

    start: date
    days: int
    time_zone: str
    country: str | None = None
    hours: Mapping[str, Hours] | None = None
    interval_minutes: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_HORIZON:
            raise ArgumentError("days", self.days, f"1 to {LONGEST_HORIZON}")
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError) as error:
            raise ArgumentError("time_zone", self.time_zone, "an IANA zone name") from error


def forecast(
    history: pd.DataFrame,
    *,
    start: date,
    days: int,
    time_zone: str,
    country: str | None = None,
    hours: Mapping[str, Hours] | None = None,
    interval_minutes: int | None = None,
) -> pd.DataFrame:
    """Forecast contacts and AHT of every queue in a history, with their uncertainty.

    Parameters
    ----------
    history
        Columns as in `forecasts.history`.
    start, days
        First local date and number of local days.
    time_zone
        IANA name; days, opening hours and holidays are local to it.
    country
        ISO 3166 code for public holidays, with an optional part (`DE-BY`).
    hours
        Per queue and weekday (0 is Monday) the open windows in minutes from local midnight; may
        end past 1440. Queues that are left out: learned from their rows.
    interval_minutes
        Length of the forecast's intervals; the history's where it is left out.

    Returns
    -------
    pd.DataFrame
        One row per queue and open interval: interval_start (local, with offset),
        interval_minutes, queue, channel, contacts (expected), contacts_p05 ... p95 (quantiles of
        the count), rate_p05 ... p95 (quantiles of the arrival rate, in contacts per interval) and
        aht_seconds (NaN where the history has no handle times).

    Raises
    ------
    HistoryError
        If no queue can be forecast. Single queues that fail are skipped with a `ForecastWarning`.
    ArgumentError
        For an argument outside its range.
    """
    request = Request(start, days, time_zone, country, hours, interval_minutes)
    result = forecast_queues(history, request)
    if result.frame.empty:
        raise HistoryError([finding for finding in result.findings if finding.fatal])
    for finding in result.findings:
        if finding.fatal:
            warnings.warn(str(finding), ForecastWarning, stacklevel=2)
    return result.frame


def forecast_queues(
    history: pd.DataFrame,
    request: Request,
    *,
    progress: Callable[[str], None] | None = None,
) -> Forecast:
    """Forecast every queue; one that fails is named in the findings and stops no other.

    `progress` is called with the name of each queue that is done.
    """
    frames: list[pd.DataFrame] = []
    reports: list[QueueReport] = []
    findings: list[Finding] = []
    for queue, rows in split_queues(history):
        try:
            frame, report, found = _forecast_queue(queue, rows, request)
        except HistoryError as error:
            findings += error.findings
        else:
            frames.append(frame)
            reports.append(report)
            findings += found
        if progress:
            progress(queue)
    whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return Forecast(whole, tuple(reports), tuple(findings))


def _forecast_queue(
    queue: str, rows: pd.DataFrame, request: Request
) -> tuple[pd.DataFrame, QueueReport, tuple[Finding, ...]]:
    matrix = day_matrix(
        check_queue(queue, _before(queue, rows, request)),
        request.time_zone,
        interval_minutes=request.interval_minutes,
        hours=request.hours.get(queue) if request.hours else None,
    )
    horizon = _horizon(matrix, request)
    days = matrix.days[0] + np.arange(len(matrix.days) + horizon)
    series = Series(
        contacts=matrix.contacts,
        opening=matrix.opening(days),
        calendar=calendar(days, request.country, matrix.weekdays_open),
        day_weight=np.ones(len(matrix.days)),
    )
    combination = select(series, METHODS)
    past = series.past(len(matrix.days), horizon)
    mean = combine(past, METHODS, combination.weights)
    variance = learn_spread(combination).variance(horizon)
    aht = forecast_aht(
        matrix.handle_seconds,
        matrix.handled,
        weekdays(matrix.days),
        weekdays(days[len(matrix.days) :]),
    )
    frame = _frame(matrix, request, mean, variance, aht)
    return frame, QueueReport(queue, combination.weights, combination.scores), matrix.findings


def _before(queue: str, rows: pd.DataFrame, request: Request) -> pd.DataFrame:
    """Rows of the days before the forecast: what came later must not shape it."""
    begin = datetime.combine(request.start, datetime.min.time(), ZoneInfo(request.time_zone))
    earlier = rows[~(rows["interval_start"] >= begin)]
    if earlier.empty:
        what = f"there is no history before {request.start}"
        remedy = "give some weeks of history, or forecast it as a new queue"
        raise HistoryError([Finding(what, remedy, queue, fatal=True)])
    return earlier


def _horizon(matrix: DayMatrix, request: Request) -> int:
    """Days from the end of the history to the last day asked for."""
    beyond = (request.start - matrix.first).days + request.days - len(matrix.days)
    if beyond > LONGEST_HORIZON:
        what = f"the history ends on {matrix.days[-1]}, too long before the forecast"
        raise HistoryError([Finding(what, "give a later history", matrix.queue, fatal=True)])
    return beyond


def _frame(
    matrix: DayMatrix, request: Request, mean: FloatArray, variance: FloatArray, aht: FloatArray
) -> pd.DataFrame:
    """Rows of the asked days, true to the clock: a skipped hour has none, a doubled one two."""
    starts = list(_intervals(request, matrix.interval_minutes))
    day = np.array([(at.date() - request.start).days for at in starts])
    slot = np.array([(at.hour * 60 + at.minute) // matrix.interval_minutes for at in starts])
    asked = slice(len(mean) - request.days, None)
    first = np.datetime64(request.start, "D")
    is_open = matrix.opening(first + np.arange(request.days))[day, slot]
    day, slot = day[is_open], slot[is_open]
    contacts = mean[asked][day, slot]
    spread = variance[asked][day]
    names = [f"p{round(level * 100):02d}" for level in LEVELS]
    count = dict(zip(names, count_quantiles(contacts, spread), strict=True))
    rate = dict(zip(names, rate_quantiles(contacts, spread), strict=True))
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(starts)[is_open],
            "interval_minutes": matrix.interval_minutes,
            "queue": matrix.queue,
            "channel": matrix.channel,
            "contacts": contacts,
            **{f"contacts_{name}": values for name, values in count.items()},
            **{f"rate_{name}": values for name, values in rate.items()},
            "aht_seconds": aht[asked][day, slot],
        }
    )


def _intervals(request: Request, minutes: int) -> Iterator[datetime]:
    zone = ZoneInfo(request.time_zone)
    midnight = datetime.min.time()
    begin = datetime.combine(request.start, midnight, zone)
    end = datetime.combine(request.start + timedelta(days=request.days), midnight, zone)
    yield from pd.date_range(begin, end, freq=f"{minutes}min", inclusive="left")
