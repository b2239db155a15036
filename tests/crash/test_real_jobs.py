"""The service's own jobs, their workers killed: what was found is kept, and every effect is one."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.crash.test_kill import outage
from tests.planning.tiny_site import NEXT_WEEK
from tests.service.stored_site import (
    GENERATE_LONG,
    SITE,
    ask,
    ask_upload,
    take_in,
    zipped_site,
)
from tests.waiting import wait_for
from wfm.store.best_schedule import best_schedule
from wfm.store.database import Database
from wfm.store.imports import imports_of
from wfm.store.plans import PlanKind, plans_of
from wfm.store.runs import Run, get_run, request_cancel
from wfm.store.schedules import get_schedule, schedules_of
from wfm.store.stored_shifts import shifts_of

ROOT = Path(__file__).parents[2]
SILENCE = "3"


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a real worker that is killed at the end."""
    command = [sys.executable, "-m", "tests.crash.worker", url, SILENCE, "real"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def now(database: Database, run: Run) -> Run:
    with database.reading() as tx:
        return get_run(tx, SITE, run.id)


def kept(database: Database, run: Run) -> bool:
    with database.reading() as tx:
        return best_schedule(tx, run.id) is not None


def test_a_search_goes_on_at_another_worker_and_through_an_outage_and_its_best_can_be_had(
    database: Database, database_url: str
) -> None:
    take_in(database)
    with worker(database_url) as first:
        run = ask(database, "schedule", **GENERATE_LONG)
        wait_for(lambda: kept(database, run))
        with worker(database_url) as second:
            first.kill()
            best = now(database, run).best
            assert best is not None
            wait_for(lambda: now(database, run).attempt == 2)
            assert kept(database, run)
            wait_for(lambda: now(database, run).stage == "Schedule")
            outage(database_url, 0)
            told = now(database, run).version
            wait_for(lambda: now(database, run).version > told)
            with database.writing() as tx:
                request_cancel(tx, "sam", SITE, run.id)
            wait_for(lambda: now(database, run).finished)
            assert second.poll() is None
    ended = now(database, run)
    assert (ended.status, ended.attempt) == ("cancelled", 2)
    assert ended.result is not None
    assert "went on from the best" in ended.messages[0]["text"]
    with database.reading() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, ended.result["schedule"])
        assert len(shifts_of(tx, info.id)) > 0
    assert info.summary["solve"]["objective"] <= best["objective"]


@pytest.mark.slow
def test_whenever_its_worker_is_killed_each_job_has_one_effect(
    database: Database, database_url: str
) -> None:
    seed = random.randrange(1000)
    print("seed", seed)
    moments = random.Random(seed)
    asks = (
        lambda: ask_upload(database, "import", zipped_site()),
        lambda: ask(database, "forecast", week=str(NEXT_WEEK)),
        lambda: ask(database, "schedule", **{**GENERATE_LONG, "time_limit": 4}),
    )
    with ExitStack() as stack:
        doing = stack.enter_context(worker(database_url))
        for make in asks:
            run = make()
            wait_for(lambda run=run: now(database, run).status != "queued")  # type: ignore[misc]
            time.sleep(moments.uniform(0, 3))
            doing.kill()
            doing = stack.enter_context(worker(database_url))
            wait_for(lambda run=run: now(database, run).finished)  # type: ignore[misc]
            assert now(database, run).status == "done", now(database, run).messages
    with database.reading() as tx:
        assert len(imports_of(tx, SITE, 10)) == 1
        assert len(schedules_of(tx, SITE, NEXT_WEEK)) == 1
        counts = {kind: len(plans_of(tx, SITE, NEXT_WEEK, kind)) for kind in PlanKind}
    assert counts == {"forecast": 2, "requirement": 2, "coverage": 1}
