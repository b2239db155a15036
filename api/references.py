"""What a body names must be there: refused by name, all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wfm.store.database import Connection
from wfm.store.entities import Entity
from wfm.store.errors import ConflictError, NotFoundError
from wfm.words import phrase

Named = tuple[Entity[Any], str]
"""A kind of thing, and the key of one."""


def refuse_unknown(tx: Connection, site: str, named: Iterable[Named]) -> None:
    """Refuse a change that names what the site has not.

    Raises
    ------
    ConflictError
        Naming each.
    """
    unknown = []
    for entity, key in dict.fromkeys(named):
        try:
            entity.get(tx, site, key)
        except NotFoundError as error:
            unknown.append(error.said)
    if unknown:
        raise ConflictError(phrase("needs.all", needs=tuple(unknown)), details=tuple(unknown))
