"""Workers are killed at random moments: every run ends once, and nothing half-done is seen."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.centre import WEEK, put_centre
from tests.crash.worker import SHIFTS
from tests.waiting import PATIENCE, wait_for
from wfm.store.database import Database
from wfm.store.runs import Run, create_run, get_run, request_cancel, unfinished
from wfm.store.tables import PLANS, RUNS, SCHEDULES
from wfm.store.tables import SHIFTS as SHIFT_ROWS

ROOT = Path(__file__).parents[2]
SILENCE = "3"


@pytest.fixture
def ready(database: Database) -> Database:
    with database.writing() as tx:
        put_centre(tx)
    return database


def ask(database: Database, kind: str = "schedule", seconds: float = 1) -> Run:
    with database.writing() as tx:
        return create_run(tx, "sam", "north", kind, {"week": str(WEEK), "seconds": seconds})


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.crash.worker", url, SILENCE], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def status(database: Database, run: Run) -> str:
    with database.reading() as tx:
        return get_run(tx, "north", run.id).status


def _left(database: Database) -> int:
    """Count the runs that have not ended."""
    with database.reading() as tx:
        return len(unfinished(tx))


def check_nothing_half_done(database: Database) -> None:
    """Every schedule that can be seen is whole, and belongs to a run that ended with it."""
    with database.reading() as tx:
        ends = dict(tx.execute(select(RUNS.c.id, RUNS.c.status)).all())
        query = (
            select(SCHEDULES.c.run, func.count())
            .join(SHIFT_ROWS, SHIFT_ROWS.c.schedule == SCHEDULES.c.id)
            .group_by(SCHEDULES.c.id, SCHEDULES.c.run)
        )
        drafts = tx.execute(query).all()
        tables = tx.execute(select(PLANS.c.run, func.count()).group_by(PLANS.c.run)).all()
    done = sorted(run for run, end in ends.items() if end == "done")
    assert sorted(run for run, _ in drafts) == done
    assert all(count == len(SHIFTS) for _, count in drafts)
    assert sorted(tuple(row) for row in tables) == [(run, 1) for run in done]


def test_whatever_moment_a_worker_is_killed_the_next_one_ends_its_runs_once(
    ready: Database, database_url: str
) -> None:
    seed = random.randrange(1000)
    print("seed", seed)
    moments = random.Random(seed)
    runs = [ask(ready) for _ in range(3)]
    for _ in range(3):
        with worker(database_url) as process:
            wait_for(lambda: _begun(ready) or not _left(ready))
            time.sleep(moments.uniform(0, 2.5))
            process.kill()
        check_nothing_half_done(ready)
    with worker(database_url):
        wait_for(lambda: all(status(ready, run) == "done" for run in runs))
    check_nothing_half_done(ready)


def test_a_dead_workers_run_is_taken_over_by_the_other_one(
    ready: Database, database_url: str
) -> None:
    with worker(database_url) as first, worker(database_url) as second:
        run = ask(ready, seconds=8)
        wait_for(lambda: _begun(ready))
        first.kill()
        run_two = ask(ready)
        wait_for(lambda: status(ready, run) == status(ready, run_two) == "done")
        assert second.poll() is None
    check_nothing_half_done(ready)


def test_a_run_that_is_cancelled_stops_and_keeps_its_best(
    ready: Database, database_url: str
) -> None:
    with worker(database_url):
        run = ask(ready, seconds=600)
        wait_for(lambda: _begun(ready))
        with ready.writing() as tx:
            request_cancel(tx, "sam", "north", run.id)
        wait_for(lambda: status(ready, run) == "cancelled")
    with ready.reading() as tx:
        ended = get_run(tx, "north", run.id)
    assert ended.result == {"schedule": 1}
    assert ended.best is not None


def test_a_bug_in_a_job_ends_the_run_with_a_clear_status_and_not_the_worker(
    ready: Database, database_url: str
) -> None:
    with worker(database_url):
        bad, good = ask(ready, "broken"), ask(ready)
        wait_for(lambda: status(ready, good) == "done" and status(ready, bad) == "failed")
    with ready.reading() as tx:
        assert "internal error" in get_run(tx, "north", bad.id).messages[0]["text"]


def test_a_worker_that_is_told_to_stop_leaves_its_run_to_the_next(
    ready: Database, database_url: str
) -> None:
    with worker(database_url) as first:
        run = ask(ready, seconds=4)
        wait_for(lambda: _begun(ready))
        first.terminate()
        first.wait(PATIENCE)
    with worker(database_url):
        wait_for(lambda: status(ready, run) == "done")
    check_nothing_half_done(ready)


def _begun(database: Database) -> bool:
    with database.reading() as tx:
        return any(run.status == "running" for run in unfinished(tx))
