"""A query that is asked very often, by the driver alone.

One statement is a consistent view by itself: it needs no transaction around it, and is compiled
once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

from wfm.store.database import Database

DIALECTS: Mapping[str, Callable[[], Dialect]] = {
    "sqlite": lambda: sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.psycopg.dialect,
}
"""How parameters are given by name to each driver."""


@dataclass(frozen=True, slots=True)
class Written:
    """The statement in one dialect."""

    sql: str
    constants: Mapping[str, Any]
    processors: Mapping[str, Callable[[Any], Any] | None]
    """What turns a parameter into what the driver stores."""


class OneStatement:
    """A query whose parameters are named by `bindparam`."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._written: dict[str, Written] = {}

    async def rows(self, database: Database, parameters: Mapping[str, Any]) -> Sequence[Any] | None:
        """Give the rows as the driver reads them; None where the database does not answer.

        Whoever gets None asks again through a transaction, which waits, and says what is wrong.
        A server is awaited; a file answers within the time that a change of threads would take.
        """
        written = self._written.get(database.dialect) or self._write(database.dialect)
        given = dict(written.constants)
        for name, value in parameters.items():
            process = written.processors[name]
            given[name] = value if process is None else process(value)
        if database.awaited is not None:
            return await database.awaited.rows(written.sql, given)
        try:
            with closing(database.engine.raw_connection()) as connection:
                return _asked(connection, written.sql, given)
        except SQLAlchemyError:  # no connection is to be had
            return None

    def _write(self, name: str) -> Written:
        dialect = DIALECTS[name]()
        compiled = self._statement.compile(dialect=dialect)
        constants = {key: value for key, value in compiled.params.items() if value is not None}
        processors = {
            key: bind.type.bind_processor(dialect)
            for key, bind in compiled.binds.items()
            if key not in constants
        }
        written = self._written[name] = Written(str(compiled), constants, processors)
        return written


def _asked(
    connection: PoolProxiedConnection, sql: str, given: Mapping[str, Any]
) -> Sequence[Any] | None:
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()
    except sqlite3.Error:
        connection.invalidate()
        return None
