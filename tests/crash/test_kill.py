"""Workers are killed and databases go away at random moments: every run ends once, and whole."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select

from tests.centre import WEEK, put_centre
from tests.crash.worker import SHIFTS
from tests.databases import cut_connections, restart_postgresql
from tests.waiting import PATIENCE, wait_for
from wfm.store.database import Database
from wfm.store.runs import Run, create_run, get_run, request_cancel, unfinished
from wfm.store.schedules import schedules_of
from wfm.store.tables import PLANS, RUNS, SCHEDULES
from wfm.store.tables import SHIFTS as SHIFT_ROWS

ROOT = Path(__file__).parents[2]
SILENCE = "3"
ROUNDS = int(os.environ.get("WFM_CAMPAIGN", "2"))
"""Outages and kills of a campaign; `make attack` asks for more."""


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


def locked(url: str, seconds: float) -> None:
    """Lock everyone out for longer than they wait for a lock."""
    with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 60000")
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)


def outage(url: str, number: int) -> None:
    """Let the database be away for a while."""
    if url.startswith("sqlite"):
        locked(url, 4)
    else:
        (restart_postgresql, cut_connections)[number % 2](url)


def test_what_reads_an_upload_goes_on_beside_a_long_plan(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as tx:
        put_centre(tx)
    long = ask(database, seconds=600)
    with worker(sqlite_url):
        wait_for(lambda: status(database, long) == "running")
        other = ask(database, "broken")
        wait_for(lambda: status(database, other) == "failed")
        assert status(database, long) == "running"
    database.close()


def test_whatever_is_killed_or_goes_away_every_run_ends_once(
    ready: Database, database_url: str
) -> None:
    """Two workers, of which one or the other is killed, and a database that goes away.

    Outages alone cost no attempt.
    """
    seed = random.randrange(1000)
    print("seed", seed)
    moments = random.Random(seed)
    first = ask(ready, seconds=4)
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(database_url)) for _ in range(2)]
        wait_for(lambda: _begun(ready))
        for number in range(2):
            outage(database_url, number)
        wait_for(lambda: status(ready, first) == "done")
        with ready.reading() as tx:
            assert get_run(tx, "north", first.id).attempt == 1
        runs = [ask(ready, seconds=moments.uniform(1, 4)) for _ in range(2 * ROUNDS)]
        for number in range(ROUNDS):
            wait_for(lambda: _begun(ready) or not _left(ready))
            time.sleep(moments.uniform(0, 2.5))
            if number:
                outage(database_url, number)
            workers[number % 2].kill()
            workers[number % 2] = stack.enter_context(worker(database_url))
            check_nothing_half_done(ready)
        wait_for(lambda: all(status(ready, run) == "done" for run in runs))
    check_nothing_half_done(ready)


def test_a_worker_outlives_bugs_and_cancelled_runs_and_leaves_what_it_does_when_told_to_stop(
    ready: Database, database_url: str
) -> None:
    with worker(database_url) as first:
        bad, long = ask(ready, "broken"), ask(ready, seconds=600)
        wait_for(lambda: status(ready, bad) == "failed" and status(ready, long) == "running")
        with ready.writing() as tx:
            request_cancel(tx, "sam", "north", long.id)
        wait_for(lambda: status(ready, long) == "cancelled")
        with ready.reading() as tx:
            assert "internal error" in get_run(tx, "north", bad.id).messages[0]["text"]
            ended = get_run(tx, "north", long.id)
        assert ended.result == {"schedule": 1}
        assert ended.best is not None
        run = ask(ready, seconds=4)
        wait_for(lambda: _begun(ready))
        first.terminate()
        first.wait(PATIENCE)
        assert status(ready, run) == "running"
    with worker(database_url):
        wait_for(lambda: status(ready, run) == "done")
    with ready.reading() as tx:
        drafts = schedules_of(tx, "north", WEEK)
    assert len(drafts) == 2


def _begun(database: Database) -> bool:
    with database.reading() as tx:
        return any(run.status == "running" for run in unfinished(tx))
