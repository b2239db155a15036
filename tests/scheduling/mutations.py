"""Random changes to a schedule, as a hand that edits it would make them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from tests.scheduling.random_sites import Case, a_shift
from tests.work_plans import terms
from wfm.model import Activity, ActivityCategory, Shift

PAUSES = {ActivityCategory.BREAK, ActivityCategory.MEAL}


def mutated(case: Case, shifts: tuple[Shift, ...], draw: random.Random) -> tuple[Shift, ...]:
    """Change one thing: move, remove or lengthen a shift, move a pause, add a day."""
    change = draw.choice((_moved, _other_day, _removed, _lengthened, _pause_moved, _extra_day))
    return tuple(change(case, list(shifts), draw))


def _replace(shifts: list[Shift], old: Shift, new: Shift) -> list[Shift]:
    return [new if shift is old else shift for shift in shifts]


def _later(shift: Shift, by: timedelta) -> Shift:
    parts = tuple(replace(a, start=a.start + by, end=a.end + by) for a in shift.activities)
    return replace(shift, activities=parts)


def _moved(case: Case, shifts: list[Shift], draw: random.Random) -> list[Shift]:
    old = draw.choice(shifts)
    new = _later(old, timedelta(minutes=draw.choice((-240, -60, -30, 30, 60, 300))))
    return _replace(shifts, old, new) if _starts_on_its_date(case, new) else shifts


def _other_day(case: Case, shifts: list[Shift], draw: random.Random) -> list[Shift]:
    old, days = draw.choice(shifts), draw.choice((-2, -1, 1, 2))
    day = old.date + timedelta(days=days)
    new = replace(_later(old, timedelta(days=days)), date=day)
    inside = 0 <= (day - case.first).days < 7
    return _replace(shifts, old, new) if inside and _starts_on_its_date(case, new) else shifts


def _starts_on_its_date(case: Case, shift: Shift) -> bool:
    from zoneinfo import ZoneInfo

    return shift.start.astimezone(ZoneInfo(case.site.time_zone)).date() == shift.date


def _removed(_: Case, shifts: list[Shift], draw: random.Random) -> list[Shift]:
    old = draw.choice(shifts)
    return [shift for shift in shifts if shift is not old]


def _lengthened(_: Case, shifts: list[Shift], draw: random.Random) -> list[Shift]:
    old = draw.choice(shifts)
    last = old.activities[-1]
    longer = replace(last, end=last.end + timedelta(minutes=draw.choice((30, 60, 120, 180))))
    return _replace(shifts, old, replace(old, activities=(*old.activities[:-1], longer)))


def _pause_moved(_: Case, shifts: list[Shift], draw: random.Random) -> list[Shift]:
    old = draw.choice(shifts)
    parts = list(old.activities)
    places = [
        k
        for k in range(1, len(parts) - 1)
        if parts[k].category in PAUSES and _work(parts[k - 1]) and _work(parts[k + 1])
    ]
    if not places:
        return shifts
    k, by = draw.choice(places), timedelta(minutes=draw.choice((-90, -30, -15, 15, 30, 90)))
    before, pause, after = parts[k - 1 : k + 2]
    start, end = pause.start + by, pause.end + by
    if not (before.start < start and end < after.end):
        return shifts
    parts[k - 1 : k + 2] = [
        replace(before, end=start),
        replace(pause, start=start, end=end),
        replace(after, start=end),
    ]
    return _replace(shifts, old, replace(old, activities=tuple(parts)))


def _work(part: Activity) -> bool:
    return part.category is ActivityCategory.ON_QUEUE


def _extra_day(case: Case, shifts: list[Shift], draw: random.Random) -> list[Shift]:
    agent, day = draw.choice(case.site.agents), case.first + timedelta(days=draw.randrange(7))
    plan = terms(case.site.work_plans[agent.work_plan])
    length = draw.choice(plan.shift_minutes)
    starts = range(plan.earliest_start, min(1440, plan.latest_end - length + 1), plan.start_step)
    new = a_shift(agent, case.site, day, draw.choice(starts), length)
    taken = any(s.agent_id == agent.id and s.date == day for s in shifts)
    return [*shifts, new] if not taken and _starts_on_its_date(case, new) else shifts
