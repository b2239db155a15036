"""Dates and times of a site's tables as instants in UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from wfm.sites.findings import Findings
from wfm.words import phrase

Moment: TypeAlias = date | datetime
Span: TypeAlias = Callable[[Moment, Moment, str, int], tuple[datetime, datetime] | None]
"""From, to, file and row → the instants; None, with a note, where they are in the wrong order."""


def instant(moment: Moment, zone: str) -> datetime:
    """Give a moment in UTC; without an offset it is local, a date alone is its midnight."""
    local = moment if isinstance(moment, datetime) else datetime.combine(moment, time.min)
    if local.tzinfo is None:
        local = local.replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def end_instant(moment: Moment, zone: str) -> datetime:
    """Give the end of a span in UTC: a date alone includes that whole day."""
    if not isinstance(moment, datetime):
        moment += timedelta(days=1)
    return instant(moment, zone)


def span_reader(zone: str, findings: Findings) -> Span:
    """Make a function that turns a from and a to into instants."""

    def span(start: Moment, end: Moment, file: str, row: int) -> tuple[datetime, datetime] | None:
        if start == end and isinstance(end, datetime) and end.time() == time.min:
            end = end.date()  # programs write dates with their midnight
        window = instant(start, zone), end_instant(end, zone)
        if window[0] < window[1]:
            return window
        what, remedy = phrase("site.ends_before_start"), phrase("do.exchange_from_to")
        if window[0] == window[1]:
            what, remedy = phrase("site.takes_no_time"), phrase("do.dates_or_later_end")
        findings.error(what, remedy, file, row, "to")
        return None

    return span
