"""`wfm work`: do a service's background runs, on this machine or on another."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING, NoReturn

import click

from wfm.cli.db import DB, open_database
from wfm.cli.kept_worker import RUNS, kept_workers
from wfm.errors import WfmError

STUCK = 600.0
"""Seconds for one look at what is to be done, after which a worker gives no more signs of life."""

if TYPE_CHECKING:
    from wfm.service.messages.email import MailServer
    from wfm.store.database import Database


@click.command()
@DB
@RUNS
@click.option("--kept", is_flag=True, hidden=True, help="End with the parent, and show it life.")
def command(db: str, runs: int, kept: bool) -> None:
    """Do a service's background runs on another machine.

    `wfm serve` does them itself, too; this runs until it is stopped. On PostgreSQL the forecast of
    a site with many queues is shared among all workers.
    """
    from wfm.jobs import work
    from wfm.service.tasks import READING, TASKS
    from wfm.store.readiness import check_writing

    logging.basicConfig(level=logging.WARNING)
    stop, life = threading.Event(), Life()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if kept:
        threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
        threading.Thread(target=life.show, daemon=True).start()
    try:
        with open_database(db, new=True) as database:
            check_writing(database)
            if runs > 1 and not kept:
                with kept_workers(db, runs):
                    stop.wait()
                _leave(0)
            with _beside(database, stop):
                work(database, TASKS, stop, turn=life.turn, apart=READING)
    except WfmError as error:
        _leave(1, error.in_full())
    _leave(0)


@contextmanager
def _beside(database: Database, stop: threading.Event) -> Iterator[None]:
    """Send what people are told, and decide offers that are due; what is under way is ended."""
    from wfm.service.messages.courier import Courier
    from wfm.service.offers.award import keep_awarding

    threads = [
        threading.Thread(target=Courier(database, _mail_server()).run, args=(stop,)),
        threading.Thread(target=keep_awarding, args=(database, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


class Life:
    """Shows on standard output that this process lives and its work goes round."""

    def __init__(self) -> None:
        self.turned = monotonic()

    def turn(self) -> None:
        """Note that the work went round once more."""
        self.turned = monotonic()

    def show(self) -> None:
        """Write a sign a second, for as long as it does."""
        with suppress(OSError):
            while monotonic() < self.turned + STUCK:
                os.write(sys.stdout.fileno(), b".")
                sleep(1)


def _mail_server() -> MailServer | None:
    """Give the mail server that the environment names; None where it names none."""
    from wfm.service.messages.email import MailServer

    url = os.environ.get("WFM_SMTP", "")
    return MailServer(url, os.environ.get("WFM_MAIL_FROM", "")) if url else None


def _await_end(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


def _leave(status: int, words: str = "") -> NoReturn:
    """End at once: a run's thread, which the next worker's attempt replaces, would hold it up."""
    if words:
        click.echo(words, err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
