"""The worker process of a service: replaced when it dies or hangs, ended with the service."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import IO, cast

HUNG = 60.0
"""Seconds without a sign of life after which a worker is replaced."""
START = 300.0
"""The same before its first one."""
FAREWELL = 10.0
"""Seconds that a worker has to end when it is told to."""
COMMAND = [sys.executable, "-m", "wfm", "work", "--kept"]
log = logging.getLogger("wfm.worker")


@contextmanager
def kept_worker(db: str, hung: float = HUNG, farewell: float = FAREWELL) -> Iterator[None]:
    """Keep one worker process alive meanwhile, and end it with the service."""
    stopping = threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(db, stopping, hung, farewell), daemon=True, name="keeper"
    )
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep(db: str, stopping: threading.Event, hung: float, farewell: float) -> None:
    environment = {**os.environ, "WFM_DB": db}  # no argument: it may hold a password
    while not stopping.is_set():
        with subprocess.Popen(  # noqa: S603 — ourselves
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        ) as worker:
            pulse = Pulse(cast(IO[bytes], worker.stdout))
            while worker.poll() is None and not stopping.wait(0.5):
                if pulse.silence() > (hung if pulse.heard else START):
                    log.error("the worker of background runs hangs: it is replaced")
                    worker.kill()
            _end(worker, farewell)
        stopping.wait(2)  # a worker that cannot start is not tried in a tight loop


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
