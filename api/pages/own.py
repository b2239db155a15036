"""What the pages of an agent show: the own shifts in force, by the agent's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.access import Access
from wfm.model import Activity
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.notices import OwnChange, changes_of
from wfm.store.people import AGENT
from wfm.store.rosters import shifts_in_force
from wfm.store.sites import load_site_core
from wfm.store.stored_shifts import ACTIVITIES
from wfm.timegrid import week_begin

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Own:
    """Whose pages they are, and by which clock and week they are read."""

    site: str
    agent_id: str
    name: str
    zone: ZoneInfo
    zone_differs: bool
    """Whether it is another than the site's."""
    week_start: int

    def week_of(self, day: date) -> date:
        """First day of the week of a day."""
        return week_begin(day, self.week_start)


@dataclass(frozen=True, slots=True)
class ShiftPart:
    """A part of a shift, by the agent's clock."""

    code: str
    category: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OwnShift:
    """A shift, by the agent's clock."""

    date: date
    parts: tuple[ShiftPart, ...]

    @property
    def start(self) -> datetime:
        """When it begins."""
        return self.parts[0].start

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.parts[-1].end


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day: its shifts, and what it was before a change that is not confirmed."""

    date: date
    shifts: tuple[OwnShift, ...]
    changed: bool
    before: tuple[tuple[datetime, datetime], ...] = ()


def own_of(tx: Connection, access: Access) -> Own:
    """Find the agent of an account.

    Raises
    ------
    NotFoundError
        If the account is no agent's.
    """
    site, agent = access.user.site, access.user.agent_id
    if site is None or agent is None:
        raise NotFoundError("agent of", access.user.name)
    core, stored = load_site_core(tx, site), AGENT.get(tx, site, agent)
    there = core.time_zone
    zone = stored.value.time_zone or there
    return Own(site, agent, stored.value.name, ZoneInfo(zone), zone != there, core.week_start)


def own_shifts(tx: Connection, own: Own, first: date, last: date) -> list[OwnShift]:
    """List the own shifts in force that touch the dates from `first` to `last`."""
    since = datetime.combine(first, time(), own.zone)
    until = datetime.combine(last + DAY, time(), own.zone)
    found = shifts_in_force(tx, own.site, own.agent_id, since, until)
    return [
        OwnShift(shift.date, tuple(_part(a, own.zone) for a in parts))
        for shift in found
        if (parts := ACTIVITIES.validate_json(shift.activities))
    ]


def own_days(tx: Connection, own: Own, days: Sequence[date], today: date) -> list[OwnDay]:
    """Show days with their shifts, and mark those that changed and are not confirmed."""
    shifts = own_shifts(tx, own, days[0], days[-1])
    changes = {change.date: change for change in unseen(tx, own, today)}
    return [_day(day, shifts, changes.get(day), own.zone) for day in days]


def unseen(tx: Connection, own: Own, today: date) -> list[OwnChange]:
    """List changes from today on that the agent has not confirmed."""
    return changes_of(tx, own.site, own.agent_id, today)


def _day(day: date, shifts: Iterable[OwnShift], change: OwnChange | None, zone: ZoneInfo) -> OwnDay:
    own = tuple(shift for shift in shifts if shift.date == day)
    if change is None:
        return OwnDay(day, own, changed=False)
    before = tuple((start.astimezone(zone), end.astimezone(zone)) for start, end in change.before)
    return OwnDay(day, own, True, before)


def _part(activity: Activity, zone: ZoneInfo) -> ShiftPart:
    start, end = activity.start.astimezone(zone), activity.end.astimezone(zone)
    return ShiftPart(activity.code, str(activity.category), start, end)
