"""Long work for a change of the database: read, worked out while others write, then written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
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
    *,
    turn: str | None = None,
) -> R:
    """Prepare something on one view, then write it; anew where `write` finds it outdated.

    Those of one `turn` line up, so that of many at once none is outdated by the others.

    Raises
    ------
    DatabaseBusyError
        If it is outdated time and again, or its turn does not come.
    """
    with nullcontext() if turn is None else database.in_turn(turn):
        for _ in range(ATTEMPTS):
            with database.reading() as tx:
                prepared = prepare(tx)
            try:
                with database.writing() as tx:
                    return write(tx, prepared)
            except OutdatedError:
                continue
    raise DatabaseBusyError(phrase("refusal.others_change"))
