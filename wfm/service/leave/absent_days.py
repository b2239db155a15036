"""What leave does to shifts of published weeks: they fall away, or hold some hours of absence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from wfm.model import Activity, Schedule, Shift, Site, TimeOff
from wfm.model.absent_parts import taken_from, without_absence
from wfm.planning.preserved_shifts import AgentDay, takes_from
from wfm.service.changed_days import WEEK, DayShifts, in_force, with_days
from wfm.store.database import Connection
from wfm.store.schedules import ScheduleInfo, published
from wfm.store.stored_shifts import shifts_of
from wfm.timegrid import week_begin

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
    """Give the days of published weeks that an absence changes; what is over stays as it is.

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
    return sorted({week_begin(date.fromordinal(day), site.week_start) for day in days})


def _days(shifts: Sequence[Shift], absence: TimeOff, moment: datetime) -> Iterator[AbsentDay]:
    for day in sorted({shift.date for shift in shifts}):
        before = tuple(shift for shift in shifts if shift.date == day)
        touched = [s for s in before if s.end > moment and takes_from([absence], s)]
        if touched:
            begun = {s: s.start <= moment for s in touched}
            left = (
                without_absence(s, absence, begun=begun[s]) if s in begun else s for s in before
            )
            after = tuple(shift for shift in left if shift is not None)
            taken = tuple(p for s in touched for p in taken_from(s, absence, begun=begun[s]))
            yield AbsentDay(absence.agent_id, day, before, after, taken)
