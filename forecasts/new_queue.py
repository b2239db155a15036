"""The forecast of a queue without history: the planner's volume in the shape of another queue.

A usual week of the new queue has the planner's contacts, spread over its own opening hours as the
other queue's usual week is. A day on which it is closed loses its contacts, and the other days
gain none; holidays and other special days bring as much more or less as they do there. Events are
the new queue's own, as far as their effect is declared: none could be learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from forecasts.arrays import BoolArray, FloatArray, weekdays
from forecasts.calendar import calendar
from forecasts.days import DAY_MINUTES, declared_week
from forecasts.errors import HistoryError, HistoryFinding
from forecasts.events import PlannedEvent, declared_factors, replaced_days
from forecasts.queue_forecast import QueueForecast
from forecasts.request import NewQueue, Request
from forecasts.said import day_of, said

T = TypeVar("T", bound=np.generic)

VARIANCE = 0.04
"""Relative variance that a planner's guess of the volume adds."""


def like(pattern: QueueForecast, new: NewQueue, request: Request) -> QueueForecast:
    """Forecast a new queue in the shape of another one, on its own hours and intervals.

    Where the other queue is closed, its nearest open interval of the day stands for it, and its
    quietest day for a whole day.

    Raises
    ------
    HistoryError
        If the other queue is expected to have no contacts at all.
    """
    minutes = request.interval_minutes or pattern.interval_minutes
    known = _finer(pattern.week.opening, pattern, minutes)
    hours = (request.hours or {}).get(new.queue)
    week = known if hours is None else declared_week(hours, minutes)
    usual = _usual_contacts(pattern, new, week, known)
    days = np.datetime64(request.start, "D") + np.arange(request.days)
    weekday = weekdays(days)
    events = [event for event in request.events if event.concerns(new.queue)]
    touched = [event.share(days, 1, request.time_zone)[:, 0] > 0 for event in events]
    closed = pattern.week.closed & ~np.any([np.zeros(len(days), dtype=bool), *touched], axis=0)
    special = np.where(_plain(pattern, events, week, request), 1.0, pattern.week.effect)
    effect = np.where(closed, 0.0, special)[:, None]
    effect = effect * declared_factors(events, days, usual.shape[1], request.time_zone)
    aht = _finer(pattern.aht, pattern, minutes)
    lost = days[closed & np.any(week[weekday], axis=1)]
    return replace(
        pattern,
        queue=new.queue,
        channel=new.channel or pattern.channel,
        interval_minutes=minutes,
        opening=week[weekday] & ~closed[:, None],
        contacts=usual[weekday] * effect,
        variance=_finer(pattern.variance, pattern, minutes) + VARIANCE,
        error=_finer(pattern.error, pattern, minutes),
        of_day=_finer(pattern.of_day, pattern, minutes) + VARIANCE,
        of_week=_finer(pattern.of_week, pattern, minutes) + VARIANCE,
        shift=None,
        aht=aht if new.aht_seconds is None else np.full_like(aht, new.aht_seconds),
        report=replace(
            pattern.report, queue=new.queue, weights={f"like {new.like}": 1.0}, scores={}
        ),
        findings=(_likeness(new), *_beyond(new, week, known), *(_closed(new, day) for day in lost)),
    )


def _plain(
    pattern: QueueForecast, events: Sequence[PlannedEvent], week: BoolArray, request: Request
) -> BoolArray:
    """Days that are special to the other queue alone: an event of this one replaces a holiday."""
    days = np.datetime64(request.start, "D") + np.arange(request.days)
    replaced = replaced_days(events, days, week[weekdays(days)], request.time_zone)
    working: BoolArray = np.any(pattern.week.opening, axis=1)
    special = calendar(days, request.country, working).special
    return special & ~calendar(days, request.country, working, replaced).special


def _finer(values: NDArray[T], pattern: QueueForecast, minutes: int) -> NDArray[T]:
    """Say the same of shorter intervals."""
    return np.repeat(values, pattern.interval_minutes // minutes, axis=1)


def _usual_contacts(
    pattern: QueueForecast, new: NewQueue, week: BoolArray, known: BoolArray
) -> FloatArray:
    """Spread the planner's contacts over the open slots of a usual week, (7, slots)."""
    slots = week.shape[1]
    contacts = np.repeat(pattern.week.contacts, slots // pattern.week.opening.shape[1], axis=1)
    shape = np.where(week, everywhere(contacts, known), 0.0)
    if not shape.sum():
        what = said(
            "forecast.like_nothing",
            f"it is to be like {new.like}, which is expected to have no contacts",
            like=new.like,
        )
        raise HistoryError(
            [
                HistoryFinding(
                    what, said("forecast.name_another", "name another queue"), new.queue, fatal=True
                )
            ]
        )
    spread: FloatArray = new.contacts_per_week * shape / shape.sum()
    return spread


def everywhere(contacts: FloatArray, opening: BoolArray) -> FloatArray:
    """Fill closed slots by the nearest open one of the day, closed days by the quietest one."""
    slots = np.arange(contacts.shape[1])
    filled = contacts.copy()
    for day in np.flatnonzero(opening.any(axis=1)):
        ours = np.flatnonzero(opening[day])
        nearest = np.abs(np.subtract.outer(slots, ours)).argmin(axis=1)
        filled[day] = contacts[day, ours[nearest]]
    totals = np.where(opening.any(axis=1), contacts.sum(axis=1), np.inf)
    filled[~opening.any(axis=1)] = filled[totals.argmin()]
    return filled


def _likeness(new: NewQueue) -> HistoryFinding:
    volume = f"{new.contacts_per_week:,.10g}"
    what = said(
        "forecast.shape_of",
        f"new: has the shape of {new.like} at {volume} contacts a week",
        like=new.like,
        volume=volume,
    )
    return HistoryFinding(what, queue=new.queue)


def _beyond(new: NewQueue, week: BoolArray, known: BoolArray) -> Iterator[HistoryFinding]:
    """Tell that the new queue is open while the other one never is."""
    share = float((week & ~known).sum()) / float(week.sum())
    hours = float(week.sum()) * DAY_MINUTES / week.shape[1] / 60
    if share:
        what = said(
            "forecast.beyond_hours",
            f"{new.like} is closed in {share * hours:,.4g} of its {hours:,.4g} open hours a week: "
            "they have the contacts of the nearest interval that day, or of the quietest day",
            like=new.like,
            closed=share * hours,
            hours=hours,
        )
        yield HistoryFinding(
            what,
            said("forecast.name_open", "name a queue that is open then, or override them"),
            new.queue,
        )


def _closed(new: NewQueue, day: np.datetime64) -> HistoryFinding:
    remedy = said("forecast.open_it", "plan an event on it if it is open")
    return HistoryFinding(
        said(
            "forecast.closed_like",
            f"closed on {day}, as {new.like} is",
            date=day_of(day),
            like=new.like,
        ),
        remedy,
        new.queue,
    )
