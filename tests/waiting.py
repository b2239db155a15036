"""Waiting for what another process or thread does, on however slow a machine."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300.0
"""Seconds until a test says that nothing happened: a disk or a neighbour may hold up anything."""


def wait_for(condition: Callable[[], bool], why: Callable[[], str] = str) -> None:
    """Return once `condition` holds; fail with what `why` tells if it never does."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, why() or "nothing happened"
        time.sleep(0.1)
