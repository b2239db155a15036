"""How much of a time limit is left, over all parts of a search."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from wfm.scheduling.result import Limits


class Stopwatch:
    """Counts seconds from its making, and those `passed` before, against a time limit.

    What runs in `paused` does not count.
    """

    def __init__(self, limits: Limits, passed: float = 0.0) -> None:
        self.limits = limits
        self._begun = time.monotonic() - passed

    @property
    def seconds(self) -> float:
        """Seconds that have passed."""
        return time.monotonic() - self._begun

    @property
    def left(self) -> float | None:
        """Seconds that are left, at least 0; None where there is no limit."""
        return None if self.limits.time is None else max(0.0, self.limits.time - self.seconds)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let time pass that is not the search's."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._begun += time.monotonic() - begun

    def allows(self, seconds: float) -> bool:
        """Whether there is time for something that takes so long."""
        return self.left is None or self.left >= seconds

    def until(self, share: float) -> Stopwatch:
        """Give a stopwatch whose limit comes at a share of this one's."""
        if self.limits.time is None:
            return Stopwatch(self.limits, self.seconds)
        return Stopwatch(replace(self.limits, time=share * self.limits.time), self.seconds)

    def rest(self, kept: float = 0.0, share: float = 1.0) -> Limits:
        """Give a search a share of the time that is left when some seconds of it are kept."""
        if self.left is None:
            return self.limits
        return replace(self.limits, time=max(SHORTEST, share * (self.left - kept)))


SHORTEST = 0.01
"""Seconds of a search for which there is no time: it gives what it begins with."""
