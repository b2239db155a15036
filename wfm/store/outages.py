"""Why a database does not answer, told by what its driver says: each kind in its own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from wfm.store.refusals import DatabaseBusyError
from wfm.words import phrase


class Outage(StrEnum):
    """What keeps a database from answering."""

    FULL = "full"
    READ_ONLY = "read_only"
    LOCKED = "locked"
    UNREACHABLE = "unreachable"
    CROWDED = "crowded"
    CORRUPT = "corrupt"
    FAILING = "failing"

    @property
    def passing(self) -> bool:
        """Whether what was asked may succeed later, as it is."""
        return self is not Outage.CORRUPT


WORDS: Final = {
    Outage.FULL: phrase("refusal.outage.full"),
    Outage.READ_ONLY: phrase("refusal.outage.read_only"),
    Outage.LOCKED: phrase("refusal.outage.locked"),
    Outage.UNREACHABLE: phrase("refusal.outage.unreachable"),
    Outage.CROWDED: phrase("refusal.outage.crowded"),
    Outage.CORRUPT: phrase("refusal.outage.corrupt"),
    Outage.FAILING: phrase("refusal.outage.failing"),
}


class DatabaseOutageError(DatabaseBusyError):
    """The database cannot do anything now.

    `kind` says what it is; `where` and what the driver says are for the operator alone.
    """

    def __init__(self, kind: Outage, where: str, reason: str) -> None:
        self.kind, self.where, self.reason = kind, where, reason
        super().__init__(WORDS[kind])

    def in_full(self) -> str:
        """Say also which database it is, and the driver's own words."""
        return f"{self.where}: {self} ({self.reason})"


def outage_of(
    error: Exception, where: str, has_room: Callable[[], bool] = lambda: True
) -> DatabaseOutageError | None:
    """Say which outage an error tells of; None if it is none.

    `where` names the database without its password; `has_room` looks at its disk.
    """
    if isinstance(error, PoolTimeoutError):
        return DatabaseOutageError(Outage.CROWDED, where, "all connections are in use")
    if not isinstance(error, DBAPIError):
        return None
    reason = error.orig
    kind = _of_sqlite(reason) if isinstance(reason, sqlite3.Error) else _of_postgresql(error)
    if kind in {Outage.FAILING, Outage.UNREACHABLE} and not has_room():
        kind = Outage.FULL
    return None if kind is None else DatabaseOutageError(kind, where, str(reason).strip())


_SQLITE: Final = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_PERM: Outage.READ_ONLY,
    sqlite3.SQLITE_BUSY: Outage.LOCKED,
    sqlite3.SQLITE_LOCKED: Outage.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Outage.LOCKED,
    sqlite3.SQLITE_CANTOPEN: Outage.UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: Outage.CORRUPT,
    sqlite3.SQLITE_NOTADB: Outage.CORRUPT,
    sqlite3.SQLITE_IOERR: Outage.FAILING,
}
_POSTGRESQL: Final = {
    "53100": Outage.FULL,
    "25006": Outage.READ_ONLY,
    "55P03": Outage.LOCKED,
    "40P01": Outage.LOCKED,
    "40001": Outage.LOCKED,
    "53200": Outage.CROWDED,
    "53300": Outage.CROWDED,
    "57P01": Outage.UNREACHABLE,
    "57P02": Outage.UNREACHABLE,
    "57P03": Outage.UNREACHABLE,
    "58030": Outage.FAILING,
    "XX001": Outage.CORRUPT,
    "XX002": Outage.CORRUPT,
}


def _of_sqlite(reason: sqlite3.Error) -> Outage | None:
    code = getattr(reason, "sqlite_errorcode", None)
    return None if code is None else _SQLITE.get(code & 0xFF)


def _of_postgresql(error: DBAPIError) -> Outage | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    known = _POSTGRESQL.get(state)
    if known is not None:
        return known
    # without a state the server said nothing: there is no connection, or no longer
    lost = error.connection_invalidated or state.startswith("08")
    silent = not state and isinstance(error, OperationalError)
    return Outage.UNREACHABLE if lost or silent else None
