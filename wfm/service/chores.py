"""A chore of a worker, done again and again: whatever goes wrong is told and tried again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from wfm.store.chores import Chore, note_failure, note_success
from wfm.store.database import Database
from wfm.store.refusals import DatabaseBusyError

LONGEST: Final = 300.0
"""Seconds between two tries, however often it failed."""
log = logging.getLogger("wfm.worker")


def keep_doing(
    database: Database, chore: Chore, act: Callable[[], object], pause: float, stop: threading.Event
) -> None:
    """Do a chore time and again until told to stop.

    A database that is away is waited for. What else goes wrong is in the log, and `/ready` tells it
    until it succeeds again; the pause doubles with each failure.
    """
    failures, known = 0, True
    while not stop.wait(min(pause * 2**failures, LONGEST)):
        try:
            act()
            if known:
                with database.writing() as tx:
                    note_success(tx, chore)
            failures, known = 0, False
        except DatabaseBusyError as error:
            log.warning("the chore %s has to wait: %s", chore, error.in_full())
        except Exception:
            log.exception("the chore %s failed", chore)
            failures, known = failures + 1, True
            with suppress(DatabaseBusyError), database.writing() as tx:
                note_failure(tx, chore)
