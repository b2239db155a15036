"""What a new schedule leaves alone of the one it starts from: past, locked, edited by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from wfm.model import Shift, Site
from wfm.model.absent_parts import shift_without
from wfm.planning.preserved_shifts import AgentDay, PreservedShifts, takes_from
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.edited_days import edited_days
from wfm.store.schedules import ScheduleInfo
from wfm.store.stored_shifts import shifts_of
from wfm.timegrid import TimeGrid


def preserved_of(tx: Connection, info: ScheduleInfo, site: Site) -> PreservedShifts:
    """Find what is past by now, locked or edited by hand in a stored schedule.

    Leave that was entered since wins over a shift of the future, whoever made it, and over the rest
    of one that has begun.
    """
    moment, edited = now(), edited_days(tx, info.id).keys()
    known = {agent.id for agent in site.agents}
    shifts = [shift for shift in shifts_of(tx, info.id) if shift.agent_id in known]
    whole = {day for day in edited if day[0] in known}
    whole |= {(agent, day) for agent in known for day in _past_days(site, info.week, moment)}
    begun = {(shift.agent_id, shift.date) for shift in shifts if shift.start <= moment}
    kept = [s for s in shifts if s.locked or (s.agent_id, s.date) in whole | begun]
    off = sorted(whole - {(shift.agent_id, shift.date) for shift in kept})
    staying = list(_as_worked(kept, site, moment))
    return PreservedShifts(tuple(staying), tuple(off))


def with_edits(
    tx: Connection, info: ScheduleInfo, shifts: tuple[Shift, ...], site: Site
) -> tuple[list[Shift], set[AgentDay]]:
    """Let days edited by hand win, meanwhile too; leave of the future wins over them."""
    stored, moment = shifts_of(tx, info.id), now()
    on_leave = {
        (s.agent_id, s.date) for s in stored if s.start > moment and takes_from(site.time_off, s)
    }
    edited = set(edited_days(tx, info.id)) - on_leave
    by_hand = [s for s in stored if (s.agent_id, s.date) in edited]
    return [s for s in shifts if (s.agent_id, s.date) not in edited] + by_hand, edited


def _as_worked(kept: Iterable[Shift], site: Site, moment: datetime) -> Iterator[Shift]:
    for shift in kept:
        if not takes_from(site.time_off, shift) or shift.end <= moment:
            yield shift
        elif shift.start <= moment:
            away = [entry for entry in site.time_off if takes_from([entry], shift)]
            left = shift_without(shift, away, begun=True)
            if left is not None:
                yield left


def _past_days(site: Site, week: date, moment: datetime) -> list[date]:
    grid = TimeGrid(site.time_zone, week, 8, site.interval_minutes)
    days = [week + timedelta(days=offset) for offset in range(7)]
    return [day for day in days if grid.instant(day + timedelta(days=1), 0) <= moment]
