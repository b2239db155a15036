"""Who was refused what: in the audit trail, once a minute for each, however often it is asked."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Final

from wfm.store.audit import record
from wfm.store.database import Database
from wfm.store.outages import DatabaseOutageError
from wfm.store.users import User

EVERY: Final = 60.0
MOST: Final = 10_000
"""Refusals that are kept in mind."""
PATIENCE: Final = 2


class TurnedAway:
    """Notes refusals of one process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._noted: dict[tuple[str, str], float] = {}

    def note(self, user: User, actor: str, what: str) -> None:
        """Note that a route, `what`, was refused; a database that is away is no reason to wait."""
        moment, who = monotonic(), (actor, what)
        if moment < self._noted.get(who, -EVERY) + EVERY:
            return
        if len(self._noted) >= MOST:
            self._noted.clear()
        self._noted[who] = moment
        with suppress(DatabaseOutageError), self.database.writing(PATIENCE) as tx:
            record(tx, actor, "refuse", "request", what, site=user.site)
