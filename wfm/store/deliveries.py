"""What is sent elsewhere: made of messages, leased by whoever sends it, kept until it was sent."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.errors import NotFoundError
from wfm.store.tables import DELIVERIES, MESSAGES, WEBHOOKS

LEASE: Final = timedelta(minutes=2)
"""How long nobody else sends what somebody is sending."""
WAITS: Final = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 480, 1440))
"""How long to wait after each failure before the next attempt; then it is given up."""


class DeliveryChannel(StrEnum):
    """How something is sent."""

    EMAIL = "email"
    CHAT = "chat"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Messages for one receiver, under an id that stays the same in every attempt."""

    id: str
    site: str
    channel: DeliveryChannel
    target: str
    """Id of the agent or the webhook."""
    messages: tuple[int, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a site's messages are sent as they are written."""

    id: str
    site: str
    url: str
    secret: str
    active: bool


def add_webhook(connection: Connection, actor: str, site: str, url: str) -> Webhook:
    """Send a site's messages to an address from now on; its secret is told once."""
    made = Webhook(uuid4().hex, site, url, f"whsec_{_secret()}", True)
    connection.execute(
        insert(WEBHOOKS).values(
            id=made.id, site=site, url=url, secret=made.secret, active=True, created_at=now()
        )
    )  # fmt: skip
    record(connection, actor, "create", "webhook", made.id, site=site, after={"url": url})
    return made


def webhooks_of(connection: Connection, site: str) -> list[Webhook]:
    """List a site's webhooks that are not ended."""
    query = select(WEBHOOKS).where(WEBHOOKS.c.site == site, WEBHOOKS.c.active)
    rows = connection.execute(query.order_by(WEBHOOKS.c.created_at))
    return [Webhook(r.id, r.site, r.url, r.secret, r.active) for r in rows]


def get_webhook(connection: Connection, site: str, id_: str) -> Webhook:
    """Give one webhook, ended or not.

    Raises
    ------
    NotFoundError
        If the site has none of that id.
    """
    query = select(WEBHOOKS).where(WEBHOOKS.c.site == site, WEBHOOKS.c.id == id_)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("webhook", id_)
    return Webhook(row.id, row.site, row.url, row.secret, row.active)


def end_webhook(connection: Connection, actor: str, site: str, id_: str) -> None:
    """Send nothing more to an address.

    Raises
    ------
    NotFoundError
        If the site has none of that id.
    """
    ended = get_webhook(connection, site, id_)
    connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == id_).values(active=False))
    record(connection, actor, "end", "webhook", id_, site=site, before={"url": ended.url})


def to_be_sent(connection: Connection) -> dict[tuple[str, str], list[tuple[int, datetime]]]:
    """Give per site and agent the messages that are to go to e-mail and chat, and when written."""
    query = select(MESSAGES.c.site, MESSAGES.c.agent_id, MESSAGES.c.id, MESSAGES.c.created_at)
    query = query.where(MESSAGES.c.to_mail).order_by(MESSAGES.c.id).with_for_update()
    found: dict[tuple[str, str], list[tuple[int, datetime]]] = {}
    for site, agent, id_, at in connection.execute(query):
        found.setdefault((site, agent), []).append((id_, at))
    return found


def mark_gathered(connection: Connection, messages: Sequence[int]) -> None:
    """Note that messages are in the deliveries by e-mail and chat, or need none."""
    query = update(MESSAGES).where(MESSAGES.c.id.in_(messages))
    connection.execute(query.values(to_mail=False))


def add_delivery(
    connection: Connection,
    site: str,
    channel: DeliveryChannel,
    target: str,
    messages: Sequence[int],
) -> str:
    """Put something into the outbox; gives its id."""
    id_ = uuid4().hex
    connection.execute(
        insert(DELIVERIES).values(
            id=id_, site=site, channel=channel, target=target, messages=list(messages),
            created_at=now(), attempts=0, next_at=now(),
        )
    )  # fmt: skip
    return id_


def lease_next(connection: Connection, moment: datetime) -> Delivery | None:
    """Take the next thing that is due; nobody else sends it for a while."""
    due = select(DELIVERIES).where(DELIVERIES.c.next_at <= moment)
    due = due.order_by(DELIVERIES.c.next_at).limit(1).with_for_update(skip_locked=True)
    row = connection.execute(due).first()
    if row is None:
        return None
    connection.execute(
        update(DELIVERIES)
        .where(DELIVERIES.c.id == row.id)
        .values(next_at=moment + LEASE, attempts=row.attempts + 1)
    )
    channel = DeliveryChannel(row.channel)
    return Delivery(row.id, row.site, channel, row.target, tuple(row.messages), row.attempts + 1)


def mark_sent(connection: Connection, id_: str) -> None:
    """Note that something was sent."""
    values = {"sent_at": now(), "next_at": None, "problem": None}
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == id_).values(values))


def mark_failed(
    connection: Connection, delivery: Delivery, moment: datetime, problem: str, *, final: bool
) -> None:
    """Note why something could not be sent; it is tried again later, unless that is final."""
    last = final or delivery.attempts > len(WAITS)
    next_at = None if last else moment + WAITS[delivery.attempts - 1]
    values = {"next_at": next_at, "problem": problem[:300]}
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery.id).values(values))


def _secret() -> str:
    return b64encode(secrets.token_bytes(32)).decode()
