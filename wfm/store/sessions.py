"""Who is signed in with a browser, and links that sign somebody in once; secrets as hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update

from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.tables import SESSIONS, SIGN_IN_LINKS, USERS
from wfm.store.users import User, get_user


def open_session(connection: Connection, user: User, hours: int) -> str:
    """Sign a user in for so many hours; gives the secret for the browser's cookie."""
    moment, secret = now(), secrets.token_urlsafe(32)
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= moment))
    connection.execute(
        insert(SESSIONS).values(
            sha256=_digest(secret), user=user.name, epoch=user.epoch, created_at=moment,
            expires_at=moment + timedelta(hours=hours),
        )
    )  # fmt: skip
    record(connection, user.name, "sign in", "user", user.name, site=user.site)
    return secret


def session_user(connection: Connection, secret: str) -> User | None:
    """Find the active user of a session that has neither ended nor expired."""
    query = (
        select(SESSIONS.c.user)
        .join(USERS, USERS.c.name == SESSIONS.c.user)
        .where(
            SESSIONS.c.sha256 == _digest(secret),
            SESSIONS.c.expires_at > now(),
            SESSIONS.c.epoch == USERS.c.epoch,
            USERS.c.active,
        )
    )
    name = connection.scalar(query)
    return None if name is None else get_user(connection, name)


def end_session(connection: Connection, user: User, secret: str) -> None:
    """Sign a browser out: its cookie is void from now on, whoever has a copy."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.sha256 == _digest(secret)))
    record(connection, user.name, "sign out", "user", user.name, site=user.site)


def end_sessions(connection: Connection, user: User) -> None:
    """Sign a user out everywhere: every browser, and every access token."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.user == user.name))
    where = USERS.c.name == user.name
    connection.execute(update(USERS).where(where).values(epoch=USERS.c.epoch + 1))
    record(connection, user.name, "sign out everywhere", "user", user.name, site=user.site)


def create_sign_in_link(connection: Connection, user: str, hours: int) -> str:
    """Make a secret that signs a user in once, within so many hours."""
    secret = secrets.token_urlsafe(32)
    connection.execute(
        insert(SIGN_IN_LINKS).values(
            sha256=_digest(secret), user=user, expires_at=now() + timedelta(hours=hours)
        )
    )
    return secret


def use_sign_in_link(connection: Connection, secret: str) -> User | None:
    """Take a link's secret for its active user; None where it was used, or is too old."""
    used = (
        delete(SIGN_IN_LINKS)
        .where(SIGN_IN_LINKS.c.sha256 == _digest(secret), SIGN_IN_LINKS.c.expires_at > now())
        .returning(SIGN_IN_LINKS.c.user)
    )
    name = connection.scalar(used)
    user = None if name is None else get_user(connection, name)
    return user if user is not None and user.active else None


def _digest(secret: str) -> str:
    # 256 random bits: a plain hash cannot be guessed back
    return hashlib.sha256(secret.encode()).hexdigest()
