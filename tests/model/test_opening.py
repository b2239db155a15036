"""When a queue is open: by weekday, on single dates, and without declared closures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.centre import centre
from wfm.model import Event, OpeningDate, OpeningHours, Site, opening_of

MONDAY = date(2026, 4, 6)
NIGHTS = OpeningHours((((1320, 1800),),) * 7)


def site(
    *events: Event, hours: OpeningHours | None = None, dates: tuple[OpeningDate, ...] = ()
) -> Site:
    whole = centre()
    queue = replace(whole.queues[0], hours=hours or OpeningHours((((480, 1200),),) * 7))
    return replace(whole, time_zone="UTC", queues=(queue,), events=events, opening_dates=dates)


def closure(start: float, end: float, **more: object) -> Event:
    """Close from one hour of Monday to another."""
    at = datetime(2026, 4, 6, tzinfo=UTC)
    spans = at + timedelta(hours=start), at + timedelta(hours=end)
    return replace(Event("closed", frozenset(), *spans, 0.0), **more)


def on(whole: Site, day: date = MONDAY) -> tuple[tuple[int, int], ...]:
    return opening_of(whole, whole.queues[0]).on(day)


def test_a_closure_takes_whole_days_and_parts_of_days() -> None:
    assert on(site(closure(0, 24))) == ()
    assert on(site(closure(14, 24))) == ((480, 840),)
    assert on(site(closure(12, 13))) == ((480, 720), (780, 1200))
    assert on(site(closure(0, 24)), MONDAY + timedelta(days=1)) == ((480, 1200),)


def test_what_is_no_closure_of_the_queue_changes_nothing() -> None:
    usual = ((480, 1200),)
    assert on(site(closure(0, 24, effect=0.5))) == usual
    assert on(site(closure(0, 24, effect=None))) == usual
    assert on(site(closure(0, 24, queues=frozenset({"another"})))) == usual


def test_a_night_ends_where_a_closed_day_begins_and_starts_late_after_it() -> None:
    whole = site(closure(0, 24), hours=NIGHTS)
    assert on(whole, MONDAY - timedelta(days=1)) == ((1320, 1440),)
    assert on(whole) == ((1440, 1800),)


def test_a_date_without_hours_keeps_the_night_that_runs_into_it() -> None:
    whole = site(hours=NIGHTS, dates=(OpeningDate("closed", frozenset(), MONDAY),))
    assert on(whole, MONDAY - timedelta(days=1)) == ((1320, 1800),)
    assert on(whole) == ()


def test_a_closure_shortens_the_hours_of_a_date() -> None:
    longer = OpeningDate("sale", frozenset(), MONDAY, ((360, 1380),))
    assert on(site(closure(20, 24), dates=(longer,))) == ((360, 1200),)
