"""Work of a request in a process of its own, so that nobody else waits while it computes."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Lock, Thread
from typing import Any, Final, TypeVar

T = TypeVar("T")
TRIES: Final = 2


class Apart:
    """One other process, begun when it is first needed, and anew when it dies."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._changing = Lock()

    def __call__(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do something that may be done twice; it comes after what was asked for before.

        Raises
        ------
        BrokenProcessPool
            If the process dies of it time and again.
        """
        for number in range(TRIES):
            pool = self._begun()
            try:
                return pool.submit(work, *arguments).result()
            except BrokenProcessPool:
                self._ended(pool)
                if number == TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._ended(self._pool, wait=True)

    def _begun(self) -> ProcessPoolExecutor:
        with self._changing:
            if self._pool is None:  # a fork would take the locks of this one's threads along
                spawn = get_context("spawn")
                self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_prepare)
            return self._pool

    def _ended(self, pool: ProcessPoolExecutor, *, wait: bool = False) -> None:
        with self._changing:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=wait, cancel_futures=True)


def _prepare() -> None:
    """End with the parent, however it ends, and not by what is typed at its terminal."""
    from wfm.jobs.aside import end_with_parent

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=end_with_parent, daemon=True).start()
