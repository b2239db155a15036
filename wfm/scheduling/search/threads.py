"""Work on threads of its own, watched from the one that asked for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

BETWEEN_LOOKS = 0.5
"""Seconds."""


def run_on_threads(
    works: Sequence[Callable[[], None]],
    stop: threading.Event,
    go_on: Callable[[], bool],
    meanwhile: Callable[[], None] = lambda: None,
    halt: Callable[[], None] = lambda: None,
) -> bool:
    """Run each work on a thread until all end; return whether they were cancelled.

    `meanwhile` runs once as they do. `go_on` is asked twice a second; where it says no, or on
    Ctrl-C, `stop` is set. `halt` ends what does not look at it.
    """
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    cancelled = stop.is_set()
    try:
        for thread in threads:
            thread.start()
        meanwhile()
        while any(thread.is_alive() for thread in threads):
            waited_for = threads[-1] if threads[-1].is_alive() else threads[0]
            waited_for.join(BETWEEN_LOOKS)
            if not go_on():
                cancelled = True
                stop.set()
            halt()
    except KeyboardInterrupt:
        cancelled = True
    stop.set()
    for thread in threads:
        while thread.is_alive():
            halt()
            thread.join(0.1)
    return cancelled
