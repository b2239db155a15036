"""A week is published knowing the weeks on both sides of it, as they are in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.planning.tiny_site import NEXT_WEEK, TABLES
from tests.service.stored_site import SITE, at, take_in
from wfm.model import Activity, ActivityCategory, Shift
from wfm.service.publish import (
    Published,
    prepare_publication,
    publish_judged,
    revert_judged,
)
from wfm.store.database import Connection, Database
from wfm.store.errors import ConflictError, OutdatedError
from wfm.store.schedules import ScheduleInfo, create_draft
from wfm.words import english

AFTER = NEXT_WEEK + timedelta(days=7)
ANY_HOURS = TABLES["work_plans.toml"]
for old, new in (
    ("min_paid_hours_per_week = 20", "min_paid_hours_per_week = 0"),
    ("min_days_per_week = 4", "min_days_per_week = 0"),
    ('earliest_start = "09:00"', 'earliest_start = "00:00"'),
    ('latest_end = "17:00"', 'latest_end = "30:00"'),
):
    assert old in ANY_HOURS
    ANY_HOURS = ANY_HOURS.replace(old, new)
"""Whoever works one day of a week breaks nothing by that."""


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    made = Database(sqlite_url)
    assert take_in(made, **{"work_plans.toml": ANY_HOURS}).status == "done"
    yield made
    made.close()


def shift(day: date, hour: int) -> Shift:
    """Five hours of T0, with a break in the middle."""
    start = at(day, 0) + timedelta(hours=hour)
    ends = [timedelta(minutes=minutes) for minutes in (0, 120, 150, 300)]
    parts = [
        Activity(*what, start + begin, start + end, queue=queue)
        for what, queue, begin, end in (
            (("ON", ActivityCategory.ON_QUEUE), "calls", ends[0], ends[1]),
            (("Break", ActivityCategory.BREAK), None, ends[1], ends[2]),
            (("ON", ActivityCategory.ON_QUEUE), "calls", ends[2], ends[3]),
        )
    ]
    return Shift(f"T0-{day}", "T0", day, tuple(parts))


def draft(tx: Connection, day: date, hour: int) -> ScheduleInfo:
    week = day - timedelta(days=day.weekday())
    return create_draft(tx, "sam", SITE, week, [shift(day, hour)])


def put_in_force(tx: Connection, info: ScheduleInfo, *, accept: bool = True) -> Published:
    return publish_judged(tx, "sam", info, info.version, accept_broken_rules=accept)


def said(tx: Connection, info: ScheduleInfo) -> list[str]:
    found = prepare_publication(tx, info).findings
    return [english(one.in_full) for one in found if one.rule == "Rest between shifts"]


SUNDAY, MONDAY = NEXT_WEEK + timedelta(days=6), AFTER
LATE, EARLY = 19, 8


def test_rest_from_the_week_before_is_judged(database: Database) -> None:
    with database.writing() as tx:
        put_in_force(tx, draft(tx, SUNDAY, LATE))
        [told] = said(tx, draft(tx, MONDAY, EARLY - 3))
        assert "in the week after" not in told
        assert said(tx, draft(tx, MONDAY, 12)) == []


def test_rest_into_the_week_after_is_judged(database: Database) -> None:
    with database.writing() as tx:
        put_in_force(tx, draft(tx, MONDAY, EARLY - 3))
        tired, rested = draft(tx, SUNDAY, LATE), draft(tx, SUNDAY, 12)
        [told] = said(tx, tired)
        assert told.endswith("(in the week after, as schedule 1 of it is in force)")
        assert said(tx, rested) == []
    with pytest.raises(ConflictError) as refused, database.writing() as tx:
        put_in_force(tx, tired, accept=False)
    assert any("in the week after" in english(one) for one in refused.value.details)


def test_a_draft_of_the_week_after_is_in_nobodys_way(database: Database) -> None:
    with database.writing() as tx:
        draft(tx, MONDAY, EARLY - 3)
        assert said(tx, draft(tx, SUNDAY, LATE)) == []


def test_a_version_that_is_brought_back_is_judged_so_too(database: Database) -> None:
    with database.writing() as tx:
        first = put_in_force(tx, draft(tx, SUNDAY, LATE)).info
        put_in_force(tx, draft(tx, SUNDAY, 12))
        put_in_force(tx, draft(tx, MONDAY, EARLY - 3))
    with pytest.raises(ConflictError), database.writing() as tx:
        revert_judged(tx, "sam", first, accept_broken_rules=False)


def test_what_was_judged_before_the_week_after_came_into_force_is_judged_anew(
    database: Database,
) -> None:
    with database.writing() as tx:
        late = draft(tx, SUNDAY, LATE)
        ready = prepare_publication(tx, late)
        put_in_force(tx, draft(tx, MONDAY, EARLY - 3))
        with pytest.raises(OutdatedError):
            publish_judged(tx, "sam", late, late.version, accept_broken_rules=True, prepared=ready)


def test_what_the_week_after_breaks_by_itself_is_its_own(database: Database) -> None:
    with database.writing() as tx:
        shifts = [shift(MONDAY, 19), shift(MONDAY + timedelta(days=1), 5)]
        put_in_force(tx, create_draft(tx, "sam", SITE, AFTER, shifts))
        assert said(tx, draft(tx, SUNDAY, LATE)) == []
