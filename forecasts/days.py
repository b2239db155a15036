"""A queue's history as a matrix of local days × slots, each slot closed, open, missing or partial.

The day in spring on which clocks skip an hour has closed slots there; on the day in autumn on
which an hour comes twice, a slot holds the mean of both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import TypeAlias

import numpy as np
import pandas as pd

from forecasts.arrays import BoolArray, DayArray, FloatArray, IntArray, weekdays
from forecasts.errors import HistoryError, HistoryFinding
from forecasts.history import QueueRows
from forecasts.local_grid import off_grid, on_local_grid, on_utc_grid
from forecasts.said import Said, day_of, said

DAY_MINUTES = 1440
RECENT_DAYS = 8
"""Opening hours are learned from this many latest days of each weekday."""
REST_SHARE = 0.25
"""A weekday with less than this share of the busiest one's contacts is a rest day."""
CLEARLY_NONE = 12.0
"""Contacts that the mean rate would bring in a stretch that saw none: then it is closed."""
UNKNOWN = said("forecast.add_rows", "add the rows; until then taken as unknown, not as zero")

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
    too. `week` is the opening pattern, (7, slots); `row` is where a slot stands in its file, or 0.
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
    row: IntArray
    findings: tuple[HistoryFinding, ...]

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
        arrays = ("days", "state", "contacts", "recorded", "handled", "handle_seconds", "row")
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
    """Lay out the rows of a queue on local days, in slots that hold whole intervals.

    Where the `interval_minutes` asked for are no multiple of the rows', slots are longer: six
    minutes and a quarter of an hour meet on half hours.

    Without `hours` the opening hours are learned: a slot is open on a weekday when most of its
    latest days have a row there, and closed where a long stretch of rows never saw a contact.

    Raises
    ------
    HistoryError
        If intervals do not start on the local clock's grid.
    """
    minutes = math.lcm(queue.interval_minutes, interval_minutes or 1)
    slots = DAY_MINUTES // minutes
    queue = rows_on_local_grid(queue, time_zone)
    day, slot = _local(queue.rows, time_zone, minutes)
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
    week = (
        declared_week(hours, minutes) if hours is not None else _learned(contacts, expected, days)
    )
    twice = np.maximum(covered / minutes, 1.0)
    opening = week[weekdays(days)] & ~_skipped(days, slots, time_zone)
    state = _states(opening, covered, expected[weekdays(days)], contacts)
    row = np.zeros(shape, dtype=np.int64)
    row.ravel()[place] = queue.rows["row"].to_numpy(dtype=np.int64)
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
        row=row,
        findings=queue.findings,
    )


def rows_on_local_grid(queue: QueueRows, time_zone: str) -> QueueRows:
    """Share out a queue's intervals of UTC where the zone is half an hour or 45 minutes off it.

    Raises
    ------
    HistoryError
        If intervals are neither on the local clock's grid nor on that of UTC.
    """
    rows = queue.rows
    missed = off_grid(rows["start"], rows["minutes"], time_zone) != 0
    if not missed.any():
        return queue
    first = rows["start"][missed].iloc[0].tz_convert(time_zone)
    clock = f"{first:%H:%M}"
    what = said(
        "forecast.between_two",
        f"an interval starts at {clock} local time, between two",
        clock=clock,
    )
    if not on_utc_grid(rows["start"], rows["minutes"]).all():
        remedy = said(
            "forecast.full_hours",
            "export intervals that start on the full hour of the site's time zone",
        )
        raise HistoryError(
            [HistoryFinding(what, remedy, queue.queue, field="interval_start", fatal=True)]
        )
    shared_out = said("forecast.shared_out", f"{what}; shared out to these", what=what)
    told = HistoryFinding(shared_out, queue=queue.queue, field="interval_start")
    shared = on_local_grid(rows, time_zone, ("contacts", "handled", "handle_seconds"))
    return replace(queue, rows=shared, findings=(*queue.findings, told))


def _local(rows: pd.DataFrame, time_zone: str, minutes: int) -> tuple[DayArray, IntArray]:
    local = rows["start"].dt.tz_convert(time_zone).dt.tz_localize(None)
    wall = local.to_numpy().astype("datetime64[m]")
    day = wall.astype("datetime64[D]")
    minute = (wall - day).astype(np.int64)
    return day, minute // minutes


def _skipped(days: DayArray, slots: int, time_zone: str) -> BoolArray:
    """Slots of local days that clocks skip, (days, slots)."""
    midnights = pd.DatetimeIndex(np.append(days, days[-1] + 1)).tz_localize(
        time_zone, ambiguous=np.ones(len(days) + 1, dtype=bool), nonexistent="shift_forward"
    )
    skipped = np.zeros((len(days), slots), dtype=bool)
    for day in np.flatnonzero(np.diff(midnights) < np.timedelta64(DAY_MINUTES, "m")):
        wall = pd.date_range(days[day], periods=slots, freq=f"{DAY_MINUTES // slots}min")
        skipped[day] = wall.tz_localize(time_zone, ambiguous="NaT", nonexistent="NaT").isna()
    return skipped


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


def declared_week(hours: Hours, minutes: int) -> BoolArray:
    """Open slots of a week, (7, slots), by its hours; a slot that is open in part is open."""
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


def gaps(matrix: DayMatrix, expected: BoolArray) -> list[HistoryFinding]:
    """Find what is missing while it is usually open: whole days, and single intervals.

    Before its first row and after its last a history has no gap.
    `expected` (days) is false where nobody expects rows, as on holidays that are always closed.
    """
    opening = (matrix.state != SlotState.CLOSED) & expected[:, None]
    seen = np.flatnonzero((matrix.state == SlotState.OPEN) | (matrix.state == SlotState.PARTIAL))
    opening.ravel()[: seen.min(initial=opening.size)] = False
    opening.ravel()[seen.max(initial=0) + 1 :] = False
    missing = opening & (matrix.state == SlotState.MISSING)
    partial = opening & (matrix.state == SlotState.PARTIAL)
    no_rows = opening.any(axis=1) & (missing == opening).all(axis=1)
    missing[no_rows] = False
    return [*_missing_days(matrix, no_rows), *_missing_intervals(matrix, missing, partial)]


def _missing_days(matrix: DayMatrix, no_rows: BoolArray) -> Iterator[HistoryFinding]:
    positions = np.flatnonzero(no_rows)
    if not len(positions):
        return
    days = matrix.days
    stretches = np.split(positions, np.flatnonzero(np.diff(positions) > 1) + 1)
    named = tuple(_stretch(days[part[0]], days[part[-1]]) for part in stretches[:5])
    more = max(len(stretches) - 5, 0) or None
    others = f" and {more} more" if more else ""
    what = said(
        "forecast.days_without_rows",
        f"no rows, though usually open, on {', '.join(named)}{others}", days=named, more=more,
    )  # fmt: skip
    yield HistoryFinding(what, UNKNOWN, matrix.queue, _row_before(matrix, int(positions[0]), 0))


def _stretch(first: np.datetime64, last: np.datetime64) -> Said:
    if first == last:
        return said("forecast.one_day", f"{first}", date=day_of(first))
    return said("forecast.days_to", f"{first} to {last}", start=day_of(first), end=day_of(last))


def _missing_intervals(
    matrix: DayMatrix, missing: BoolArray, partial: BoolArray
) -> Iterator[HistoryFinding]:
    concerned = np.argwhere(missing | partial)
    if not len(concerned):
        return
    day, slot = concerned[0].tolist()
    without, in_part = int(missing.sum()), int(partial.sum())
    told = " and ".join(
        f"{count:,} {words}"
        for count, words in ((without, "without a row"), (in_part, "known in part"))
        if count
    )
    first, minute = matrix.days[day], slot * matrix.interval_minutes
    what = said(
        "forecast.intervals_missing",
        f"intervals of open days: {told}, the first {first} {minute // 60:02d}:{minute % 60:02d}",
        date=day_of(first), at=minute,
        without=without or None, both=bool(without and in_part), partly=in_part or None,
    )  # fmt: skip
    yield HistoryFinding(what, UNKNOWN, matrix.queue, _row_before(matrix, day, slot))


def _row_before(matrix: DayMatrix, day: int, slot: int) -> int | None:
    """Row of the file after which a slot is missing."""
    earlier = matrix.row[: day + 1].ravel()[: day * matrix.row.shape[1] + slot]
    known = earlier[earlier > 0]
    return int(known[-1]) if len(known) else None
