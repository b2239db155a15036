"""The forecast of one queue, from its rows to arrays over the days asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from forecasts.aht import forecast_aht
from forecasts.arrays import BoolArray, DayArray, FloatArray
from forecasts.calendar import Calendar, calendar
from forecasts.combine import Combination, MethodForecasts, combine, forecasts_of, select, shares_of
from forecasts.days import DayMatrix, SlotState, day_matrix, gaps, rows_on_local_grid
from forecasts.errors import HistoryError, HistoryFinding
from forecasts.events import PlannedEvent, event_factors, replaced_days, without
from forecasts.history import check_queue
from forecasts.holiday_record import holiday_record
from forecasts.intraday import IntradayUpdate, learn_update
from forecasts.level_shift import LevelShift, find_shift
from forecasts.level_words import level_findings
from forecasts.mean_error import mean_error
from forecasts.methods import METHODS, Past
from forecasts.mixed_model import covariances
from forecasts.outliers import CLEARLY_NONE, LONGEST_END
from forecasts.outlook import Basis, HolidayOutlook, outlooks_of
from forecasts.outlook_words import outlook_findings
from forecasts.parent import on_slots
from forecasts.request import LONGEST_HORIZON, Request
from forecasts.said import Said, day_of, said
from forecasts.uncertainty import learn_spread
from forecasts.usual_week import UsualWeek, usual_week

FEWEST_DAYS = 7
LONGEST_HISTORY = 760
"""Latest days that are looked at: two years and a month."""
EXPECTED = 0.5
"""Share of the holidays with rows above which one without is a gap."""
NEW_LEVEL, FOR_GOOD = "new level", timedelta(days=3650)
"""An event that ended would bring the old level back: it outlasts any history that is looked at."""
LONG_SILENCE = 28
"""Days from the end of a history to the forecast from which that is told."""
MORE_HISTORY = said("forecast.two_weeks", "give two weeks or more")
MORE_OR_LIKENESS = said(
    "forecast.two_weeks_or_likeness",
    "give two weeks or more, or a volume and a queue that it is like",
)


@dataclass(frozen=True, slots=True)
class QueueReport:
    """How a queue was forecast.

    `weights` of the methods, their `scores` (WAPE) in the inner backtests, and what updates the
    forecast during the day. A queue that is like another has no method but that.
    """

    queue: str
    weights: Mapping[str, float]
    scores: Mapping[str, float]
    intraday: IntradayUpdate


@dataclass(frozen=True, slots=True)
class QueueForecast:
    """Arrays over the days asked for, (days, slots).

    Expected contacts, the relative variance of their rate and of the expectation itself (`error`),
    how much of both together a day's intervals have in common (`of_day`), and a week's (`of_week`),
    AHT in seconds (NaN where none is known), and which slots are open. `week` is what a queue
    without history can be like, `holidays` what was assumed of the holidays among the days,
    `shift` the event that is proposed, or was accepted, for a change of level.
    """

    queue: str
    channel: str
    interval_minutes: int
    opening: BoolArray
    contacts: FloatArray
    variance: FloatArray
    error: FloatArray
    of_day: FloatArray
    of_week: FloatArray
    aht: FloatArray
    week: UsualWeek
    report: QueueReport
    findings: tuple[HistoryFinding, ...]
    holidays: tuple[HolidayOutlook, ...] = ()
    shift: PlannedEvent | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A queue's history, ready for the methods.

    `series` is without the effect of events; `factors` (history and horizon, slots) put it back.
    """

    matrix: DayMatrix
    series: MethodForecasts
    factors: FloatArray
    horizon: int
    holidays: tuple[HolidayOutlook, ...]
    findings: tuple[HistoryFinding, ...]


def prepare(
    queue: str,
    rows: pd.DataFrame,
    request: Request,
    parent: FloatArray | None = None,
    holidays: Sequence[HolidayOutlook] | None = None,
) -> Prepared:
    """Check a queue's rows, lay them out on days, and take the events off.

    `parent` lends its contacts per weekday and minute, (7, 1440). Without `holidays` those of the
    request are judged by the queue's own rows alone.

    Raises
    ------
    HistoryError
        If the rows hold what cannot be, or too little.
    """
    matrix = queue_days(queue, rows, request)
    horizon = _horizon(matrix, request)
    days = matrix.days[0] + np.arange(len(matrix.days) + horizon)
    events = [event for event in request.events if event.concerns(queue)]
    replaced = replaced_days(events, days, matrix.opening(days), request.time_zone)
    dates = calendar(days, request.country, matrix.working_weekdays, replaced)
    if holidays is None:
        holidays = tuple(outlooks_of(queue, holiday_record(rows, request), (), request))
    opening = _opening(matrix, days, holidays)
    factors = event_factors(events, matrix.contacts, dates, request.time_zone)
    shape = on_slots(parent, matrix.contacts.shape[1]) if parent is not None else None
    usual = without(matrix.contacts, factors)
    series = MethodForecasts(usual, opening, dates, covariances(dates), shape)
    told = (*matrix.findings, *outlook_findings(holidays), *gaps(matrix, _expected(matrix, dates)))
    return Prepared(matrix, series, factors, horizon, tuple(holidays), told)


def forecast_queue(
    queue: str,
    rows: pd.DataFrame,
    request: Request,
    parent: FloatArray | None = None,
    combination: Combination | None = None,
    holidays: Sequence[HolidayOutlook] | None = None,
) -> QueueForecast:
    """Forecast one queue from its rows of a history.

    `parent` lends its contacts per weekday and minute, (7, 1440); a given `combination` keeps its
    weights. Without `holidays` those of the request are judged by the queue's own rows alone.

    Raises
    ------
    HistoryError
        If the rows hold what cannot be, or too little.
    """
    prepared = prepare(queue, rows, request, parent, holidays)
    shift = find_shift(prepared.series.past(len(prepared.matrix.days), prepared.horizon))
    proposed = shift_event(shift, prepared.matrix, request) if shift else None
    if proposed and request.accept_shifts:
        request = replace(request, events=(*request.events, proposed))
        prepared = prepare(queue, rows, request, parent, holidays)
    matrix, series = prepared.matrix, prepared.series
    chosen = combination or select(series, METHODS)
    past = series.past(len(matrix.days), prepared.horizon)
    forecasts = forecasts_of(past, METHODS)
    usual = combine(past, forecasts, chosen.weights)
    expected = usual * prepared.factors[past.days :]
    error = mean_error(past, chosen.weights)
    ahead = past.calendar.between(past.days, len(past.calendar.days))
    spread = learn_spread(chosen)
    moved = shift.variance if shift and not request.accept_shifts else 0.0
    variance = spread.variance(ahead) + moved
    of_day, of_week = spread.of_day(ahead) + moved, spread.week * spread.of_day(ahead) + moved
    weekday = past.calendar.weekday
    aht = forecast_aht(
        matrix.handle_seconds, matrix.handled, weekday[: past.days], weekday[past.days :]
    )
    update = learn_update(chosen, matrix.interval_minutes)
    asked = slice(-request.days, None)
    return QueueForecast(
        queue=queue,
        channel=matrix.channel,
        interval_minutes=matrix.interval_minutes,
        opening=series.opening[asked],
        contacts=expected[asked],
        variance=np.broadcast_to(variance[asked], expected[asked].shape),
        error=error.variance(usual[asked]),
        of_day=np.broadcast_to(of_day[asked] + error.of_day(usual[asked]), expected[asked].shape),
        of_week=np.broadcast_to(of_week[asked], expected[asked].shape),
        aht=aht[asked],
        week=usual_week(past, usual[asked], matrix.week, series.opening[asked]),
        report=QueueReport(
            queue, shares_of(past, forecasts, chosen.weights), chosen.scores, update
        ),
        findings=(
            *prepared.findings,
            *level_findings((proposed,) if proposed else (), accepted=request.accept_shifts),
            *_silence(matrix, request),
            *_outlier_findings(queue, past, matrix.days),
            *_handle_times(queue, aht),
        ),
        holidays=prepared.holidays,
        shift=proposed,
    )


def shift_event(shift: LevelShift, matrix: DayMatrix, request: Request) -> PlannedEvent:
    """Propose a change of level as an event: from its first day on, for good."""
    day: date = matrix.days[shift.day].astype(object)
    begin = datetime.combine(day, time.min, ZoneInfo(request.time_zone))
    effect = round(shift.effect, 2)
    return PlannedEvent(NEW_LEVEL, begin, begin + FOR_GOOD, (matrix.queue,), effect)


def queue_days(queue: str, rows: pd.DataFrame, request: Request) -> DayMatrix:
    """Lay out what is known before the forecast starts on local days.

    A queue that can be like another needs two weeks, others make do with one.

    Raises
    ------
    HistoryError
        If the rows hold what cannot be, or too little.
    """
    earlier = rows[~(rows["interval_start"] >= request.midnight(0))]
    if earlier.empty:
        what = said(
            "forecast.none_before",
            f"there is no history before {request.start}",
            date=request.start,
        )
        remedy = MORE_OR_LIKENESS
        raise HistoryError(
            [HistoryFinding(what, remedy, queue, int(rows["row"].iloc[0]), fatal=True)]
        )
    hours = request.hours.get(queue) if request.hours else None
    checked = rows_on_local_grid(check_queue(queue, earlier), request.time_zone)
    before = checked.rows[checked.rows["start"] < request.midnight(0)].reset_index(drop=True)
    checked = replace(checked, rows=before)
    matrix = day_matrix(
        checked, request.time_zone, interval_minutes=request.interval_minutes, hours=hours
    )
    matrix = matrix.latest(LONGEST_HISTORY)
    known = int(np.isfinite(matrix.contacts).any(axis=1).sum())
    two_weeks = 2 * int(matrix.weekdays_open.sum())
    is_new = any(new.queue == queue for new in request.new_queues)
    if known < (two_weeks if is_new else min(FEWEST_DAYS, two_weeks)) or not known:
        days = f"{known} day" if known == 1 else f"{known} days"
        what = said(
            "forecast.few_days", f"only {days} of history", one=known == 1,
            several=None if known == 1 else str(known),
        )  # fmt: skip
        remedy = MORE_HISTORY if is_new else MORE_OR_LIKENESS
        raise HistoryError(
            [HistoryFinding(what, remedy, queue, int(rows["row"].iloc[0]), fatal=True)]
        )
    return matrix


def _horizon(matrix: DayMatrix, request: Request) -> int:
    """Days from the end of the history to the last day asked for."""
    beyond = int((np.datetime64(request.start, "D") - matrix.days[-1]).astype(int)) - 1
    beyond += request.days
    if beyond > LONGEST_HORIZON:
        what = said(
            "forecast.ends_early",
            f"the history ends on {matrix.days[-1]}, too long before the forecast",
            date=day_of(matrix.days[-1]),
        )
        raise HistoryError(
            [
                HistoryFinding(
                    what,
                    said("forecast.later_history", "give a later history"),
                    matrix.queue,
                    fatal=True,
                )
            ]
        )
    return beyond


def _opening(matrix: DayMatrix, days: DayArray, holidays: Sequence[HolidayOutlook]) -> BoolArray:
    """Open slots by weekday, but none on holidays on which it is taken as closed.

    What the planner closes by an event stays open here: the event itself takes its contacts.
    """
    opening = matrix.opening(days)
    closed = [one.date for one in holidays if not one.is_open and one.basis is not Basis.EVENT]
    opening[np.isin(days, np.array(closed, dtype="datetime64[D]"))] = False
    return opening


def _expected(matrix: DayMatrix, dates: Calendar) -> BoolArray:
    """Days of history on which rows are expected: not on holidays, where most had none."""
    past = len(matrix.days)
    holidays = np.flatnonzero(dates.holiday[:past] & np.any(matrix.opening(matrix.days), axis=1))
    rows = ~np.isin(matrix.state[holidays], (SlotState.MISSING, SlotState.CLOSED)).all(axis=1)
    expected: BoolArray = np.ones(past, dtype=bool)
    expected[holidays] = not len(holidays) or float(rows.mean()) > EXPECTED
    return expected


def _silence(matrix: DayMatrix, request: Request) -> Iterator[HistoryFinding]:
    """Tell that a history ends long before the forecast: perhaps the queue does not live on."""
    last = int(np.flatnonzero(np.isfinite(matrix.contacts).any(axis=1))[-1])
    silent = int((np.datetime64(request.start, "D") - matrix.days[last]).astype(int)) - 1
    row = int(matrix.row[last].max()) or None
    remedy = said("forecast.later_rows", "give later rows, or leave out a queue that ended")
    if silent >= LONG_SILENCE:
        what = said(
            "forecast.history_ends",
            f"its history ends on {matrix.days[last]}, {silent // 7} weeks before the forecast",
            date=day_of(matrix.days[last]),
            weeks=silent // 7,
        )
        yield HistoryFinding(what, remedy, matrix.queue, row)
    totals = np.nansum(matrix.contacts, axis=1)
    busy = np.flatnonzero(totals)
    idle = last - int(busy[-1]) if len(busy) else 0
    if idle > LONGEST_END and idle * totals.mean() >= CLEARLY_NONE:
        what = said(
            "forecast.no_contacts_after",
            f"no contacts after {matrix.days[busy[-1]]}, {idle} days to the end of its history",
            date=day_of(matrix.days[busy[-1]]),
            days=idle,
        )
        yield HistoryFinding(what, remedy, matrix.queue, row)


def _handle_times(queue: str, aht: FloatArray) -> Iterator[HistoryFinding]:
    if np.isnan(aht).all():
        remedy = said(
            "forecast.give_handled",
            "give handled with talk_seconds, hold_seconds and acw_seconds in total",
        )
        yield HistoryFinding(
            said("forecast.no_handle_times", "no handle times, so that its AHT is left empty"),
            remedy,
            queue,
        )


def _outlier_findings(queue: str, past: Past, days: DayArray) -> list[HistoryFinding]:
    found = np.flatnonzero(past.day_weight < 1)
    if not len(found):
        return []
    latest = tuple(_unusual(days[day], past, day) for day in found[::-1][:5])
    more = max(len(found) - 5, 0) or None
    earlier = f" and {more} earlier" if more else ""
    what = said(
        "forecast.unusual_days", f"unusual days that weigh less: {', '.join(latest)}{earlier}",
        days=latest, more=more,
    )  # fmt: skip
    return [
        HistoryFinding(
            what, said("forecast.declare_event", "declare an event if you know the cause"), queue
        )
    ]


def _unusual(at: np.datetime64, past: Past, day: int) -> Said:
    if past.day_weight[day] == 0:
        return said("forecast.day_empty", f"{at} (no contacts: taken as unknown)", date=day_of(at))
    percent = float(100 * np.expm1(past.excess[day]))
    return said("forecast.day_off", f"{at} ({percent:+.0f} %)", date=day_of(at), percent=percent)
