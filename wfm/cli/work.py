"""`wfm work`: do a service's background runs, on this machine or on another."""

from __future__ import annotations

import logging
import signal
import sys
import threading

import click

from wfm.cli.db import DB, stored


@click.command()
@DB
@click.option("--until-stdin-closes", is_flag=True, hidden=True, help="End with the parent.")
def command(db: str, until_stdin_closes: bool) -> None:
    """Do a service's background runs on another machine.

    `wfm serve` starts one of these itself; this one runs until it is stopped.
    """
    from wfm.jobs import work
    from wfm.service.tasks import TASKS

    logging.basicConfig(level=logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if until_stdin_closes:
        threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
    with stored(db, new=True) as database:
        work(database, TASKS, stop)


def _await_end(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()
