"""Connections to PostgreSQL whose answers are awaited: no thread stands still for one.

A change of threads costs more than a short statement does.
"""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection, Error
from psycopg.conninfo import make_conninfo

MOST = 20
"""Connections at once; each is held for one statement, so waiting is cheaper than connecting."""


class AwaitedConnections:
    """Connections that commit each statement by itself; the one given back last is taken first."""

    def __init__(self, url: str, **settings: int) -> None:
        self._address = make_conninfo(url, **settings)
        self._kept: list[AsyncConnection] = []
        self._room = Semaphore(MOST)

    async def rows(self, sql: str, given: Mapping[str, Any]) -> Sequence[Any] | None:
        """Give the rows of a statement; None where the server does not answer."""
        try:
            async with self._one() as connection:
                return await (await connection.execute(sql, given)).fetchall()
        except Error:
            return None

    @asynccontextmanager
    async def _one(self) -> AsyncIterator[AsyncConnection]:
        """Take a connection; one that failed, or whose statement was broken off, is not kept."""
        async with self._room:
            connection = self._kept.pop() if self._kept else await self._opened()
            try:
                yield connection
            except BaseException:
                connection.pgconn.finish()
                raise
            self._kept.append(connection)

    async def _opened(self) -> AsyncConnection:
        return await AsyncConnection.connect(self._address, autocommit=True)

    def close(self) -> None:
        """Give all connections back; no event loop is needed for it."""
        for connection in self._kept:
            connection.pgconn.finish()
        self._kept.clear()
