"""What a new schedule leaves alone of the one it starts from: past, locked, edited by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from wfm.model import Schedule, Shift, Site, TimeOff
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.schedules import ScheduleInfo, edited_days, shifts_of
from wfm.timegrid import TimeGrid

Day = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Kept:
    """Shifts that stay as they are, and days that stay off."""

    shifts: tuple[Shift, ...] = ()
    days_off: tuple[Day, ...] = ()

    @property
    def locked(self) -> tuple[Shift, ...]:
        """The shifts, locked for the solver whatever they are for people."""
        return tuple(replace(shift, locked=True) for shift in self.shifts)

    def restored(self, schedule: Schedule) -> Schedule:
        """Put the kept shifts back as they were, each with its own lock or without."""
        mine = {(shift.agent_id, shift.date): shift for shift in self.shifts}
        shifts = tuple(mine.get((s.agent_id, s.date), s) for s in schedule.shifts)
        return replace(schedule, shifts=shifts)

    def with_days_off(self, site: Site) -> Site:
        """Hold the days off free, as if they were unpaid absences."""
        grid = TimeGrid(site.time_zone, date(2000, 1, 1), 1, site.interval_minutes)
        held = tuple(
            TimeOff(agent, grid.instant(day, 0), grid.instant(_next(day), 0), "kept", paid=False)
            for agent, day in self.days_off
        )
        return replace(site, time_off=site.time_off + held)


def kept_of(tx: Connection, info: ScheduleInfo, site: Site) -> Kept:
    """Find what is past by now, locked or edited by hand in a stored schedule."""
    moment, edited = now(), edited_days(tx, info.id).keys()
    known = {agent.id for agent in site.agents}
    shifts = [shift for shift in shifts_of(tx, info.id) if shift.agent_id in known]
    whole = {day for day in edited if day[0] in known}
    whole |= {(agent, day) for agent in known for day in _past_days(site, info.week, moment)}
    kept = [s for s in shifts if s.locked or (s.agent_id, s.date) in whole or s.start <= moment]
    off = sorted(whole - {(shift.agent_id, shift.date) for shift in kept})
    return Kept(tuple(kept), tuple(off))


def with_edits(
    tx: Connection, info: ScheduleInfo, shifts: tuple[Shift, ...]
) -> tuple[list[Shift], set[Day]]:
    """Let days that were edited by hand win, those too that were edited meanwhile."""
    edited = set(edited_days(tx, info.id))
    by_hand = [s for s in shifts_of(tx, info.id) if (s.agent_id, s.date) in edited]
    return [s for s in shifts if (s.agent_id, s.date) not in edited] + by_hand, edited


def _past_days(site: Site, week: date, moment: datetime) -> list[date]:
    grid = TimeGrid(site.time_zone, week, 8, site.interval_minutes)
    days = [week + timedelta(days=offset) for offset in range(7)]
    return [day for day in days if grid.instant(_next(day), 0) <= moment]


def _next(day: date) -> date:
    return day + timedelta(days=1)
