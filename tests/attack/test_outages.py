"""The operator is told: what keeps the database from answering has its own words everywhere."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Update, event, insert, text, update
from starlette.testclient import TestClient

import wfm.cli.kept_worker
import wfm.store.database
import wfm.store.readiness
from api.app import create_app
from tests.api.conftest import Service
from tests.service.stored_site import GENERATE_LONG, SITE, ask, take_in
from tests.waiting import PATIENCE, wait_for
from wfm.cli import main
from wfm.cli.kept_worker import Pulse, kept_workers
from wfm.settings import Settings
from wfm.store.best_schedule import best_schedule
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.errors import ConflictError
from wfm.store.outages import WORDS, DatabaseOutageError, Outage
from wfm.store.runs import beat, get_run, living
from wfm.store.schema import upgrade
from wfm.store.tables import RUNS, UPLOADS, WORKERS
from wfm.words import english

Harm = Callable[[Path], AbstractContextManager[str]]
"""Harms a database's file; gives the URL under which it is found harmed."""


@contextmanager
def locked(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield f"sqlite:///{path}"


@contextmanager
def read_only(path: Path) -> Iterator[str]:
    yield f"sqlite:///file:{path}?mode=ro&uri=true"


@contextmanager
def corrupt(path: Path) -> Iterator[str]:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    yield f"sqlite:///{path}"


@contextmanager
def no_database(path: Path) -> Iterator[str]:
    path.write_text("all of this is a letter to somebody\n" * 500)
    yield f"sqlite:///{path}"


@contextmanager
def unreachable(path: Path) -> Iterator[str]:
    yield f"postgresql://wfm@/north?host={path.parent}"


@contextmanager
def gone(path: Path) -> Iterator[str]:
    yield f"sqlite:///{path.parent}/no such folder/wfm.db"


KINDS: list[tuple[Harm, Outage]] = [
    (read_only, Outage.READ_ONLY),
    (locked, Outage.LOCKED),
    (corrupt, Outage.CORRUPT),
    (no_database, Outage.CORRUPT),
    (unreachable, Outage.UNREACHABLE),
    (gone, Outage.UNREACHABLE),
]


@pytest.mark.parametrize(("harm", "kind"), KINDS)
def test_each_outage_has_its_own_words_when_ready_is_asked_in_the_log_and_at_the_start(
    sqlite_url: str,
    harm: Harm,
    kind: Outage,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(wfm.store.database, "BUSY_SECONDS", 1)
    monkeypatch.setattr(wfm.store.readiness, "PATIENCE", 1)
    monkeypatch.setattr(sys, "argv", ["wfm", "serve"])
    monkeypatch.setenv("WFM_SECRET", "s" * 40)
    with harm(Path(sqlite_url.removeprefix("sqlite:///"))) as url:
        monkeypatch.setenv("WFM_DB", url)
        app = create_app(Settings(db=url, secret="s" * 40))
        with TestClient(app) as client, caplog.at_level(logging.ERROR, "wfm.store"):
            answer = client.get("/ready")
            assert client.get("/health").status_code == 200
        assert (answer.status_code, answer.json()["detail"]) == (503, english(WORDS[kind]))
        assert [english(WORDS[kind]) in line for line in caplog.messages] == [True]
        with pytest.raises(SystemExit, match="1"):
            main()
    told = capsys.readouterr().err
    at_start = "there is no folder" if harm is gone else english(WORDS[kind])
    assert at_start in told
    assert "Traceback" not in told


def test_a_full_disk_is_told(small_service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    @event.listens_for(small_service.database.engine, "begin")
    def bound(connection: Connection) -> None:
        # the file may grow no more, which SQLite tells as a disk that is full
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    long = {"sha256": "0" * 64, "content": os.urandom(500_000)}
    with pytest.raises(DatabaseOutageError) as told, small_service.database.writing() as tx:
        tx.execute(insert(UPLOADS).values(long))
    assert told.value.kind is Outage.FULL
    monkeypatch.setattr(wfm.store.database, "ROOM", 10**18)
    answer = small_service.ask(None, "GET", "/ready")
    assert (answer.status_code, answer.json()["detail"]) == (503, english(WORDS[Outage.FULL]))


def test_ready_tells_how_old_the_worker_s_last_word_is_and_that_none_does_what_waits(
    small_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wfm.store.readiness, "AGAIN_AFTER", 0.0)

    def ready() -> tuple[int, str | float | None]:
        answer = small_service.ask(None, "GET", "/ready")
        body = answer.json()
        return answer.status_code, body.get("detail", body.get("worker_seconds"))

    def write(statement: Update) -> None:
        with small_service.database.writing() as tx:
            tx.execute(statement)

    assert ready() == (200, None)
    write(update(RUNS).values(created_at=now() - timedelta(minutes=2)))
    status, told = ready()
    assert (status, "no worker does" in str(told)) == (503, True)
    with small_service.database.writing() as tx:
        beat(tx, "worker")
    status, seconds = ready()
    assert status == 200
    assert isinstance(seconds, float)
    write(update(WORKERS).values(seen_at=now() - timedelta(seconds=90)))
    status, told = ready()
    assert status == 503
    assert "no worker was heard of for 90 seconds" in str(told)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Worker processes that were started."""
    found: list[subprocess.Popen[bytes]] = []

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        found.append(usual(*arguments, **options))
        return found[-1]

    usual = subprocess.Popen
    monkeypatch.setattr(wfm.cli.kept_worker.subprocess, "Popen", start)
    return found


ALIVE = """
import os, sys, threading, time
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
while True:
    os.write(1, b".")
    time.sleep(0.1)
"""


def halt(process: subprocess.Popen[bytes]) -> None:
    """Stop a process where it is; it is stopped when this returns."""
    process.send_signal(signal.SIGSTOP)
    state = Path(f"/proc/{process.pid}/stat")
    wait_for(lambda: state.read_text().rpartition(")")[2].split()[0] == "T")


def test_a_hung_worker_is_replaced_and_none_outlives_the_service(
    sqlite_url: str, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wfm.cli.kept_worker, "COMMAND", [sys.executable, "-c", ALIVE])
    heard: list[Pulse] = []
    monkeypatch.setattr(wfm.cli.kept_worker, "Pulse", lambda s: heard.append(Pulse(s)) or heard[-1])
    with kept_workers(sqlite_url, hung=8, farewell=0.5):
        wait_for(lambda: any(pulse.heard for pulse in heard))
        halt(started[0])
        wait_for(lambda: any(pulse.heard for pulse in heard[1:]))
        halt(started[-1])  # it cannot hear that the service stops
    assert {worker.returncode for worker in started} == {-signal.SIGKILL}


SEARCHES_ON = """
import math
import wfm.scheduling.solver
from wfm.cli import main
wfm.scheduling.solver.BOUND_AFTER = math.inf
main()
"""
"""A worker that proves nothing: what it searches for lasts until somebody ends it."""


def test_a_worker_that_is_told_to_stop_does_not_wait_for_its_run(
    sqlite_url: str, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", SEARCHES_ON, "work", "--kept"]
    monkeypatch.setattr(wfm.cli.kept_worker, "COMMAND", command)
    database = Database(sqlite_url)
    take_in(database)
    run = ask(database, "schedule", **GENERATE_LONG)

    def kept() -> bool:
        with database.reading() as tx:
            return best_schedule(tx, run.id) is not None

    with kept_workers(sqlite_url, 2, farewell=PATIENCE):
        wait_for(kept)
    assert [worker.returncode for worker in started] == [0, 0]
    with database.reading() as tx:
        assert (living(tx), get_run(tx, SITE, run.id).status) == (set(), "running")
    database.close()


def test_a_database_of_a_later_release_is_refused_in_words(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConflictError, match="later release"):
        upgrade(database)
    database.close()


def test_what_postgresql_says_of_itself_is_told(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    raising = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{}'; END $$"
    for state, kind in [
        ("53100", Outage.FULL),
        ("25006", Outage.READ_ONLY),
        ("XX001", Outage.CORRUPT),
        ("53300", Outage.CROWDED),
        ("58030", Outage.FAILING),
    ]:
        with pytest.raises(DatabaseOutageError) as told, database.writing() as tx:
            tx.execute(text(raising.format(state)))
        assert told.value.kind is kind
    with pytest.raises(DatabaseOutageError) as told, database.writing() as tx:
        tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert told.value.kind is Outage.UNREACHABLE
    with database.writing() as one:
        one.execute(text("LOCK TABLE workers"))
        with pytest.raises(DatabaseOutageError) as told, database.writing(patience=1) as tx:
            beat(tx, "other")
    assert told.value.kind is Outage.LOCKED
    database.close()
