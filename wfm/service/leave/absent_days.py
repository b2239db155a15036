"""What leave does to shifts of published weeks: they fall away, or hold some hours of absence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from wfm.model import Activity, ActivityCategory, Schedule, Shift, Site, TimeOff
from wfm.planning.preserved_shifts import AgentDay, takes_from
from wfm.service.changed_days import WEEK, DayShifts, in_force, week_of, with_days
from wfm.store.database import Connection
from wfm.store.schedules import ScheduleInfo, published, shifts_of

OFF = "OFF"
"""What an absence inside a shift is called: its kind is private."""
DAYS_BEFORE = 1
"""A shift of the evening before may reach into an absence."""


@dataclass(frozen=True, slots=True)
class AbsentDay:
    """A day of the published week that leave takes from: its shifts before and after."""

    agent_id: str
    date: date
    before: tuple[Shift, ...]
    after: tuple[Shift, ...]
    taken: tuple[Activity, ...]
    """What the agent does not do any more."""

    @property
    def day(self) -> AgentDay:
        """Whose day it is."""
        return self.agent_id, self.date


AbsentWeek: TypeAlias = tuple[ScheduleInfo, Sequence[AbsentDay]]
"""What is in force of a week, and the days of it that an absence takes from."""


def absent_days(
    tx: Connection,
    key: str,
    site: Site,
    absence: TimeOff,
    moment: datetime,
    *,
    returned: DayShifts | None = None,
    hold: bool = False,
) -> list[AbsentWeek]:
    """Give the days of published weeks that an absence changes; what has begun stays as it is.

    `returned` are days that are to be otherwise than in force before. With `hold`, nobody else
    publishes those weeks before this transaction ends.
    """
    found: list[AbsentWeek] = []
    find = in_force if hold else published
    for week in weeks_touched(site, absence):
        info = find(tx, key, week)
        if info is None:
            continue
        own = Schedule(key, week, tuple(shifts_of(tx, info.id, [absence.agent_id])))
        own = with_days(own, _of(absence.agent_id, week, returned or {}))
        days = list(_days(own.shifts, absence, moment))
        if days:
            found.append((info, days))
    return found


def _of(agent_id: str, week: date, days: DayShifts) -> DayShifts:
    return {
        (agent, day): shifts
        for (agent, day), shifts in days.items()
        if agent == agent_id and week <= day < week + WEEK
    }


def weeks_touched(site: Site, absence: TimeOff) -> list[date]:
    """First days of the weeks whose shifts an absence may take from."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(site.time_zone)
    first, last = (at.astimezone(zone).date() for at in (absence.start, absence.end))
    days = range(first.toordinal() - DAYS_BEFORE, last.toordinal() + 1)
    return sorted({week_of(date.fromordinal(day), site.week_start) for day in days})


def _days(shifts: Sequence[Shift], absence: TimeOff, moment: datetime) -> Iterator[AbsentDay]:
    for day in sorted({shift.date for shift in shifts}):
        before = tuple(shift for shift in shifts if shift.date == day)
        touched = [s for s in before if s.start > moment and takes_from([absence], s)]
        if touched:
            left = (without_absence(s, absence) if s in touched else s for s in before)
            after = tuple(shift for shift in left if shift is not None)
            taken = tuple(part for shift in touched for part in taken_from(shift, absence))
            yield AbsentDay(absence.agent_id, day, before, after, taken)


def fits_inside(shift: Shift, absence: TimeOff) -> bool:
    """Whether a shift can hold an absence: of at most half of it, as the rule of time off says."""
    inside = shift.start <= absence.start and absence.end <= shift.end
    return inside and 2 * (absence.end - absence.start) <= shift.end - shift.start


def without_absence(shift: Shift, absence: TimeOff) -> Shift | None:
    """Give what an absence leaves of a shift; None where it falls away."""
    if not fits_inside(shift, absence):
        return None
    away = Activity(OFF, ActivityCategory.TIME_OFF, absence.start, absence.end, absence.paid)
    parts = [
        replace(part, start=start, end=end)
        for part in shift.activities
        for start, end in (
            (part.start, min(part.end, absence.start)),
            (max(part.start, absence.end), part.end),
        )
        if start < end
    ]
    return replace(shift, activities=tuple(sorted([*parts, away], key=lambda part: part.start)))


def taken_from(shift: Shift, absence: TimeOff) -> Iterator[Activity]:
    """Give what of a shift is not done in an absence."""
    if not fits_inside(shift, absence):
        yield from shift.activities
        return
    for part in shift.activities:
        start, end = max(part.start, absence.start), min(part.end, absence.end)
        if start < end:
            yield replace(part, start=start, end=end)
