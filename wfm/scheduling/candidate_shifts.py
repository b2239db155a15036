"""Candidate shifts of a work plan: every length at every start of every day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Agent, ClockChange, Shift, WorkPlan
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.rules.breaks import BreakSettings, passing, split_template, template
from wfm.scheduling.rules.shift_times import ShiftTimeSettings, usual_start
from wfm.scheduling.rules.split_shifts import SplitShiftSettings
from wfm.scheduling.split_days import GAP, gaps
from wfm.scheduling.tours.cheapest_tour import MAX_BREAKS
from wfm.scheduling.tours.tour_space import Candidates, Template
from wfm.timegrid import TimeGrid

Row = tuple[int, int, int, int, int, int, int, int, int, int, Template]


def candidates(horizon: Horizon, plan: WorkPlan, time_zone: str | None = None) -> Candidates:
    """List the shifts that a work plan allows in a week, by the clocks of a zone if one is given.

    A shift belongs to the site's day on which it starts. Left out are times that the clocks skip,
    on a day of 23 hours, and shifts into which the breaks do not fit. Two shifts of a day are one
    candidate, from the first start to the last end.
    """
    times, grid = ShiftTimeSettings.of(plan), horizon.grid
    own = grid if time_zone is None else replace(grid, time_zone=time_zone)
    beyond = 0 if time_zone is None else 1
    rows = [
        row
        for day in range(-beyond, horizon.days + beyond)
        if grid.date_of(day).weekday() in times.weekdays
        for row in (
            *(r for length in times.lengths for r in _of_length(horizon, plan, own, day, length)),
            *_split(horizon, plan, own, day),
        )
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


def with_locked(
    shifts: Candidates, horizon: Horizon, agent: Agent, locked: Sequence[Shift]
) -> Candidates:
    """Put an agent's locked shifts in the place of all candidates of their days."""
    added = _columns([_of_shift(horizon, agent, shift) for shift in locked])
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


_ARRAYS = (
    "day", "start", "end", "key", "minutes", "local_start", "local_end", "paid_minutes",
    "gap_start", "gap_end",
)  # fmt: skip


def _columns(rows: Sequence[Row]) -> Candidates:
    columns = zip(*rows, strict=True) if rows else ([],) * 11
    day, key, start, end, minutes, begins, ends, paid, gap_start, gap_end, templates = columns
    return Candidates(
        day=np.array(day, np.int32),
        start=np.array(start, np.int32),
        end=np.array(end, np.int32),
        key=np.array(key, np.int32),
        minutes=np.array(minutes, np.int32),
        local_start=np.array(begins, np.int32),
        local_end=np.array(ends, np.int32),
        paid_minutes=np.array(paid, np.int64),
        gap_start=np.array(gap_start, np.int32),
        gap_end=np.array(gap_end, np.int32),
        template=tuple(templates),
    )


def _of_length(
    horizon: Horizon, plan: WorkPlan, own: TimeGrid, day: int, length: int
) -> Iterator[Row]:
    grid, clock = horizon.grid, _clock(horizon, own, day)
    instant = partial(own.instant, own.date_of(day))
    paid = BreakSettings.of(plan).paid_minutes(length)
    for key, start, end in _spans(horizon, ShiftTimeSettings.of(plan), own, day, length):
        of = day if own is grid else grid.day_of(start)
        passes = passing(grid.at(start), grid.at(end), instant)
        begins, ends = clock(start), clock(end)
        activities = template(horizon, plan, length, begins, passes)
        if activities is not None and 0 <= of < horizon.days:
            yield of, key, start, end, length, begins, ends, paid, start, start, activities


def _spans(
    horizon: Horizon, times: ShiftTimeSettings, own: TimeGrid, day: int, length: int
) -> Iterator[tuple[int, int, int]]:
    """Give the usual start, first and last interval of the shifts of a length.

    Where clocks change in a shift, the site says whether it keeps its times or its length.
    """
    grid, date, clock = horizon.grid, own.date_of(day), _clock(horizon, own, day)
    keep_length = horizon.site.clock_change is ClockChange.ELAPSED
    for key in times.starts(length):
        start = grid.index(own.instant(date, key))
        end = start + horizon.minutes_to_steps(length)
        late = clock(end) - key - length
        if late and not keep_length:
            end = grid.index(own.instant(date, key + length))
        shown = clock(start) == key and (keep_length or clock(end) == key + length)
        if shown and (not keep_length or times.usual_start(key, length, late) == key):
            yield key, start, end
        if keep_length and late:
            shift = horizon.minutes_to_steps(late)
            start, end = start - shift, end - shift
            begins, later = clock(start), clock(end) - clock(start) - length
            if begins == key - late and times.usual_start(begins, length, later) == key:
                yield key, start, end


def _split(horizon: Horizon, plan: WorkPlan, own: TimeGrid, day: int) -> Iterator[Row]:
    grid, date, clock = horizon.grid, own.date_of(day), _clock(horizon, own, day)
    for times in SplitShiftSettings.of(plan).days(plan):
        start = grid.index(own.instant(date, times.start))
        gap_start = start + horizon.minutes_to_steps(times.first)
        gap_end = gap_start + horizon.minutes_to_steps(times.gap)
        end = gap_end + horizon.minutes_to_steps(times.second)
        of = day if own is grid else grid.day_of(start)
        then = times.start + times.first + times.gap
        activities = split_template(horizon, plan, times)
        shown = clock(start) == times.start and clock(gap_end) == then
        shown &= clock(end) == then + times.second
        fits = activities is not None and len(activities.activities) <= MAX_BREAKS
        if activities is not None and fits and shown and 0 <= of < horizon.days:
            pauses = BreakSettings.of(plan)
            paid = pauses.paid_minutes(times.first) + pauses.paid_minutes(times.second)
            yield (
                of, times.start, start, end, times.spread, times.start, clock(end), paid,
                gap_start, gap_end, activities,
            )  # fmt: skip


def _clock(horizon: Horizon, own: TimeGrid, day: int) -> Callable[[int], int]:
    """Tell the time of an interval's start, in local minutes from the midnight of a day."""
    zone = ZoneInfo(own.time_zone)
    midnight = datetime.combine(own.date_of(day), datetime.min.time())

    def clock(at: int) -> int:
        return (horizon.grid.at(at).astimezone(zone).replace(tzinfo=None) - midnight) // MINUTE

    return clock


def _of_shift(horizon: Horizon, agent: Agent, shift: Shift) -> Row:
    start, end = horizon.grid.index(shift.start), horizon.grid.index(shift.end)
    activities = Template(tuple(off_queue_parts(horizon, shift)), locked=shift)
    between = [(gap.start, gap.end) for gap in gaps(shift)] or [(shift.start, shift.start)]
    gap_start, gap_end = (horizon.grid.index(border) for border in between[0])
    return (
        (shift.date - horizon.first).days,
        usual_start(horizon, agent, shift),
        start,
        end,
        horizon.length(shift),
        horizon.local_minutes(shift),
        horizon.local_end(shift),
        horizon.paid_minutes(shift),
        gap_start,
        gap_end,
        activities,
    )


def off_queue_parts(horizon: Horizon, shift: Shift) -> Iterator[tuple[str, int, int, int]]:
    """Stretches of a locked shift in which no head is on queue, as a template has them."""
    start, end = horizon.grid.index(shift.start), horizon.grid.index(shift.end)
    begun = start
    for activity in shift.activities:
        on_queue, gap = activity.category is ActivityCategory.ON_QUEUE, activity.code == GAP
        if on_queue or gap:
            begin = horizon.grid.index(activity.start)
            if begun < begin:
                yield "", begin - begun, begun - start, begun - start
            if gap:
                yield GAP, horizon.grid.index(activity.end) - begin, begin - start, begin - start
            begun = max(begun, horizon.grid.index(activity.end))
    if begun < end:
        yield "", end - begun, begun - start, begun - start
