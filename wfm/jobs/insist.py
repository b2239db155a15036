"""What a job writes waits for a database that is away, and is then written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from wfm.store.outages import DatabaseOutageError

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds between two tries."""
log = logging.getLogger("wfm.jobs")
T = TypeVar("T")


def insist(act: Callable[[int], T]) -> T:
    """Do something with the database, again for as long as it is away; `act` gets the try, from 0.

    Raises
    ------
    DatabaseOutageError
        If it is an outage that does not pass by itself.
    """
    for number in count():
        try:
            return act(number)
        except DatabaseOutageError as outage:
            if not outage.kind.passing:
                raise
            log.warning("a run waits for the database: %s", outage)
        time.sleep(min(FIRST_PAUSE * 2**number, LONGEST_PAUSE))
    raise AssertionError("counting does not end")
