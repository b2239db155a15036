"""Which of the holidays that it lived through a queue was open on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from forecasts.arrays import BoolArray, DayArray, FloatArray, weekdays
from forecasts.holiday_kinds import Holiday, HolidayKind, kept_days
from forecasts.outliers import CLEARLY_NONE
from forecasts.request import Request

PEERS = 4
"""Weeks before and after, whose same weekdays tell what a holiday would otherwise have been."""
MOSTLY = 0.5
NEXT_TO_NONE = 0.02
"""Share of a usual day's contacts up to which a day counts as closed: somebody dialled anyway."""


@dataclass(frozen=True, slots=True)
class SeenHoliday:
    """A holiday in a queue's history, on a weekday on which the queue is open.

    `weight` is how surely it was open or closed: of a queue that has rows on 6 of 10 days, a day
    without rows tells little.
    """

    holiday: Holiday
    was_open: bool
    weight: float


@dataclass(frozen=True, slots=True)
class HolidayRecord:
    """The holidays of one queue's history, and on which weekdays it is open lately, (7,)."""

    seen: tuple[SeenHoliday, ...] = ()
    open_weekdays: BoolArray = field(default_factory=lambda: np.zeros(7, dtype=bool))


def holiday_record(rows: pd.DataFrame, request: Request) -> HolidayRecord:
    """Look at the rows of a queue before the request's start, by local day.

    Values that are no numbers are left out: they are told where the queue is checked.
    """
    rows = rows[rows["interval_start"] < request.midnight(0)]
    if request.country is None or rows.empty:
        return HolidayRecord()
    days, has_rows, contacts = _by_day(rows, request.time_zone)
    kept = _kept(request.country, days)
    public = np.array([_is_rest(kept.get(day.astype(object))) for day in days])
    usual = np.flatnonzero(~public)
    weekday = weekdays(days)
    latest = [usual[weekday[usual] == number][-2 * PEERS :] for number in range(7)]
    open_weekdays = np.array([len(at) > 0 and has_rows[at].mean() >= MOSTLY for at in latest])
    seen = []
    for day, holiday in kept.items():
        at = int((np.datetime64(day, "D") - days[0]).astype(int))
        found = _seen(holiday, at, has_rows, contacts, public)
        seen += [found] if found else []
    return HolidayRecord(tuple(seen), open_weekdays)


def _by_day(rows: pd.DataFrame, time_zone: str) -> tuple[DayArray, BoolArray, FloatArray]:
    """Consecutive local days, whether each has rows, and its contacts."""
    local = rows["interval_start"].dt.tz_convert(time_zone).dt.tz_localize(None)
    day = local.to_numpy().astype("datetime64[D]")
    offered = pd.to_numeric(rows["offered"], errors="coerce").to_numpy(dtype=float)
    days: DayArray = day.min() + np.arange((day.max() - day.min()).astype(int) + 1)
    place = (day - days[0]).astype(np.int64)
    sums = np.bincount(place, np.nan_to_num(np.maximum(offered, 0.0)), minlength=len(days))
    return days, np.bincount(place, minlength=len(days)) > 0, sums.astype(float)


def _kept(country: str, days: DayArray) -> Mapping[date, Holiday]:
    first, last = days[0].astype(object), days[-1].astype(object)
    every = kept_days(country, tuple(range(first.year, last.year + 1)))
    return {day: every[day] for day in sorted(every) if first <= day <= last}


def _is_rest(holiday: Holiday | None) -> bool:
    return holiday is not None and holiday.kind is HolidayKind.PUBLIC


def _seen(
    holiday: Holiday, at: int, has_rows: BoolArray, contacts: FloatArray, public: BoolArray
) -> SeenHoliday | None:
    """Judge a day by the same weekdays around it; None where those are mostly without rows."""
    around = at + 7 * np.array([*range(-PEERS, 0), *range(1, PEERS + 1)])
    around = around[(around >= 0) & (around < len(has_rows))]
    peers = around[~public[around]]
    share = float(has_rows[peers].mean()) if len(peers) else 0.0
    if share < MOSTLY:
        return None
    usual = float(contacts[peers].mean())
    none = contacts[at] <= NEXT_TO_NONE * usual and usual >= CLEARLY_NONE
    if not has_rows[at]:
        return SeenHoliday(holiday, False, share)
    return SeenHoliday(holiday, not none, 1.0)
