"""The audit trail: who did what, when, and how the thing looked before and after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from sqlalchemy import Connection, insert, or_, select

from wfm.store.columns import now
from wfm.store.tables import AUDIT

Action: TypeAlias = Literal[
    "back up", "cancel", "cancelled", "change", "change role", "confirm", "create", "deactivate",
    "done", "edit", "end", "export", "failed", "import", "merge", "publish", "redo", "refuse",
    "refuse sign in", "request", "restore", "revoke", "roll back", "see", "set password", "sign in",
    "sign out", "sign out everywhere", "undo",
]  # fmt: skip
"""What can be done; pages say each in a phrase."""
ThingKind: TypeAlias = Literal[
    "agent", "availability", "bid", "calendar link", "changed days", "contact", "contract",
    "coverage", "database", "day", "days", "event", "exception", "forecast", "grading",
    "group rule", "import", "leave account", "leave allowance", "leave request", "leave type",
    "meeting", "messages", "offer", "open shift", "opening date", "override", "planned vs actual",
    "preference", "queue", "request", "requirement", "round of bids", "run", "schedule",
    "self-service", "shift request", "site", "team", "time off", "token", "trade", "user",
    "webhook", "wishes", "work plan",
]  # fmt: skip
"""What it can be done to."""
ACTIONS: Final[tuple[str, ...]] = get_args(Action)
THINGS: Final[tuple[str, ...]] = get_args(ThingKind)
NOBODY: Final = "nobody"
"""Who did what nobody was signed in for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail; `before` and `after` are None where there was or is nothing."""

    id: int
    at: datetime
    actor: str
    action: str
    entity: str
    site: str | None
    key: str
    before: Any
    after: Any


def record(
    connection: Connection,
    actor: str,
    action: Action,
    entity: ThingKind,
    key: str,
    *,
    site: str | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    """Add a line in the transaction of the change itself, so that neither exists alone."""
    connection.execute(
        insert(AUDIT).values(
            at=now(), actor=actor, action=action, entity=entity,
            site=site, key=key, before=before, after=after,
        )
    )  # fmt: skip


def record_all(
    connection: Connection, actor: str, site: str, lines: Sequence[Mapping[str, Any]]
) -> None:
    """Add many lines of one site at once, each with action, entity, key, before and after."""
    if lines:
        common = {"at": now(), "actor": actor, "site": site}
        connection.execute(insert(AUDIT), [{**common, **line} for line in lines])


class Meant(NamedTuple):
    """Which actions and things a word means in some language."""

    actions: Collection[str] = ()
    things: Collection[str] = ()


def trail(
    connection: Connection,
    site: str | None,
    before_id: int | None,
    limit: int,
    wanted: str = "",
    meant: Callable[[str], Meant] = lambda _: Meant(),
) -> list[Entry]:
    """Lines of a site, newest first, older than `before_id`; with wanted words in who or what.

    Without a site, all lines, those of no site too. A word may be of another language: `meant` says
    what it means then.
    """
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if site is not None:
        query = query.where(AUDIT.c.site == site)
    for word in wanted.split():
        columns = (AUDIT.c.actor, AUDIT.c.action, AUDIT.c.entity, AUDIT.c.key, AUDIT.c.site)
        also = meant(word)
        query = query.where(
            or_(
                *(c.icontains(word, autoescape=True) for c in columns),
                AUDIT.c.action.in_(also.actions),
                AUDIT.c.entity.in_(also.things),
            )
        )
    if before_id is not None:
        query = query.where(AUDIT.c.id < before_id)
    return [Entry(*row) for row in connection.execute(query)]
