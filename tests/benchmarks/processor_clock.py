"""A clock that a busy machine does not hurry: processor time of the busiest thread."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from wfm.scheduling import solver


class ProcessorClock:
    """Counts from its making, over the threads of this process (Linux)."""

    def __init__(self) -> None:
        self._before = _seconds_by_thread()
        self._most = 0.0

    def __call__(self) -> float:
        """Seconds of the thread that has had most of them; those of a thread that ended stay."""
        now = _seconds_by_thread()
        seconds = [had - self._before.get(thread, 0.0) for thread, had in now.items()]
        self._most = max(self._most, *seconds)
        return self._most


@contextmanager
def searching_by(clock: ProcessorClock) -> Iterator[None]:
    """Let time limits of searches be told by a clock."""
    with patch.object(solver, "time", SimpleNamespace(monotonic=clock)):
        yield


def _seconds_by_thread() -> dict[str, float]:
    seconds = {}
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = (thread / "stat").read_text().rpartition(")")[2].split()
            seconds[thread.name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds
