"""Uploads that take too long, or too much memory, end with words; the others are read as ever."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import active_children

import pytest

from tests.service.stored_site import ask_upload, do, zipped_site
from wfm.jobs import aside
from wfm.service import import_site
from wfm.store.database import Database
from wfm.store.runs import Run


def imported(url: str, *, name: str = "import", content: bytes | None = None) -> Run:
    database = Database(url)
    run = do(database, ask_upload(database, name, zipped_site() if content is None else content))
    database.close()
    return run


def test_what_is_large_is_read_aside_and_taken_as_ever(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_site, "SHORT", 0)
    assert imported(sqlite_url).status == "done"
    wrong = imported(sqlite_url, name="history", content=b"queue,offered\ncalls,many\n")
    assert (wrong.status, wrong.messages[0]["file"]) == ("failed", "history.csv")


def test_reading_that_takes_too_long_ends_with_words(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_site, "SHORT", 0)
    monkeypatch.setattr(import_site, "LIMIT", 0)
    run = imported(sqlite_url)
    assert run.status == "failed"
    [told] = run.messages
    assert "could not be read within 0 minutes" in told["text"]
    assert "several files" in told["text"]
    assert active_children() == []


def killed(_: bytes) -> None:
    """End as the system ends whoever takes all memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_reader_that_takes_all_memory_ends_its_run_alone(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_site, "SHORT", 0)
    monkeypatch.setattr(import_site, "_read", killed)
    run = imported(sqlite_url)
    assert run.status == "failed"
    assert "want of memory" in run.messages[0]["text"]


def test_nothing_is_left_of_work_that_was_given_up() -> None:
    with pytest.raises(TimeoutError):
        aside(time.sleep, 3600, limit=0.01)
    assert active_children() == []
