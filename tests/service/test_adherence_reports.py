"""Reports are remembered until something changes that their week would show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.centre import WEEK, at, day, put_centre, shift
from wfm.service.adherence_reports import Reports
from wfm.service.state_intake import checked_batch, take
from wfm.store.database import Database
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft

OVER = at(day(8), 9)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that shows its last entry."""
    shown = [at(day(1), 10)]
    for module in ("adherence_reports", "state_intake"):
        monkeypatch.setattr(f"wfm.service.{module}.now", lambda: shown[-1])
    return shown


@pytest.fixture
def reports(sqlite_url: str) -> Iterator[Reports]:
    database = Database(sqlite_url)
    with database.writing() as tx:
        put_centre(tx)
        draft = create_draft(tx, "sam", "north", WEEK, [shift("bob", day(1))])
        publish(tx, "sam", draft, draft.version)
    yield Reports(database)
    database.close()


def heard(database: Database, name: str, started: datetime) -> None:
    """Take an event of bob's in."""
    event = {
        "event_id": name, "source_id": "acd", "external_agent_id": "bob", "state_code": "AVAILABLE",
        "started_at": started.isoformat(), "is_logged_on": True,
    }  # fmt: skip
    take(database, "north", checked_batch([event]))


def test_a_week_that_is_over_is_measured_once_however_the_next_one_goes(
    reports: Reports, clock: list[datetime]
) -> None:
    clock.append(OVER)
    heard(reports.database, "first", at(day(1), 9))
    before = reports.of("north", WEEK)
    clock.append(OVER + timedelta(minutes=5))
    heard(reports.database, "second", OVER)
    assert reports.of("north", WEEK) is before
    heard(reports.database, "late", at(day(1), 12))
    after = reports.of("north", WEEK)
    assert after is not before
    assert reports.of("north", WEEK) is after


def test_a_running_week_is_measured_anew_each_minute(
    reports: Reports, clock: list[datetime]
) -> None:
    before = reports.of("north", WEEK)
    clock.append(clock[-1] + timedelta(seconds=59))
    assert reports.of("north", WEEK) is before
    clock.append(clock[-1] + timedelta(seconds=1))
    assert reports.of("north", WEEK) is not before


def test_the_last_night_of_a_week_belongs_to_it(reports: Reports, clock: list[datetime]) -> None:
    night = shift("bob", day(6), 22, 30)
    with reports.database.writing() as tx:
        draft = create_draft(tx, "sam", "north", WEEK, [night])
        publish(tx, "sam", draft, draft.version)
    clock.append(at(day(7), 5))
    before = reports.of("north", WEEK)
    clock.append(at(day(7), 5.5))
    assert reports.of("north", WEEK) is not before
