"""Rest and days in a row over the seam of two weeks, whatever the store has of the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.planning.tiny_site import NEXT_WEEK
from tests.service.stored_site import GENERATE, SITE, ask, do, take_in
from wfm.model.plan import Severity
from wfm.service.previous_week import told, week_before
from wfm.service.publish import judged
from wfm.store.database import Database
from wfm.store.publishing import publish
from wfm.store.runs import Run
from wfm.store.schedules import create_draft, get_schedule, schedules_of
from wfm.store.stored_shifts import shifts_of

BEFORE = NEXT_WEEK - timedelta(days=7)
BERLIN = ZoneInfo("Europe/Berlin")
EARLIEST = datetime(2026, 3, 16, 11, 30, tzinfo=BERLIN)
"""Eleven hours after everyone's Sunday night."""
SUNDAY_NIGHT = "agent_id,shift_id,shift_date,activity_code,category,start,end,paid\n" + "".join(
    f"T{n},s{n},2026-03-15,ON,on_queue,2026-03-15T19:30+01:00,2026-03-16T00:30+01:00,yes\n"
    for n in range(6)
)


@pytest.fixture
def after_a_night(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    run = take_in(database, **{"previous.csv": SUNDAY_NIGHT})
    (message,) = [m for m in run.messages if m["file"] == "previous"]
    assert "6 shifts of earlier weeks become drafts" in message["text"]
    yield database
    database.close()


def monday_starts(database: Database, run: Run) -> list[datetime]:
    assert run.result is not None, run.messages
    with database.reading() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, run.result["schedule"])
        return [s.start for s in shifts_of(tx, info.id) if s.date == NEXT_WEEK]


def test_the_shifts_that_a_site_brings_of_the_week_before_are_rested_from(
    after_a_night: Database,
) -> None:
    run = do(after_a_night, ask(after_a_night, "schedule", **GENERATE))
    starts = monday_starts(after_a_night, run)
    assert starts
    assert min(starts) >= EARLIEST
    text = run.messages[0]["text"]
    assert text.endswith(f"go on from draft 1 of the week of {BEFORE}: none is published yet.")


def test_a_published_week_goes_before_newer_drafts(after_a_night: Database) -> None:
    with after_a_night.writing() as tx:
        publish(tx, "sam", get_schedule(tx, SITE, BEFORE, 1), 1)
        create_draft(tx, "sam", SITE, BEFORE, ())
        found = week_before(tx, SITE, NEXT_WEEK)
    assert found is not None
    assert found.number == 1
    message = told(found, NEXT_WEEK)
    assert message.severity is Severity.INFO
    assert f"schedule 1 of the week of {BEFORE}, the published one" in message.text


def test_the_newest_draft_counts_where_none_is_published(after_a_night: Database) -> None:
    with after_a_night.writing() as tx:
        create_draft(tx, "sam", SITE, BEFORE, ())
    run = do(after_a_night, ask(after_a_night, "schedule", **GENERATE))
    assert "draft 2" in run.messages[0]["text"]
    assert min(monday_starts(after_a_night, run)) < EARLIEST


def test_a_schedule_is_judged_by_the_week_before_too(after_a_night: Database) -> None:
    with after_a_night.writing() as tx:
        night = get_schedule(tx, SITE, BEFORE, 1)
        free = create_draft(tx, "sam", SITE, BEFORE, ())
    run = do(after_a_night, ask(after_a_night, "schedule", **GENERATE))
    assert run.result is not None
    with after_a_night.writing() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, run.result["schedule"])
        rested = judged(tx, info)
        publish(tx, "sam", night, 1)
        tired = judged(tx, info)
    assert free.number == 2
    assert not [f for f in rested if f.rule == "Rest between shifts"]
    assert {f.date for f in tired if f.rule == "Rest between shifts"} == {NEXT_WEEK}


def test_a_stored_week_is_left_alone_by_an_import(after_a_night: Database) -> None:
    take_in(after_a_night, **{"previous.csv": SUNDAY_NIGHT.replace("19:30", "20:00")})
    with after_a_night.reading() as tx:
        assert [info.number for info in schedules_of(tx, SITE, BEFORE)] == [1]


def test_a_first_week_says_that_nothing_is_known_before_it(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    take_in(database)
    run = do(database, ask(database, "schedule", **GENERATE))
    database.close()
    assert run.messages[0]["severity"] == "warning"
    assert run.messages[0]["text"].startswith(f"No schedule of the week before ({BEFORE})")
