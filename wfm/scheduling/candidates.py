"""Candidate shifts of a work plan: every length at every start of every day."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from wfm.model import Shift, WorkPlan
from wfm.scheduling.rules.breaks import PAUSES, template
from wfm.scheduling.rules.shift_times import shift_starts
from wfm.scheduling.space import Candidates, Template
from wfm.scheduling.week import Week


def candidates(week: Week, plan: WorkPlan, locked: tuple[Shift, ...] = ()) -> Candidates:
    """List the shifts that a work plan allows in a week, and the locked ones.

    Starts that the clocks skip, on a day of 23 hours, are left out.
    """
    rows = [
        row
        for day in range(week.days)
        if week.grid.date_of(day).weekday() in plan.weekdays
        for length in plan.shift_minutes
        for row in _of_length(week, plan, day, length)
    ]
    rows += [_of_shift(week, shift) for shift in locked]
    rows.sort(key=lambda row: row[:2])
    day, key, start, end, minutes, paid, templates = zip(*rows, strict=True) if rows else ([],) * 7
    return Candidates(
        np.array(day, np.int32),
        np.array(start, np.int32),
        np.array(end, np.int32),
        np.array(key, np.int32),
        np.array(minutes, np.int32),
        np.array(paid, np.int64),
        tuple(templates),
    )


Row = tuple[int, int, int, int, int, int, Template]


def _of_length(week: Week, plan: WorkPlan, day: int, length: int) -> list[Row]:
    activities, span = template(week, plan, length), week.minutes_to_steps(length)
    rows: list[Row] = []
    for key in shift_starts(plan, length):
        start = week.grid.local_index(day, key)
        midnight = datetime.combine(week.grid.date_of(day), datetime.min.time())
        if week.local(week.grid.at(start)).replace(tzinfo=None) == midnight + timedelta(
            minutes=key
        ):
            paid = plan.paid_minutes(length)
            rows.append((day, key, start, start + span, length, paid, activities))
    return rows


def _of_shift(week: Week, shift: Shift) -> Row:
    start, end = week.grid.index(shift.start), week.grid.index(shift.end)
    pauses = tuple(
        (a.code, week.minutes_to_steps(a.minutes), at := week.grid.index(a.start) - start, at)
        for a in shift.activities
        if a.category in PAUSES
    )
    day, length = (shift.date - week.first).days, int((shift.end - shift.start).seconds // 60)
    activities = Template(pauses, locked=shift)
    return day, week.local_minutes(shift), start, end, length, shift.paid_minutes, activities
