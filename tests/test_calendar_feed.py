"""The calendar feed is one that the standard allows, whatever was published."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from wfm.calendar_feed import CalendarShift, calendar_feed


def test_a_feed_without_shifts_has_a_component_and_no_event() -> None:
    """RFC 5545, 3.6: a calendar has one component at least; readers refuse one without."""
    calendar = Calendar.from_ical(calendar_feed("north", "ann", []))
    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE"]
    assert not calendar.walk("VEVENT")
    assert "METHOD" not in calendar, "only events can be published"


def test_a_feed_with_shifts_has_these_alone() -> None:
    at = datetime(2026, 3, 24, 8, tzinfo=UTC)
    shift = CalendarShift(date(2026, 3, 24), 0, at, at.replace(hour=16), 1, at)
    calendar = Calendar.from_ical(calendar_feed("north", "ann", [shift]))
    assert [component.name for component in calendar.subcomponents] == ["VEVENT"]
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1), "RFC 7986, 5.7"


def test_both_shifts_of_a_split_day_are_events_of_their_own() -> None:
    day, at = date(2026, 3, 24), datetime(2026, 3, 24, 8, tzinfo=UTC)
    spans = ((at, at.replace(hour=12)), (at.replace(hour=15), at.replace(hour=19)))
    both = [CalendarShift(day, number, *span, 1, at) for number, span in enumerate(spans)]
    events = Calendar.from_ical(calendar_feed("north", "ann", both)).walk("VEVENT")
    assert [event["DTEND"].dt.hour for event in events] == [12, 19]
    assert len({str(event["UID"]) for event in events}) == 2
