"""Candidate shifts of a work plan: every length at every start of every day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Agent, Shift, WorkPlan
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.rules.breaks import BreakSettings, template
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.tours.tour_space import Candidates, Template
from wfm.timegrid import TimeGrid

Row = tuple[int, int, int, int, int, int, int, Template]


def candidates(horizon: Horizon, plan: WorkPlan, time_zone: str | None = None) -> Candidates:
    """List the shifts that a work plan allows in a week, by the clocks of a zone if one is given.

    A shift belongs to the site's day on which it starts. Left out are starts that the clocks skip,
    on a day of 23 hours, and shifts into which the breaks do not fit.
    """
    times, grid = ShiftTimeSettings.of(plan), horizon.grid
    own = grid if time_zone is None else replace(grid, time_zone=time_zone)
    beyond = 0 if time_zone is None else 1
    rows = [
        row
        for day in range(-beyond, horizon.days + beyond)
        if grid.date_of(day).weekday() in times.weekdays
        for length in times.lengths
        for row in _of_length(horizon, plan, own, day, length)
    ]
    rows.sort(key=lambda row: row[:2])
    return _columns(rows)


def candidates_of(
    horizon: Horizon, agent: Agent, widened: Callable[[WorkPlan], WorkPlan] = lambda plan: plan
) -> Candidates:
    """List an agent's shifts, of several contracts each day's by its own."""
    parts, zone = horizon.contracts(agent), horizon.zone_of(agent)
    found = candidates(horizon, widened(horizon.plan(parts[0])), zone)
    for part in parts[1:]:
        mine = candidates(horizon, widened(horizon.plan(part)), zone)
        found = _instead(found, mine, np.flatnonzero(horizon.own_days(part)))
    return found


def contracts_key(horizon: Horizon, agent: Agent) -> Hashable:
    """Give what agents have in common who have the same candidate shifts."""
    parts = horizon.contracts(agent)
    if len(parts) == 1:
        return horizon.plan(agent).name, horizon.zone_of(agent)
    return horizon.zone_of(agent), *(
        (part.work_plan, horizon.own_days(part).tobytes()) for part in parts
    )


def with_locked(shifts: Candidates, horizon: Horizon, locked: Sequence[Shift]) -> Candidates:
    """Put locked shifts in the place of all candidates of their days."""
    added = _columns([_of_shift(horizon, shift) for shift in locked])
    return _instead(shifts, added, np.unique(added.day))


def _instead(shifts: Candidates, others: Candidates, days: NDArray[np.intp]) -> Candidates:
    """Put the others' candidates of some days in the place of all that are there."""
    added = _chosen(others, np.flatnonzero(np.isin(others.day, days)))
    kept = np.flatnonzero(~np.isin(shifts.day, days))
    day, key = np.append(shifts.day[kept], added.day), np.append(shifts.key[kept], added.key)
    order = np.lexsort((key, day))
    templates = [*(shifts.template[k] for k in kept), *added.template]
    return Candidates(
        template=tuple(templates[k] for k in order),
        **{
            name: np.append(getattr(shifts, name)[kept], getattr(added, name))[order]
            for name in _ARRAYS
        },
    )


def _chosen(shifts: Candidates, which: NDArray[np.intp]) -> Candidates:
    return Candidates(
        template=tuple(shifts.template[k] for k in which),
        **{name: getattr(shifts, name)[which] for name in _ARRAYS},
    )


_ARRAYS = ("day", "start", "end", "key", "minutes", "local_end", "paid_minutes")


def _columns(rows: Sequence[Row]) -> Candidates:
    columns = zip(*rows, strict=True) if rows else ([],) * 8
    day, key, start, end, minutes, local_end, paid, templates = columns
    return Candidates(
        day=np.array(day, np.int32),
        start=np.array(start, np.int32),
        end=np.array(end, np.int32),
        key=np.array(key, np.int32),
        minutes=np.array(minutes, np.int32),
        local_end=np.array(local_end, np.int32),
        paid_minutes=np.array(paid, np.int64),
        template=tuple(templates),
    )


def _of_length(
    horizon: Horizon, plan: WorkPlan, own: TimeGrid, day: int, length: int
) -> Iterator[Row]:
    grid, span, date = horizon.grid, horizon.minutes_to_steps(length), own.date_of(day)
    zone, midnight = ZoneInfo(own.time_zone), datetime.combine(date, datetime.min.time())

    def clock(at: int) -> int:
        return (grid.at(at).astimezone(zone).replace(tzinfo=None) - midnight) // MINUTE

    for key in ShiftTimeSettings.of(plan).starts(length):
        start = grid.index(own.instant(date, key))
        of = day if own is grid else grid.day_of(start)
        activities = template(horizon, plan, length, key)
        if activities is not None and clock(start) == key and 0 <= of < horizon.days:
            paid = BreakSettings.of(plan).paid_minutes(length)
            yield of, key, start, start + span, length, clock(start + span), paid, activities


def _of_shift(horizon: Horizon, shift: Shift) -> Row:
    start, end = horizon.grid.index(shift.start), horizon.grid.index(shift.end)
    activities = Template(tuple(off_queue_parts(horizon, shift)), locked=shift)
    return (
        (shift.date - horizon.first).days,
        horizon.local_minutes(shift),
        start,
        end,
        (shift.end - shift.start) // timedelta(minutes=1),
        horizon.local_end(shift),
        shift.paid_minutes,
        activities,
    )


def off_queue_parts(horizon: Horizon, shift: Shift) -> Iterator[tuple[str, int, int, int]]:
    """Stretches of a locked shift in which no head is on queue, as a template has them."""
    start, end = horizon.grid.index(shift.start), horizon.grid.index(shift.end)
    begun = start
    for activity in shift.activities:
        if activity.category is ActivityCategory.ON_QUEUE:
            begin = horizon.grid.index(activity.start)
            if begun < begin:
                yield "", begin - begun, begun - start, begun - start
            begun = max(begun, horizon.grid.index(activity.end))
    if begun < end:
        yield "", end - begun, begun - start, begun - start
