"""The worker processes of a service: replaced when they die or hang, ended with the service."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import IO, Final, cast

import click

HUNG = 60.0
"""Seconds without a sign of life after which a worker is replaced."""
START = 300.0
"""The same before its first one."""
FAREWELL = 10.0
"""Seconds that a worker has to end when it is told to."""
AGAIN = 2.0
"""Seconds before the next one: what cannot start is not tried in a tight loop."""
COMMAND = [sys.executable, "-m", "wfm", "work", "--kept"]
log = logging.getLogger("wfm.worker")
CORES: Final = 2
"""Processor cores that a search uses where nothing is said."""
AT_ONCE: Final = 4
"""Runs side by side where nothing is said, at most: each is a process of some 100 MB."""


def runs_at_once() -> int:
    """How many runs the cores of this machine allow side by side."""
    return max(1, min(AT_ONCE, (os.cpu_count() or 1) // CORES))


RUNS = click.option(
    "--runs", type=click.IntRange(1, 64), default=runs_at_once,
    help="Background runs side by side, a process each.  [default: one for two cores, at most 4]",
)  # fmt: skip


@contextmanager
def kept_workers(
    db: str, count: int = 1, hung: float = HUNG, farewell: float = FAREWELL
) -> Iterator[None]:
    """Keep so many worker processes alive meanwhile, and end them with the service."""
    stopping = threading.Event()
    keepers = [
        threading.Thread(
            target=_keep, args=(db, stopping, hung, farewell), daemon=True, name="keeper"
        )
        for _ in range(count)
    ]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        stopping.set()
        for keeper in keepers:
            keeper.join()


def _keep(db: str, stopping: threading.Event, hung: float, farewell: float) -> None:
    while not stopping.is_set():
        try:
            _keep_one(db, stopping, hung, farewell)
        except OSError:  # no room for another process, which may pass
            log.exception("no worker of background runs can be started: it is tried again")
        stopping.wait(AGAIN)


def _keep_one(db: str, stopping: threading.Event, hung: float, farewell: float) -> None:
    environment = {**os.environ, "WFM_DB": db}  # no argument: it may hold a password
    with subprocess.Popen(  # noqa: S603 — ourselves
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as worker:
        pulse = Pulse(cast(IO[bytes], worker.stdout))
        while worker.poll() is None and not stopping.wait(0.5):
            if pulse.silence() > (hung if pulse.heard else START):
                log.error("the worker of background runs hangs: it is replaced")
                worker.kill()
        _end(worker, farewell)


def _end(worker: subprocess.Popen[bytes], farewell: float) -> None:
    cast(
        IO[bytes], worker.stdin
    ).close()  # it stops then; so it does when this process ends, however it does
    try:
        worker.wait(farewell)
    except subprocess.TimeoutExpired:
        worker.kill()


class Pulse:
    """Listens to the signs of life that a worker writes, whatever its database does."""

    def __init__(self, signs: IO[bytes]) -> None:
        self.signs, self.heard, self.last = signs, False, monotonic()
        threading.Thread(target=self._listen, daemon=True, name="pulse").start()

    def silence(self) -> float:
        """Seconds since the last one."""
        return monotonic() - self.last

    def _listen(self) -> None:
        while self.signs.read(1):
            self.heard, self.last = True, monotonic()
