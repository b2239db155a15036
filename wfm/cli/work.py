"""`wfm work`: do a service's background runs, on this machine or on another."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import click

from wfm.cli.db import DB

if TYPE_CHECKING:
    from wfm.service.messages.email import MailServer


@click.command()
@DB
@click.option("--until-stdin-closes", is_flag=True, hidden=True, help="End with the parent.")
def command(db: str, until_stdin_closes: bool) -> None:
    """Do a service's background runs on another machine.

    `wfm serve` starts one of these itself; this one runs until it is stopped.
    """
    from wfm.jobs import work
    from wfm.service.messages.courier import Courier
    from wfm.service.tasks import TASKS
    from wfm.store.database import Database
    from wfm.store.schema import upgrade

    logging.basicConfig(level=logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if until_stdin_closes:
        threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
    database = Database(db)
    upgrade(database)
    courier = Courier(database, _mail_server())
    sending = threading.Thread(target=courier.run, args=(stop,))
    sending.start()
    work(database, TASKS, stop)
    stop.set()
    sending.join()
    database.close()


def _mail_server() -> MailServer | None:
    """Give the mail server that the environment names; None where it names none."""
    from wfm.service.messages.email import MailServer

    url = os.environ.get("WFM_SMTP", "")
    return MailServer(url, os.environ.get("WFM_MAIL_FROM", "")) if url else None


def _await_end(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()
