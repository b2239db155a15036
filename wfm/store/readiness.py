"""Whether a service can do its work: the database takes writes, and a worker does the runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from sqlalchemy import func, select, update

from wfm.errors import RefusalError, WfmError
from wfm.store.chores import Chore, FailingChore, failing_chores
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.outages import DatabaseOutageError, Outage
from wfm.store.schema import current_revision, newest_revision
from wfm.store.tables import RUNS, WORKERS, WRITE_CHECKS
from wfm.words import Phrase, phrase

SILENCE = timedelta(seconds=30)
"""A worker that was not heard of for so long is told of: it says every second that it lives."""
UNTAKEN = timedelta(seconds=60)
"""A run that no worker began for so long is told of where there is no worker."""
PATIENCE = 2
"""Seconds that looking may wait for others' locks."""
AGAIN_AFTER = 2.0
"""Seconds for which an answer holds: whoever asks more often makes no more work."""


class NotReadyError(RefusalError):
    """The service cannot do its work; says why."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known when all is well: seconds since a worker spoke, None where there is none."""

    worker_seconds: float | None


class Lookout:
    """Looks at most every few seconds, and meanwhile gives the same answer."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._looking = threading.Lock()
        self._until = 0.0
        self._found: Readiness | WfmError = NotReadyError(phrase("refusal.not_answered"))

    def __call__(self) -> Readiness:
        """Say how it stands; whoever asks while another looks gets the last answer.

        Raises
        ------
        DatabaseOutageError
            If the database cannot be read or written.
        NotReadyError
            If its tables are of another release, no worker does what waits, or what workers do
            beside runs fails.
        """
        if monotonic() >= self._until and self._looking.acquire(blocking=False):
            try:
                self._found = look(self.database)
            except WfmError as error:
                self._found = error
            finally:
                self._until = monotonic() + AGAIN_AFTER
                self._looking.release()
        found = self._found
        if isinstance(found, WfmError):
            raise found
        return found


def look(database: Database) -> Readiness:
    """Write a row, and look for workers."""
    with database.reading() as tx:
        if current_revision(tx) != newest_revision():
            raise NotReadyError(phrase("refusal.other_release"))
        readiness = _workers(tx)
        failing = failing_chores(tx)
    if failing:
        raise NotReadyError(_failing(failing[0]))
    check_writing(database, PATIENCE)
    return readiness


def _failing(chore: FailingChore) -> Phrase:
    told = {"failures": chore.failures, "seconds": round((now() - chore.since).total_seconds())}
    if chore.chore is Chore.OUTBOX:
        return phrase("refusal.outbox_fails", **told)
    return phrase("refusal.offers_fail", **told)


def check_writing(database: Database, patience: int | None = None) -> None:
    """Write a row, to know that one can.

    Raises
    ------
    DatabaseOutageError
        If one cannot.
    """
    if not database.has_room():  # what is written may still find a place among what was freed
        raise DatabaseOutageError(Outage.FULL, database.place, "less than a megabyte is free")
    with database.writing(patience) as tx:
        tx.execute(update(WRITE_CHECKS).values(at=now()))


def _workers(tx: Connection) -> Readiness:
    seen = tx.scalar(select(func.max(WORKERS.c.seen_at)))
    if seen is not None:
        silent = now() - seen
        if silent > SILENCE:
            raise NotReadyError(
                phrase("refusal.worker_silent", seconds=round(silent.total_seconds()))
            )
        return Readiness(max(silent.total_seconds(), 0.0))
    waiting = (RUNS.c.status == "queued", RUNS.c.created_at < now() - UNTAKEN)
    count = tx.scalar(select(func.count()).select_from(RUNS).where(*waiting))
    if count:
        raise NotReadyError(phrase("refusal.no_worker", count=count))
    return Readiness(None)
