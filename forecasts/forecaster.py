"""The way in: a history of all queues → a forecast of all queues."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from multiprocessing import get_context

import pandas as pd

from forecasts.arrays import FloatArray
from forecasts.days import Hours
from forecasts.errors import HistoryError, HistoryFinding
from forecasts.events import PlannedEvent
from forecasts.frame import forecast_frame
from forecasts.history import split_queues
from forecasts.new_queue import like
from forecasts.opening_dates import at_opening_dates
from forecasts.outlook import HolidayOutlook, by_queue, holiday_outlook
from forecasts.parent import channel_of, parent_shapes
from forecasts.queue_forecast import QueueForecast, QueueReport, forecast_queue
from forecasts.request import NewQueue, Request
from forecasts.said import Said, said

Outcome = QueueForecast | tuple[HistoryFinding, ...]
Task = tuple[str, pd.DataFrame, Request, FloatArray | None, tuple[HolidayOutlook, ...]]
Runner = Callable[[Iterable[Task]], Iterable[tuple[str, Outcome]]]
"""Does tasks by `outcome_of`, in any order and anywhere."""


class ForecastWarning(UserWarning):
    """A queue that could not be forecast."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`frame` has the columns of `forecast`; skipped queues are those with a fatal finding.

    `holidays` says of each queue and coming holiday what was assumed, how surely and why; `shifts`
    are the events that are proposed, or were accepted, for queues whose level seems to change.
    """

    frame: pd.DataFrame
    reports: tuple[QueueReport, ...]
    findings: tuple[HistoryFinding, ...]
    holidays: tuple[HolidayOutlook, ...] = ()
    shifts: tuple[PlannedEvent, ...] = ()

    @property
    def skipped(self) -> tuple[str, ...]:
        """Queues that could not be forecast."""
        return tuple(dict.fromkeys(f.queue for f in self.findings if f.fatal and f.queue))


def forecast(
    history: pd.DataFrame,
    *,
    start: date,
    days: int,
    time_zone: str,
    country: str | None = None,
    hours: Mapping[str, Hours] | None = None,
    interval_minutes: int | None = None,
    events: Sequence[PlannedEvent] = (),
    new_queues: Sequence[NewQueue] = (),
) -> pd.DataFrame:
    """Forecast contacts and AHT of every queue in a history, with their uncertainty.

    Parameters
    ----------
    history
        Columns as in `forecasts.history`; rows from the start on are not looked at.
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
    events
        The planner's own events, with their effect declared or learned.
    new_queues
        Queues with less than two weeks of history: a volume in the shape of another queue.

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
    request = Request(
        start,
        days,
        time_zone,
        country,
        hours,
        interval_minutes,
        tuple(events),
        tuple(new_queues),
    )
    result = forecast_queues(history, request)
    fatal = [finding for finding in result.findings if finding.fatal]
    if result.frame.empty and fatal:
        raise HistoryError(fatal)
    for finding in fatal:
        warnings.warn(str(finding), ForecastWarning, stacklevel=2)
    return result.frame


def forecast_queues(
    history: pd.DataFrame,
    request: Request,
    *,
    processes: int = 1,
    progress: Callable[[str], None] | None = None,
    runner: Runner | None = None,
) -> Forecast:
    """Forecast every queue; one that fails is named in the findings and stops no other.

    `progress` is called with the name of each queue that is done. With several `processes` queues
    are forecast side by side, or by a `runner` anywhere, with the same result.

    Raises
    ------
    HistoryError
        If the history as a whole cannot be read: no rows, no time zone, a column missing.
    """
    shapes = parent_shapes(history, request)
    holidays = by_queue(holiday_outlook(history, request))
    order: list[str] = []

    def tasks() -> Iterator[Task]:
        for queue, rows in split_queues(history):
            order.append(queue)
            yield queue, rows, request, shapes.get(channel_of(rows)), holidays.get(queue, ())

    done: dict[str, Outcome] = {}
    for queue, outcome in _run(tasks(), processes) if runner is None else runner(tasks()):
        done[queue] = outcome
        if progress:
            progress(queue)
    done = {queue: done[queue] for queue in order}
    done |= {new.queue: _new(new, done, request) for new in request.new_queues}
    for queue in request.hours or {}:
        done.setdefault(queue, (_unknown(queue),))
    return _gathered(done, request)


def outcome_of(task: Task) -> tuple[str, Outcome]:
    """Forecast one queue, or say what is wrong with it."""
    queue, rows, request, parent, holidays = task
    try:
        return queue, forecast_queue(queue, rows, request, parent, holidays=holidays)
    except HistoryError as error:
        return queue, error.findings


def _run(tasks: Iterable[Task], processes: int) -> Iterator[tuple[str, Outcome]]:
    if processes == 1:
        yield from map(outcome_of, tasks)
        return
    waiting = iter(tasks)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: set[Future[tuple[str, Outcome]]] = set()
        while True:
            room = 2 * processes - len(running)
            running |= {pool.submit(outcome_of, task) for task in islice(waiting, room)}
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def _new(new: NewQueue, own: Mapping[str, Outcome], request: Request) -> Outcome:
    """Forecast like another queue, unless its own history does; say why it does not."""
    mine, pattern = own.get(new.queue, ()), own.get(new.like)
    if isinstance(mine, QueueForecast):
        what = said(
            "forecast.own_history",
            f"forecast from its own history, no longer in the shape of {new.like}",
            like=new.like,
        )
        remedy = said(
            "forecast.clear_like", "clear the queue that it is like, and its contacts a week"
        )
        done = HistoryFinding(what, remedy, new.queue)
        return replace(mine, findings=(*mine.findings, done))
    if not isinstance(pattern, QueueForecast):
        what = said(
            "forecast.like_without",
            f"it is to be like {new.like}, which has no forecast of its own history",
            like=new.like,
        )
        return (
            *mine,
            HistoryFinding(
                what,
                said("forecast.name_with_history", "name a queue with history"),
                new.queue,
                fatal=True,
            ),
        )
    try:
        laid = like(pattern, new, request)
    except HistoryError as error:
        return (*mine, *error.findings)
    unused = (replace(f, what=_unused(f), fatal=False) for f in mine)
    return replace(laid, findings=(*laid.findings, *unused))


def _unused(finding: HistoryFinding) -> Said:
    what = finding.what
    return said("forecast.not_used", f"own history not used: {what}", what=what)


def _unknown(queue: str) -> HistoryFinding:
    remedy = said(
        "forecast.give_history", "give its history, or a volume and a queue that it is like"
    )
    return HistoryFinding(
        said("forecast.none_of_it", "there is no history of it"), remedy, queue, fatal=True
    )


def _gathered(done: Mapping[str, Outcome], request: Request) -> Forecast:
    done = {
        queue: at_opening_dates(outcome, request) if isinstance(outcome, QueueForecast) else outcome
        for queue, outcome in done.items()
    }
    good = sorted(
        (outcome for outcome in done.values() if isinstance(outcome, QueueForecast)),
        key=lambda outcome: outcome.queue,
    )
    findings: list[HistoryFinding] = []
    for outcome in done.values():
        findings += outcome.findings if isinstance(outcome, QueueForecast) else outcome
    frames = [forecast_frame(outcome, request) for outcome in good]
    whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    reports = tuple(outcome.report for outcome in good)
    holidays = tuple(one for outcome in good for one in outcome.holidays)
    shifts = tuple(outcome.shift for outcome in good if outcome.shift)
    return Forecast(whole, reports, tuple(findings), holidays, shifts)
