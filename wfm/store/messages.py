"""What agents are told: written with the change itself, seen when they say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, and_, func, insert, select, update

from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.deliveries import DeliveryChannel, add_delivery, webhooks_of
from wfm.store.entities import Stored, documents
from wfm.store.errors import NotFoundError, StaleError
from wfm.store.tables import AGENTS, CONTACTS, MESSAGES
from wfm.words import Phrase, phrase, phrase_of
from wfm.words.documents import document


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """One thing that an agent is told."""

    id: int
    agent_id: str
    said: Phrase
    created_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Contact:
    """How an agent wants to be told, besides the inbox on the pages."""

    email: str | None = None
    """Where messages go by e-mail; None: nowhere."""
    language: str = "en"
    quiet: tuple[int, int] = field(default=(1260, 420))
    """No e-mail and no chat between these local minutes after midnight; equal: at any time."""
    chat: str | None = None
    """Where they go by chat, as Apprise writes it: whoever knows it can write there."""


CONTACT = documents(
    "contact", CONTACTS, "agent_id", TypeAdapter(Contact), private=frozenset({"chat"}),
)  # fmt: skip


def tell(connection: Connection, site: str, agents: Collection[str], said: Phrase) -> None:
    """Tell agents something, in the transaction that brings it about: the outbox holds it then."""
    hooks = webhooks_of(connection, site)
    for who in sorted(agents):
        values = {"site": site, "agent_id": who, "said": document(said), "created_at": now()}
        made = insert(MESSAGES).values(**values, to_mail=True).returning(MESSAGES.c.id)
        id_ = connection.scalar(made)
        for hook in hooks:
            add_delivery(connection, site, DeliveryChannel.WEBHOOK, hook.id, [int(id_ or 0)])


def messages_of(
    connection: Connection, site: str, agent_id: str, limit: int, after: int = 0
) -> list[InboxMessage]:
    """List an agent's messages, newest first, newer than `after`."""
    query = select(MESSAGES).where(
        MESSAGES.c.site == site, MESSAGES.c.agent_id == agent_id, MESSAGES.c.id > after
    )
    rows = connection.execute(query.order_by(MESSAGES.c.id.desc()).limit(limit))
    return [_message(row) for row in rows]


def messages_by_id(connection: Connection, ids: Collection[int]) -> list[InboxMessage]:
    """Give messages in the order in which they were written."""
    query = select(MESSAGES).where(MESSAGES.c.id.in_(ids)).order_by(MESSAGES.c.id)
    return [_message(row) for row in connection.execute(query)]


def messages_of_teams(
    connection: Connection, site: str, teams: Sequence[str] | None, limit: int
) -> list[InboxMessage]:
    """List what agents of these teams were told, newest first; None means all teams."""
    query = select(MESSAGES).where(MESSAGES.c.site == site)
    if teams is not None:
        query = query.join(
            AGENTS, and_(AGENTS.c.site == MESSAGES.c.site, AGENTS.c.id == MESSAGES.c.agent_id)
        ).where(AGENTS.c.team.in_(teams))
    rows = connection.execute(query.order_by(MESSAGES.c.id.desc()).limit(limit))
    return [_message(row) for row in rows]


def unseen_messages(connection: Connection, site: str, agent_id: str) -> int:
    """Count what an agent has not confirmed."""
    query = select(func.count()).where(
        MESSAGES.c.site == site, MESSAGES.c.agent_id == agent_id, MESSAGES.c.seen_at.is_(None)
    )
    return int(connection.scalar(query) or 0)


def see_messages(connection: Connection, actor: str, site: str, agent_id: str, up_to: int) -> int:
    """Confirm an agent's messages up to one; tells how many there were."""
    seen = connection.execute(
        update(MESSAGES)
        .where(MESSAGES.c.site == site, MESSAGES.c.agent_id == agent_id, MESSAGES.c.id <= up_to)
        .where(MESSAGES.c.seen_at.is_(None))
        .values(seen_at=now())
    ).rowcount
    if seen:
        record(connection, actor, "see", "messages", agent_id, site=site, after={"messages": seen})
    return seen


def contact_of(connection: Connection, site: str, agent_id: str) -> Stored[Contact]:
    """Give how an agent wants to be told; version 0 where nothing was said."""
    try:
        return CONTACT.get(connection, site, agent_id)
    except NotFoundError:
        return Stored(agent_id, 0, True, Contact())


def set_contact(
    connection: Connection, actor: str, site: str, agent_id: str, version: int, wanted: Contact
) -> Stored[Contact]:
    """Say how to be told, if it is still as at `version`.

    Raises
    ------
    StaleError
        If it is not.
    """
    if contact_of(connection, site, agent_id).version == 0:
        if version:
            raise StaleError(phrase("stale.entity", kind=CONTACT.kind, key=agent_id), 0)
        return CONTACT.create(connection, actor, site, agent_id, wanted)
    return CONTACT.change(connection, actor, site, agent_id, version, wanted)


def _message(row: Row[tuple[object, ...]]) -> InboxMessage:
    return InboxMessage(row.id, row.agent_id, phrase_of(row.said), row.created_at, row.seen_at)
