"""Forecast the queues of a site for some days, and say what was found in their histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from forecasts import (
    ForecastError,
    HistoryFinding,
    Request,
    forecast_queues,
)
from forecasts.calendar import holidays_of
from forecasts.forecaster import Runner
from forecasts.level_words import level_findings
from forecasts.outlook_words import outlook_findings
from wfm.errors import InputError, InputProblem
from wfm.model import Event, Site, opening_of
from wfm.model.plan import Message, Severity
from wfm.planning.forecast_findings import problem_of, problems_of, said_of
from wfm.planning.holidays import holiday_messages, with_guessed_days
from wfm.planning.level_changes import level_messages
from wfm.sites.forecast_inputs import new_queues, planned
from wfm.staffing.redials import without_redials
from wfm.timegrid import TimeGrid
from wfm.words import phrase
from wfm.words.places import in_place


def forecast_site(
    site: Site,
    history: pd.DataFrame,
    start: date,
    days: int,
    progress: Callable[[str], None] | None = None,
    *,
    accept_shifts: bool = False,
    runner: Runner | None = None,
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Return forecast.csv's frame for the open intervals, and what the scheduler should know.

    With `accept_shifts` changes of level that are found are taken for good; `runner` forecasts the
    queues elsewhere.

    Raises
    ------
    InputError
        If no queue can be forecast.
    """
    try:
        first = without_redials(history, site.queues)
        request = replace(_request(site, start, days), accept_shifts=accept_shifts)
        result = forecast_queues(first, request, progress=progress, runner=runner)
        told = {
            *outlook_findings(result.holidays),
            *level_findings(result.shifts, accepted=accept_shifts),
        }
    except ForecastError as error:
        raise InputError(list(problems_of(error, "history"))) from error
    if result.frame.empty:
        if _closed_throughout(site, start, days):
            last = start + timedelta(days=days - 1)
            what = phrase("demand.all_closed", start=start, end=last)
            raise InputError([InputProblem(what, phrase("do.plan_or_open"))])
        raise InputError(
            [problem_of(finding, "history") for finding in result.findings if finding.fatal]
        )
    messages = (
        *holiday_messages(site, result.holidays),
        *level_messages(result.shifts, accepted=accept_shifts),
        *(_message(f) for f in result.findings if f not in told),
        *_unknown(site, history),
    )
    return with_guessed_days(result.frame, site, result.holidays, start, days), messages


def _request(site: Site, start: date, days: int) -> Request:
    return Request(
        start,
        days,
        site.time_zone,
        site.country,
        hours={queue.name: queue.hours.windows for queue in site.queues},
        dates={queue.name: opening_of(site, queue).dates for queue in site.queues},
        interval_minutes=site.interval_minutes,
        events=planned(_moving(site, start)),
        new_queues=new_queues(site.queues),
    )


def _closed_throughout(site: Site, start: date, days: int) -> bool:
    dates = [start + timedelta(days=number) for number in range(-1, days)]
    openings = [opening_of(site, queue) for queue in site.queues]
    return not any(opening.on(day) for opening in openings for day in dates)


def _moving(site: Site, start: date) -> Iterator[Event]:
    """Give the events as they move contacts: a closure ahead keeps no work away that can wait."""
    begin = TimeGrid(site.time_zone, start, 1, site.interval_minutes).start
    immediate = frozenset(queue.name for queue in site.queues if not queue.channel.deferred)
    for event in site.events:
        if event.effect == 0 and event.end > begin:
            touched = (event.queues or immediate) & immediate
            if touched:
                yield replace(event, queues=touched)
        else:
            yield event


def special_days(site: Site, days: tuple[date, ...]) -> Mapping[date, str]:
    """Return the public holidays among some days by name."""
    if site.country is None:
        return {}
    public, _ = holidays_of(site.country, tuple(sorted({day.year for day in days})))
    return {day: public[day] for day in days if day in public}


def _message(finding: HistoryFinding) -> Message:
    text = in_place(
        *said_of(finding), queue=finding.queue, row=finding.row, field=finding.field,
    )  # fmt: skip
    return Message(Severity.ERROR if finding.fatal else Severity.INFO, "forecast", text)


def _unknown(site: Site, history: pd.DataFrame) -> Iterator[Message]:
    """Name the queues that no history speaks of: nothing is planned for them."""
    known = set(history["queue"].unique())
    for queue in site.queues:
        if queue.name not in known and queue.like_queue is None:
            text = phrase("forecast.no_history", queue=queue.name)
            yield Message(Severity.ERROR, "forecast", text)
