"""Runs: one worker at a time, fenced, cancellable, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.centre import put_centre
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.store.runs import (
    MAXIMUM_ATTEMPTS,
    LostRunError,
    Run,
    beat,
    begin,
    bury,
    create_run,
    finish,
    get_run,
    report,
    request_cancel,
)


@pytest.fixture
def run(database: Database) -> Run:
    with database.writing() as tx:
        put_centre(tx)
        return create_run(tx, "sam", "north", "plan", {"week": "2026-03-23"})


def test_a_worker_that_was_taken_for_dead_can_write_nothing_more(
    database: Database, run: Run
) -> None:
    with database.writing() as tx:
        first = begin(tx, run.id, "w1", 0)
        second = begin(tx, run.id, "w2", 1)
    assert first is not None
    assert second is not None
    with database.writing() as tx, pytest.raises(LostRunError):
        report(tx, first, stage="late")
    with database.writing() as tx, pytest.raises(LostRunError):
        finish(tx, first, "done", {}, [])
    with database.writing() as tx:
        finish(tx, second, "done", {"schedule": 1}, [])
        assert begin(tx, run.id, "w3", 2) is None
        assert get_run(tx, "north", run.id).result == {"schedule": 1}


def test_a_running_job_hears_that_it_shall_stop(database: Database, run: Run) -> None:
    with database.writing() as tx:
        mine = begin(tx, run.id, "w1", 0)
        assert mine is not None
        assert report(tx, mine, stage="solve", progress=0.5) is False
        request_cancel(tx, "sam", "north", run.id)
        assert report(tx, mine, best={"gap": 0.02}) is True
        finish(tx, mine, "cancelled", None, [])
        ended = get_run(tx, "north", run.id)
    assert (ended.status, ended.stage, ended.best) == ("cancelled", "solve", {"gap": 0.02})


def test_a_queued_job_is_cancelled_at_once_and_never_begins(database: Database, run: Run) -> None:
    with database.writing() as tx:
        assert request_cancel(tx, "sam", "north", run.id).status == "cancelled"
        assert begin(tx, run.id, "w1", 0) is None
        with pytest.raises(ConflictError, match="has ended"):
            request_cancel(tx, "sam", "north", run.id)


def test_a_job_that_takes_worker_after_worker_down_is_given_up(
    database: Database, run: Run
) -> None:
    with database.writing() as tx:
        for attempt in range(MAXIMUM_ATTEMPTS):
            assert begin(tx, run.id, f"w{attempt}", attempt) is not None
        assert begin(tx, run.id, "last", MAXIMUM_ATTEMPTS) is None
        assert get_run(tx, "north", run.id).status == "failed"


def test_a_dead_worker_is_found_by_one_only(database: Database) -> None:
    with database.writing() as tx:
        beat(tx, "w1")
        assert bury(tx, timedelta(minutes=1)) == []
        assert bury(tx, timedelta(seconds=-1)) == ["w1"]
        assert bury(tx, timedelta(seconds=-1)) == []


def test_of_two_workers_for_one_attempt_the_second_gets_nothing(
    database: Database, run: Run
) -> None:
    with database.writing() as tx:
        assert begin(tx, run.id, "w1", 0) is not None
        assert begin(tx, run.id, "w2", 0) is None
