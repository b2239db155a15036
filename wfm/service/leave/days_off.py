"""Days of an absence that were published as days off before: nobody would have worked then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wfm.model import Site, TimeOff
from wfm.service.leave.absent_days import weeks_touched
from wfm.store.database import Connection
from wfm.store.people import entered_at
from wfm.store.schedules import publications, published_shifts
from wfm.timegrid import week_begin

INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)


def published_days_off(
    tx: Connection, key: str, site: Site, agent_id: str, taken: Iterable[TimeOff],
    asked: Iterable[TimeOff],
) -> Mapping[TimeOff, frozenset[date]]:  # fmt: skip
    """Find, for an agent's absences, dates of published weeks on which the agent had no shift.

    What counts is what had been published until an absence was entered; until now for what is only
    asked for. A day of which any version had a shift is none: another absence may have taken it.
    Where it is not known when an absence was entered, it has no such days.
    """
    known = entered_at(tx, key, agent_id)
    entries: dict[TimeOff, datetime | None] = {each: known[each] for each in taken if each in known}
    entries |= dict.fromkeys(asked)
    weeks = {week for entry in entries for week in weeks_touched(site, entry)}
    if not weeks:
        return {}
    zone = ZoneInfo(site.time_zone)
    out = publications(tx, key, weeks)
    worked = [
        (day, at)
        for start, end, at in published_shifts(tx, key, agent_id, weeks)
        for day in _dates(start, end, zone)
    ]
    return {
        entry: frozenset(_dates(entry.start, entry.end, zone))
        - {day for day, at in worked if _before(at, moment)}
        - _unpublished(entry, {week for week, at in out if _before(at, moment)}, site, zone)
        for entry, moment in entries.items()
    }


def _before(at: datetime, moment: datetime | None) -> bool:
    return moment is None or at < moment


def _unpublished(entry: TimeOff, out: set[date], site: Site, zone: ZoneInfo) -> set[date]:
    days = _dates(entry.start, entry.end, zone)
    return {day for day in days if week_begin(day, site.week_start) not in out}


def _dates(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    """List the local dates that [start, end) touches."""
    first, last = start.astimezone(zone).date(), (end - INSTANT).astimezone(zone).date()
    return [first + DAY * number for number in range((last - first).days + 1)]
