"""One database: SQLite in a file, or PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as Connection  # others name it, and import no SQLAlchemy
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from wfm.errors import ParameterError
from wfm.store.refusals import DatabaseBusyError
from wfm.words import phrase

BUSY_SECONDS = 30
ACCEPTED = phrase("range.database")


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
        )
        if self.dialect == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(writing=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view."""
        with _answering(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing; on SQLite the only writer from its first statement on."""
        with _answering(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def ready(self) -> bool:
        """Whether the database answers and its tables are of this release."""
        from wfm.store.schema import current_revision, newest_revision

        with self.reading() as connection:
            connection.execute(text("SELECT 1"))
            return current_revision(connection) == newest_revision()

    @property
    def plain_url(self) -> str:
        """URL for other programs, password included."""
        plain = self.url.set(drivername=self.dialect)
        return plain.render_as_string(hide_password=False)

    @property
    def place(self) -> str:
        """Where it is, for people: a file's full path, or the address without its password."""
        sqlite = self.dialect == "sqlite"
        return str(self.path.resolve()) if sqlite else self.url.render_as_string()

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


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (OperationalError, PoolTimeoutError) as error:
        raise DatabaseBusyError(phrase("refusal.database_silent")) from error


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, see below
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # a committed edit survives a power cut
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _begin_sqlite(connection: Connection) -> None:
    # a deferred transaction that turns writer midway fails at once when another wrote meanwhile
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite database page by page while others read and write it."""
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
