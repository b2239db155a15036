"""Things about agents: one that is out of reach is answered like one that does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from api.access import Access
from wfm.store.database import Connection
from wfm.store.entities import Entity, Stored
from wfm.store.errors import NotFoundError
from wfm.store.people import AGENT

T = TypeVar("T")


def within_reach(
    tx: Connection,
    access: Access,
    site: str,
    entity: Entity[T],
    key: str,
    agents: Callable[[T], Iterable[str]],
) -> Stored[T]:
    """Give a stored thing.

    Raises
    ------
    NotFoundError
        If there is none of that key, or it is about an agent out of reach: in the same words.
    """
    found = entity.get(tx, site, key)
    for agent in agents(found.value):
        if not access.sees_team(AGENT.get(tx, site, agent).value.team):
            raise NotFoundError(entity.kind, key)
    return found
