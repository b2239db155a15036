"""Awaited connections: many at once, broken off, server gone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from tests.databases import cut_connections
from wfm.store.awaited_connections import MOST, AwaitedConnections

T = TypeVar("T")


def run(question: Coroutine[Any, Any, T]) -> T:
    """Await in a thread of its own: a browser's tests leave a loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, question).result()


@pytest.fixture
def connections(postgresql_server: str) -> AwaitedConnections:
    return AwaitedConnections(postgresql_server.format(database="postgres"))


def test_many_at_once_share_a_few_connections(connections: AwaitedConnections) -> None:
    async def backends() -> set[int]:
        asked = (connections.rows("SELECT pg_backend_pid()", {}) for _ in range(5 * MOST))
        answers = await asyncio.gather(*asked)
        return {pid for rows in answers if rows is not None for [pid] in rows}

    assert 1 <= len(run(backends())) <= MOST
    connections.close()


def test_a_statement_that_was_broken_off_answers_nobody_else(
    connections: AwaitedConnections,
) -> None:
    async def ask() -> object:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connections.rows("SELECT pg_sleep(30)", {}), 0.2)
        return await connections.rows("SELECT %(number)s::integer", {"number": 7})

    assert run(ask()) == [(7,)]
    connections.close()


def test_a_server_that_is_gone_gives_none_and_its_return_is_noticed(
    connections: AwaitedConnections, postgresql_server: str
) -> None:
    async def ask() -> object:
        return await connections.rows("SELECT 1", {})

    assert run(ask()) == [(1,)]
    cut_connections(postgresql_server.format(database="postgres"))
    assert run(ask()) is None
    assert run(ask()) == [(1,)]
    connections.close()
    assert run(AwaitedConnections("postgresql:///?host=/nowhere").rows("", {})) is None
