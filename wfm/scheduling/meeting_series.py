"""Meetings that come again every few weeks: which of them fall into a horizon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wfm.model import Meeting


def held_in(meeting: Meeting, first: date, days: int, zone: ZoneInfo) -> Iterator[Meeting]:
    """Give a meeting, of a series those whose windows begin in `days` local days from `first`.

    A series moves on by whole periods of weeks, by the clock on the wall of `zone`.
    """
    if meeting.every_weeks is None:
        yield meeting
        return
    period = timedelta(weeks=meeting.every_weeks)
    times = [at.astimezone(zone).replace(tzinfo=None) for at in (meeting.earliest, meeting.latest)]
    begin = datetime.combine(first, datetime.min.time())
    ahead = max(0, -(-(begin - times[0]) // period)) * period
    while times[0] + ahead < begin + timedelta(days=days):
        earliest, latest = (
            (at + ahead).replace(tzinfo=zone).astimezone(meeting.earliest.tzinfo) for at in times
        )
        yield replace(meeting, earliest=earliest, latest=latest)
        ahead += period
