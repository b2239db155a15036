"""An agent's published shifts as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard


@dataclass(frozen=True, slots=True)
class CalendarShift:
    """What a calendar needs of a shift; `sequence` grows whenever it is published changed."""

    date: date
    ordinal: int
    start: datetime
    end: datetime
    sequence: int
    published_at: datetime


def calendar_feed(site: str, agent_id: str, shifts: Iterable[CalendarShift]) -> bytes:
    """Feed of an agent's shifts in UTC: right in every zone, without a table of clock changes.

    A shift keeps its UID while it stays on its date. A cancelled one is simply gone. The text says
    "Shift" and nothing else: neither breaks nor reasons.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//contact-centre-wfm//shifts//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"Shifts {site}")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")  # the same for calendars that do not know RFC 7986
    events = [_event(site, agent_id, shift) for shift in shifts]
    if events:
        calendar.add("method", "PUBLISH")
    else:
        calendar.add_component(_utc())  # a calendar without a component is not allowed
    for event in events:
        calendar.add_component(event)
    feed: bytes = calendar.to_ical()
    return feed


def _utc() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone = Timezone()
    zone.add("tzid", "UTC")
    zone.add_component(standard)
    return zone


def _event(site: str, agent_id: str, shift: CalendarShift) -> Event:
    event = Event()
    identity = f"{site}|{agent_id}|{shift.date}|{shift.ordinal}"
    event.add("uid", hashlib.sha256(identity.encode()).hexdigest()[:32])
    event.add("sequence", shift.sequence)
    event.add("dtstamp", shift.published_at)
    event.add("dtstart", shift.start)
    event.add("dtend", shift.end)
    event.add("summary", "Shift")
    event.add("transp", "OPAQUE")
    return event
