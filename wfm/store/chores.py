"""What workers do again and again beside runs: known here while it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from wfm.store.columns import now
from wfm.store.tables import FAILING_CHORES


class Chore(StrEnum):
    """One of them."""

    OUTBOX = "outbox"
    OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class FailingChore:
    """A chore that failed so often in a row, since then."""

    chore: Chore
    failures: int
    since: datetime


def note_failure(connection: Connection, chore: Chore) -> None:
    """Count one more failure."""
    table = FAILING_CHORES
    counted = update(table).where(table.c.name == chore).values(failures=table.c.failures + 1)
    if connection.execute(counted).rowcount == 0:
        connection.execute(insert(table).values(name=chore, failures=1, since=now()))


def note_success(connection: Connection, chore: Chore) -> None:
    """Forget the failures: some worker does it."""
    connection.execute(delete(FAILING_CHORES).where(FAILING_CHORES.c.name == chore))


def failing_chores(connection: Connection) -> list[FailingChore]:
    """List those that fail."""
    rows = connection.execute(select(FAILING_CHORES).order_by(FAILING_CHORES.c.name))
    return [FailingChore(Chore(row.name), row.failures, row.since) for row in rows]
