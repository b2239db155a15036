"""Days whose opening hours are told apart: hours of single dates, and times closed by events.

Work that can wait comes while it is closed, too: it is there when the queue opens next. Where a
queue opens at times when it never was, the nearest open interval of the day stands for them, and
for a whole day the quietest weekday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from forecasts.arrays import BoolArray, FloatArray
from forecasts.days import DAY_MINUTES
from forecasts.errors import HistoryFinding
from forecasts.events import declared_factors
from forecasts.new_queue import everywhere
from forecasts.queue_forecast import QueueForecast
from forecasts.request import Request, Windows
from forecasts.said import said

WAITING = frozenset({"email", "social", "callback"})
"""Channels whose contacts can wait."""


def at_opening_dates(forecast: QueueForecast, request: Request) -> QueueForecast:
    """Open and close a forecast's slots as the request tells for single dates and by its events."""
    dates = request.dates.get(forecast.queue, {})
    events = [event for event in request.events if event.concerns(forecast.queue)]
    days, slots = forecast.opening.shape
    first = np.datetime64(request.start, "D")
    told = _told(forecast, request, dates)
    shut = declared_factors(events, first + np.arange(days), slots, request.time_zone) == 0
    opening: BoolArray = told & ~shut
    if (opening == forecast.opening).all():
        return forecast
    contacts, unusual = forecast.contacts, opening & ~forecast.opening
    if unusual.any():
        contacts = np.where(unusual, _unusual(forecast, request), contacts)
    if forecast.channel in WAITING:
        contacts = _waiting(contacts, forecast.opening & ~opening, opening)
    findings = (*forecast.findings, *_open_days(forecast.queue, unusual, request))
    return replace(forecast, opening=opening, contacts=contacts, findings=findings)


def _told(forecast: QueueForecast, request: Request, dates: Mapping[date, Windows]) -> BoolArray:
    """Open slots (days, slots), each window with what it has past midnight."""
    days, slots = forecast.opening.shape
    hours = (request.hours or {}).get(forecast.queue)
    whole_day: Windows = [(0, DAY_MINUTES)]
    flat = np.pad(forecast.opening, ((1, 2), (0, 0))).ravel()

    def usual(day: date) -> BoolArray:
        return _laid(whole_day if hours is None else hours[day.weekday()], slots)

    def now(day: date) -> BoolArray:
        return _laid(dates[day], slots) if day in dates else usual(day)

    for place in range(-1, days):
        day = request.start + timedelta(days=place)
        if day in dates:
            beside = np.zeros(2 * slots, dtype=bool)
            beside[:slots] = now(day - timedelta(days=1))[slots:]
            beside[slots:] = now(day + timedelta(days=1))[:slots]
            part = flat[(place + 1) * slots : (place + 3) * slots]
            part[:] = now(day) | part & (~usual(day) | beside)
    told: BoolArray = flat.reshape(-1, slots)[1 : days + 1]
    return told


def _laid(windows: Windows, slots: int) -> BoolArray:
    """Slots of a day and the next that windows open; one that is open in part is open."""
    minutes = DAY_MINUTES // slots
    found = np.zeros(2 * slots, dtype=bool)
    for start, end in windows:
        found[start // minutes : -(-end // minutes)] = True
    return found


def _unusual(forecast: QueueForecast, request: Request) -> FloatArray:
    """Contacts at any time of the days asked for: those of the nearest usual time."""
    first = request.start.weekday()
    weekday = (first + np.arange(len(forecast.opening))) % 7
    usual = everywhere(forecast.week.contacts, forecast.week.opening)[weekday]
    shut: BoolArray = ~np.any(forecast.opening, axis=1)
    found = everywhere(forecast.contacts, forecast.opening)
    return np.where(shut[:, None], usual, found)


def _waiting(contacts: FloatArray, shut: BoolArray, opening: BoolArray) -> FloatArray:
    """Let what comes in `shut` slots wait until the next open one."""
    moved, opened = contacts.ravel().copy(), np.flatnonzero(opening)
    for slot in np.flatnonzero(shut):
        later = np.searchsorted(opened, slot)
        if later < len(opened):
            moved[opened[later]] += moved[slot]
        moved[slot] = 0.0
    return moved.reshape(contacts.shape)


def _open_days(queue: str, unusual: BoolArray, request: Request) -> list[HistoryFinding]:
    days = [request.start + timedelta(days=int(n)) for n in np.flatnonzero(unusual.any(axis=1))]
    if not days:
        return []
    what = said(
        "forecast.unusual_hours",
        f"open at unusual times on {', '.join(map(str, days))}: they have the contacts of the "
        "nearest interval that day, or of the quietest weekday",
        dates=tuple(days),
    )
    return [
        HistoryFinding(
            what, said("forecast.override_them", "override them if you know better"), queue
        )
    ]
