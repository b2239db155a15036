"""One database: SQLite in a file, or PostgreSQL by URL."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection as Connection  # others name it, and import no SQLAlchemy
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from wfm.errors import ParameterError
from wfm.store.outages import DatabaseOutageError, Outage, outage_of
from wfm.store.refusals import DatabaseBusyError
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.store.awaited_connections import AwaitedConnections

BUSY_SECONDS = 30
"""How long a transaction waits for another one's locks."""
CONNECT_SECONDS = 10
ROOM = 1_000_000
"""Bytes that a disk must have free, not to be called full."""
SAID_EVERY = 60.0
"""Seconds after which the log has an outage that lasts once more."""
ACCEPTED = phrase("range.database")
log = logging.getLogger("wfm.store")
log.addHandler(logging.NullHandler())  # a command that keeps no log says it on its own


def database_url(url: str) -> URL:
    """Complete URL of a database; a bare path means SQLite, and PostgreSQL is spoken by psycopg.

    Raises
    ------
    ParameterError
        If it is neither.
    """
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    except ArgumentError:
        raise ParameterError("db", "the given URL", ACCEPTED) from None
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite")
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise ParameterError("db", parsed.drivername, ACCEPTED)


class Database:
    """Connections to one database; `reading` and `writing` give a transaction each."""

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self.dialect = self.url.get_backend_name()
        self.engine = create_engine(
            self.url,
            hide_parameters=True,
            pool_size=20,
            max_overflow=30,
            pool_pre_ping=self.dialect != "sqlite",
            connect_args=self._connecting(),
        )
        if self.dialect == "sqlite":
            event.listen(self.engine, "do_connect", self._make_private)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(writing=True)
        self.awaited = None if self.dialect == "sqlite" else self._awaited()
        """Connections for single statements, which are a transaction each, of a server."""
        self._said: dict[Outage, float] = {}
        self._turns: dict[str, Lock] = {}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view."""
        with self.answering(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, patience: int | None = None) -> Iterator[Connection]:
        """All or nothing; on SQLite the only writer from its first statement on.

        `patience` is how many seconds it waits for others' locks, where that is not as usual.
        """
        writer = self._writer
        if patience is not None:
            writer = writer.execution_options(patience=patience)
        with self.answering(), writer.begin() as connection:
            if patience is not None and self.dialect == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}s'")
            yield connection

    @contextmanager
    def in_turn(self, name: str) -> Iterator[None]:
        """Let those of one name in this process come one after the other; it holds no lock there.

        Raises
        ------
        DatabaseBusyError
            If the turn does not come within the time that others' locks are waited for.
        """
        turn = self._turns.setdefault(name, Lock())
        if not turn.acquire(timeout=BUSY_SECONDS):
            raise DatabaseBusyError(phrase("refusal.others_change"))
        try:
            yield
        finally:
            turn.release()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Turn what keeps the database from answering into words, here and in the log.

        Raises
        ------
        DatabaseOutageError
            If something does.
        """
        try:
            yield
        except SQLAlchemyError as error:
            outage = outage_of(error, self.place, self.has_room)
            if outage is None:
                raise
            self._say(outage)
            raise outage from error

    def _say(self, outage: DatabaseOutageError) -> None:
        last = self._said.get(outage.kind)
        if last is None or monotonic() > last + SAID_EVERY:
            self._said[outage.kind] = monotonic()
            log.error("%s", outage.in_full())

    def has_room(self) -> bool:
        """Whether there is room on the disk, where it is a disk of this machine."""
        if self.dialect != "sqlite":
            return True
        try:
            return shutil.disk_usage(self.path.absolute().parent).free > ROOM
        except OSError:
            return True

    def _awaited(self) -> AwaitedConnections:
        from wfm.store.awaited_connections import AwaitedConnections

        return AwaitedConnections(self.plain_url, **self._connecting())

    def _make_private(self, *_: object) -> None:
        """Make a new file readable by its owner alone, before anything is in it."""
        if self.path.name and not self.url.query and self.path.parent.is_dir():
            make_private(self.path)

    def _connecting(self) -> dict[str, Any]:
        given = {"connect_timeout"} & self.url.query.keys()
        return {} if self.dialect == "sqlite" or given else {"connect_timeout": CONNECT_SECONDS}

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        if self.awaited is not None:
            self.awaited.close()

    @property
    def plain_url(self) -> str:
        """URL for other programs, password included."""
        plain = self.url.set(drivername=self.dialect)
        return plain.render_as_string(hide_password=False)

    @property
    def place(self) -> str:
        """Where it is, for people: a file's full path, or the address without its password."""
        if self.dialect == "sqlite":
            return str(self.path.resolve())
        return self.url.set(drivername=self.dialect).render_as_string(hide_password=True)

    @property
    def path(self) -> Path:
        """File of an SQLite database."""
        return Path(self.url.database or "")


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Do something to see what it would do: all of it is taken back at the end."""
    point = connection.begin_nested()
    try:
        yield
    finally:
        point.rollback()


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, see below
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # a committed edit survives a power cut
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _begin_sqlite(connection: Connection) -> None:
    # a deferred transaction that turns writer midway fails at once when another wrote meanwhile
    options = connection.get_execution_options()
    if not options.get("writing"):
        connection.exec_driver_sql("BEGIN")
        return
    patience = options.get("patience", BUSY_SECONDS)
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience * 1000}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read, unless there is one."""
    with suppress(OSError):  # where it cannot be made, whoever writes it says why
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite database page by page while others read and write it."""
    make_private(target)
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
