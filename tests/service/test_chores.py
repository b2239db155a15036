"""What workers do beside runs: a bug ends no thread, is told by `/ready`, and is tried again."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

import wfm.cli.kept_worker
import wfm.service.messages.courier
import wfm.service.offers.award
import wfm.store.readiness
from tests.api.conftest import Service, small_service
from tests.waiting import PATIENCE, wait_for
from wfm.cli.kept_worker import kept_workers
from wfm.service.messages.courier import Courier
from wfm.service.offers.award import keep_awarding
from wfm.store.chores import Chore, FailingChore, failing_chores
from wfm.store.database import Database

__all__ = ["small_service"]


def failing(database: Database) -> list[FailingChore]:
    with database.reading() as tx:
        return failing_chores(tx)


def test_a_chore_that_breaks_is_told_and_done_when_it_can_be(
    small_service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database, broken = small_service.database, threading.Event()
    broken.set()

    def act(*_: object, **__: object) -> None:
        if broken.is_set():
            raise ZeroDivisionError

    monkeypatch.setattr(wfm.store.readiness, "AGAIN_AFTER", 0.0)
    monkeypatch.setattr(wfm.service.messages.courier, "PAUSE", 0.05)
    monkeypatch.setattr(wfm.service.offers.award, "PAUSE", 0.05)
    monkeypatch.setattr(Courier, "deliver", act)
    monkeypatch.setattr(wfm.service.offers.award, "award_due", act)
    stop = threading.Event()
    threads = [
        threading.Thread(target=Courier(database, None).run, args=(stop,)),
        threading.Thread(target=keep_awarding, args=(database, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        with caplog.at_level(logging.ERROR):
            wait_for(lambda: {one.chore for one in failing(database)} == set(Chore))
            wait_for(lambda: all(one.failures > 1 for one in failing(database)))
            told = small_service.ask(None, "GET", "/ready")
        assert (told.status_code, told.json()["code"]) == (503, "refusal.offers_fail")
        assert "ZeroDivisionError" in caplog.text
        broken.clear()
        wait_for(lambda: not failing(database))
        assert small_service.ask(None, "GET", "/ready").status_code == 200
        assert all(thread.is_alive() for thread in threads)
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


def test_a_worker_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "worker"
    monkeypatch.setattr(wfm.cli.kept_worker, "COMMAND", [str(program)])
    monkeypatch.setattr(wfm.cli.kept_worker, "AGAIN", 0.05)
    with kept_workers("no.db", farewell=1):
        program.write_text(f"#!/bin/sh\ntouch {tmp_path}/begun\n")
        program.chmod(0o700)
        wait_for((tmp_path / "begun").exists)
