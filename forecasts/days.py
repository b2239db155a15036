"""A queue's history as a matrix of local days × slots, each slot closed, open, missing or partial.

The day in spring on which clocks skip an hour has missing slots there; on the day in autumn on
which an hour comes twice, a slot holds the mean of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import TypeAlias

import numpy as np

from forecasts.arrays import BoolArray, DayArray, FloatArray, IntArray, weekdays
from forecasts.errors import Finding, HistoryError
from forecasts.history import QueueRows

DAY_MINUTES = 1440
RECENT_DAYS = 8
"""Opening hours are learned from this many latest days of each weekday."""
REST_SHARE = 0.25
"""A weekday with less than this share of the busiest one's contacts is a rest day."""
CLEARLY_NONE = 12.0
"""Contacts that the mean rate would bring in a stretch that saw none: then it is closed."""

Hours: TypeAlias = Sequence[Sequence[tuple[int, int]]]
"""Per weekday (0 is Monday) the windows (open, close) in minutes from local midnight."""


class SlotState(IntEnum):
    """What is known of one slot of one day."""

    CLOSED = 0
    OPEN = 1
    MISSING = 2
    PARTIAL = 3


@dataclass(frozen=True, slots=True)
class DayMatrix:
    """One queue on consecutive local days; arrays are (days, slots) unless said otherwise.

    `contacts` is NaN wherever the state is not OPEN; `recorded` has them outside the opening hours
    too. `week` is the opening pattern, (7, slots).
    """

    queue: str
    channel: str
    interval_minutes: int
    days: DayArray
    week: BoolArray
    state: IntArray
    contacts: FloatArray
    recorded: FloatArray
    handled: FloatArray
    handle_seconds: FloatArray
    findings: tuple[Finding, ...]

    @property
    def first(self) -> date:
        """First local date."""
        day: date = self.days[0].astype(object)
        return day

    @property
    def weekdays_open(self) -> BoolArray:
        """Per weekday whether it is open at all."""
        return np.asarray(self.week.any(axis=1), dtype=bool)

    @property
    def working_weekdays(self) -> BoolArray:
        """Per weekday whether it brings a quarter of the busiest weekday's contacts, or more."""
        known = np.isfinite(self.contacts)
        on = np.equal.outer(np.arange(7), weekdays(self.days))
        totals = on.astype(float) @ np.where(known, self.contacts, 0.0).sum(axis=1)
        usual = totals / np.maximum((on & known.any(axis=1)).sum(axis=1), 1)
        return np.asarray((usual >= REST_SHARE * usual.max()) & (usual > 0), dtype=bool)

    def latest(self, days: int) -> DayMatrix:
        """Only the latest days."""
        if len(self.days) <= days:
            return self
        arrays = ("days", "state", "contacts", "recorded", "handled", "handle_seconds")
        return replace(self, **{name: getattr(self, name)[-days:] for name in arrays})

    def opening(self, days: DayArray) -> BoolArray:
        """Which slots are open on any dates, by weekday."""
        return self.week[weekdays(days)]


def day_matrix(
    queue: QueueRows,
    time_zone: str,
    *,
    interval_minutes: int | None = None,
    hours: Hours | None = None,
) -> DayMatrix:
    """Lay out the rows of a queue on local days.

    Without `hours` the opening hours are learned: a slot is open on a weekday when most of its
    latest days have a row there, and closed where a long stretch of rows never saw a contact.

    Raises
    ------
    HistoryError
        If intervals do not start on the local clock's grid.
    """
    minutes = max(queue.interval_minutes, interval_minutes or 0)
    slots = DAY_MINUTES // minutes
    day, slot = _local(queue, time_zone, minutes)
    first = day.min()
    shape = (int((day.max() - first).astype(int)) + 1, slots)
    place = (day - first).astype(np.int64) * slots + slot

    def total(column: str) -> FloatArray:
        values = queue.rows[column].to_numpy(dtype=float)
        sums = np.bincount(place, values, minlength=shape[0] * slots)
        return sums.reshape(shape).astype(float)

    days = first + np.arange(shape[0])
    covered, contacts = total("minutes"), total("contacts")
    expected = _usual_minutes(covered, weekdays(days))
    week = _declared(hours, minutes) if hours is not None else _learned(contacts, expected, days)
    twice = np.maximum(covered / minutes, 1.0)
    state = _states(week[weekdays(days)], covered, expected[weekdays(days)], contacts)
    known = state == SlotState.OPEN
    whole = (covered > 0) & (covered >= expected[weekdays(days)])
    return DayMatrix(
        queue=queue.queue,
        channel=queue.channel,
        interval_minutes=minutes,
        days=days,
        week=week,
        state=state,
        contacts=np.where(known, contacts / twice, np.nan),
        recorded=np.where(whole, contacts / twice, np.nan),
        handled=np.where(known, total("handled"), np.nan),
        handle_seconds=np.where(known, total("handle_seconds"), np.nan),
        findings=queue.findings,
    )


def _local(queue: QueueRows, time_zone: str, minutes: int) -> tuple[DayArray, IntArray]:
    local = queue.rows["start"].dt.tz_convert(time_zone).dt.tz_localize(None)
    wall = local.to_numpy().astype("datetime64[m]")
    day = wall.astype("datetime64[D]")
    minute = (wall - day).astype(np.int64)
    off_grid = minute % queue.rows["minutes"].to_numpy(dtype=np.int64) != 0
    if off_grid.any():
        what = f"an interval starts at {local[off_grid].iloc[0]:%H:%M} local time, between two"
        remedy = "export intervals that start on the full hour of the site's time zone"
        raise HistoryError([Finding(what, remedy, queue.queue, field="interval_start", fatal=True)])
    return day, minute // minutes


def _usual_minutes(covered: FloatArray, weekday: IntArray) -> FloatArray:
    """Minutes of each slot that the latest days of a weekday have rows for, (7, slots)."""
    usual = np.zeros((7, covered.shape[1]))
    seen = covered.any(axis=1)
    for number in range(7):
        latest = covered[seen & (weekday == number)][-RECENT_DAYS:]
        if len(latest):
            usual[number] = np.median(latest, axis=0)
    return usual


def _learned(contacts: FloatArray, expected: FloatArray, days: DayArray) -> BoolArray:
    """Slots with rows, less the long stretches of the week in which nobody ever came."""
    week = expected > 0
    weekday = weekdays(days)
    sums = np.array([np.nansum(contacts[weekday == number], axis=0) for number in range(7)])
    mean = sums.sum() / max(int(week.sum()), 1)
    quiet = np.flatnonzero((sums == 0).ravel() & week.ravel())
    for stretch in np.split(quiet, np.flatnonzero(np.diff(quiet) > 1) + 1):
        if len(stretch) * mean >= CLEARLY_NONE:
            week.ravel()[stretch] = False
    return week


def _declared(hours: Hours, minutes: int) -> BoolArray:
    slots = DAY_MINUTES // minutes
    week = np.zeros(7 * slots, dtype=bool)
    for weekday, windows in enumerate(hours):
        for start, end in windows:
            begin = weekday * slots + start // minutes
            stop = weekday * slots + -(-end // minutes)
            week[np.arange(begin, stop) % (7 * slots)] = True
    return week.reshape(7, slots)


def _states(
    opening: BoolArray, covered: FloatArray, expected: FloatArray, contacts: FloatArray
) -> IntArray:
    state = np.full(opening.shape, int(SlotState.OPEN))
    state[(covered < expected) | np.isnan(contacts)] = SlotState.PARTIAL
    state[covered == 0] = SlotState.MISSING
    state[~opening] = SlotState.CLOSED
    return state


def gaps(matrix: DayMatrix, expected: BoolArray) -> list[Finding]:
    """Days without a single row on which it is usually open, told as stretches.

    `expected` (days) is false where nobody expects rows, as on holidays that are always closed.
    """
    opening = matrix.state != SlotState.CLOSED
    seen = (opening & (matrix.state != SlotState.MISSING)).any(axis=1)
    positions = np.flatnonzero(opening.any(axis=1) & ~seen & expected)
    if not len(positions):
        return []
    days = matrix.days
    stretches = np.split(positions, np.flatnonzero(np.diff(positions) > 1) + 1)
    named = [
        f"{days[part[0]]}" if len(part) == 1 else f"{days[part[0]]} to {days[part[-1]]}"
        for part in stretches[:5]
    ]
    more = f" and {len(stretches) - 5} more" if len(stretches) > 5 else ""
    what = f"no rows, though usually open, on {', '.join(named)}{more}"
    return [Finding(what, "add them; until then taken as unknown, not as zero", matrix.queue)]
