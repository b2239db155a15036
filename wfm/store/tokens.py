"""Secrets given out once and kept only as hashes: API tokens and calendar links."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.credentials import revoke_link, valid_link
from wfm.store.errors import NotFoundError
from wfm.store.tables import AGENTS, CALENDAR_LINKS, TOKENS, USERS
from wfm.store.users import User, get_user

PREFIX = "wfm_"
"""Starts every API token, so that leaked ones can be searched for."""


@dataclass(frozen=True, slots=True)
class Token:
    """An API token for a machine; the secret itself is nowhere."""

    id: str
    user: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def create_token(
    connection: Connection, user: User, name: str, scopes: Sequence[str], days: int
) -> tuple[Token, str]:
    """Make a token that may do what its user may, within `scopes`; gives the secret, once."""
    secret = PREFIX + secrets.token_urlsafe(32)
    moment = now()
    token = Token(
        uuid4().hex, user.name, name, tuple(scopes), moment, moment + timedelta(days=days), None
    )
    values = {"sha256": _digest(secret), "scopes": list(scopes)}
    columns = ("id", "user", "name", "created_at", "expires_at", "revoked_at")
    connection.execute(
        insert(TOKENS).values(**values, **{column: getattr(token, column) for column in columns})
    )
    record(connection, user.name, "create", "token", token.id, site=user.site,
           after={"name": name, "scopes": list(scopes)})  # fmt: skip
    return token, secret


def token_user(connection: Connection, secret: str) -> tuple[User, Token] | None:
    """Find the active user of a valid token."""
    query = select(TOKENS).where(
        TOKENS.c.sha256 == _digest(secret),
        TOKENS.c.revoked_at.is_(None),
        TOKENS.c.expires_at > now(),
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    user = get_user(connection, row.user)
    return (user, _token(row)) if user.active else None


def tokens_of(connection: Connection, user: str) -> list[Token]:
    """List a user's tokens, revoked ones too."""
    query = select(TOKENS).where(TOKENS.c.user == user).order_by(TOKENS.c.created_at, TOKENS.c.id)
    return [_token(row) for row in connection.execute(query)]


def revoke_token(connection: Connection, actor: str, user: str, id_: str) -> None:
    """End a token of a user; ending it twice is no error.

    Raises
    ------
    NotFoundError
        If the user has no such token.
    """
    where = (TOKENS.c.id == id_, TOKENS.c.user == user)
    if connection.scalar(select(TOKENS.c.id).where(*where)) is None:
        raise NotFoundError("token", id_)
    connection.execute(
        update(TOKENS).where(*where, TOKENS.c.revoked_at.is_(None)).values(revoked_at=now())
    )
    site = connection.scalar(select(USERS.c.site).where(USERS.c.name == user))
    record(connection, actor, "revoke", "token", id_, site=site)


def create_link(connection: Connection, actor: str, site: str, agent_id: str) -> str:
    """Make an agent's calendar secret; the one before it ends."""
    revoke_link(connection, actor, site, agent_id)
    secret = secrets.token_urlsafe(32)
    connection.execute(
        insert(CALENDAR_LINKS).values(
            sha256=_digest(secret), site=site, agent_id=agent_id, created_at=now()
        )
    )
    record(connection, actor, "create", "calendar link", agent_id, site=site)
    return secret


def link_created(connection: Connection, site: str, agent_id: str) -> datetime | None:
    """Tell when the agent's calendar link was made; None without one."""
    return connection.scalar(select(CALENDAR_LINKS.c.created_at).where(*valid_link(site, agent_id)))


def link_agent(connection: Connection, secret: str) -> tuple[str, str]:
    """Find the site and the active agent of a calendar secret.

    Raises
    ------
    NotFoundError
        If no valid link has this secret.
    """
    query = (
        select(CALENDAR_LINKS.c.site, CALENDAR_LINKS.c.agent_id)
        .join_from(CALENDAR_LINKS, AGENTS)
        .where(
            CALENDAR_LINKS.c.sha256 == _digest(secret),
            CALENDAR_LINKS.c.revoked_at.is_(None),
            AGENTS.c.active,
        )
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("calendar of this link")
    return row.site, row.agent_id


def _digest(secret: str) -> str:
    # these secrets are 256 random bits: a plain hash cannot be guessed back
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: Row[Any]) -> Token:
    return Token(
        row.id, row.user, row.name, tuple(row.scopes), row.created_at, row.expires_at,
        row.revoked_at,
    )  # fmt: skip
