"""A run's parts are done by all workers, one that fails is alone, and sites take turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.centre import centre, put_centre
from tests.crash.test_kill import worker
from tests.crash.worker import BREAKS, PARTS
from tests.waiting import wait_for
from wfm.store.database import Database
from wfm.store.runs import Run, create_run, get_run, living
from wfm.store.tables import RUNS


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Database]:
    database = Database(postgresql_url)
    with database.writing() as tx:
        put_centre(tx)
        put_centre(tx, "south", centre(name="South"))
    yield database
    database.close()


def ask(database: Database, site: str = "north", kind: str = "parts", home: str = "") -> Run:
    with database.writing() as tx:
        return create_run(tx, "sam", site, kind, {"home": home})


def now(database: Database, run: Run) -> Run:
    with database.reading() as tx:
        return get_run(tx, run.site, run.id)


def alive(database: Database) -> int:
    with database.reading() as tx:
        return len(living(tx))


def test_all_workers_do_the_parts_of_a_run_and_a_death_among_them_loses_none(
    server: Database, postgresql_url: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(postgresql_url)) for _ in range(3)]
        wait_for(lambda: alive(server) == 3)
        run = ask(server, home=str(tmp_path))
        wait_for(lambda: now(server, run).finished)
        assert sum(process.poll() is not None for process in workers) == 1
    ended = now(server, run)
    whole = [number for number in range(PARTS) if number != BREAKS]
    assert (ended.status, ended.result) == ("done", {"done": whole, "failed": [BREAKS]})
    with server.reading() as tx:
        left = text("SELECT count(*) FROM dbos.workflow_status WHERE name = 'part'")
        assert tx.scalar(left) == 0


def test_each_site_s_first_run_goes_before_any_site_s_second(
    server: Database, postgresql_url: str
) -> None:
    runs = [ask(server), ask(server), ask(server, kind="broken"), ask(server, "south")]
    with worker(postgresql_url):
        wait_for(lambda: all(now(server, run).finished for run in runs))
    ended = [now(server, run) for run in runs]
    assert [run.status for run in ended] == ["done", "done", "failed", "done"]
    with server.reading() as tx:
        alike = select(RUNS.c.site).where(RUNS.c.kind == "parts").order_by(RUNS.c.finished_at)
        order = tx.execute(alike).scalars().all()
        assert tx.scalar(select(func.max(RUNS.c.attempt))) == 1
    assert order == ["north", "south", "north"]
