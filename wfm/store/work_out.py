"""Long work for a change of the database: read, worked out while others write, then written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wfm.store.database import Connection, Database
from wfm.store.errors import OutdatedError
from wfm.store.refusals import DatabaseBusyError
from wfm.words import phrase

ATTEMPTS = 5
T = TypeVar("T")
R = TypeVar("R")


def work_out(
    database: Database,
    prepare: Callable[[Connection], T],
    write: Callable[[Connection, T], R],
) -> R:
    """Prepare something on one view, then write it; anew where `write` finds it outdated.

    Raises
    ------
    DatabaseBusyError
        If it is outdated time and again.
    """
    for _ in range(ATTEMPTS):
        with database.reading() as tx:
            prepared = prepare(tx)
        try:
            with database.writing() as tx:
                return write(tx, prepared)
        except OutdatedError:
            continue
    raise DatabaseBusyError(phrase("refusal.others_change"))
