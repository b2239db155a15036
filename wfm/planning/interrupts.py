"""Ctrl-C ends a search, and what it had found by then is written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wfm.scheduling import SearchProgress

    Hear = Callable[[SearchProgress], bool | None]


@contextmanager
def ended_by_ctrl_c(hear: Hear) -> Iterator[Hear]:
    """Let Ctrl-C cancel a search, whichever of its parts is at work; the second one is for good.

    Where somebody else sees to the signal, or ignores it, or in another thread than the main one,
    nothing changes.
    """
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not usual or threading.current_thread() is not threading.main_thread():
        yield hear
        return
    asked = threading.Event()

    def note(*_: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    signal.signal(signal.SIGINT, note)
    try:
        yield lambda state: False if asked.is_set() else hear(state)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
