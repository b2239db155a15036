"""Attempts to sign in, counted for the account and for the client's address.

An attempt counts as failed from its beginning and is withdrawn when it turns out right: else any
number of attempts at once would find none that failed before them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from wfm.store.columns import now
from wfm.store.tables import LOGIN_FAILURES

WINDOW = timedelta(minutes=15)


def failures(connection: Connection, subject: str) -> int:
    """Count what failed, or is being tried, within the last quarter of an hour."""
    query = (
        select(func.count())
        .select_from(LOGIN_FAILURES)
        .where(LOGIN_FAILURES.c.subject == _digest(subject), LOGIN_FAILURES.c.at > now() - WINDOW)
    )
    return connection.scalar(query) or 0


def too_many(connection: Connection, limits: Mapping[str, int]) -> bool:
    """Tell whether a subject has as many failures as it may have."""
    return any(failures(connection, subject) >= limit for subject, limit in limits.items())


def begin_attempt(connection: Connection, limits: Mapping[str, int]) -> Sequence[int] | None:
    """Count one more attempt of the subjects; None if one of them has failed too often.

    Others that begin one of the same subjects wait for this transaction.
    """
    connection.execute(delete(LOGIN_FAILURES).where(LOGIN_FAILURES.c.at <= now() - WINDOW))
    if connection.dialect.name == "postgresql":
        for lock in sorted(_number(subject) for subject in limits):
            connection.execute(select(func.pg_advisory_xact_lock(lock)))
    if too_many(connection, limits):
        return None
    begun = []
    for subject in limits:
        row = insert(LOGIN_FAILURES).values(subject=_digest(subject), at=now())
        begun.append(connection.execute(row.returning(LOGIN_FAILURES.c.id)).scalar_one())
    return begun


def withdraw_attempt(connection: Connection, attempt: Sequence[int]) -> None:
    """Count an attempt no longer: it was right, or never made."""
    connection.execute(delete(LOGIN_FAILURES).where(LOGIN_FAILURES.c.id.in_(attempt)))


def forget_failures(connection: Connection, subject: str) -> None:
    """Start counting anew after a success."""
    connection.execute(delete(LOGIN_FAILURES).where(LOGIN_FAILURES.c.subject == _digest(subject)))


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()


def _number(subject: str) -> int:
    """Name a subject by 64 bits, as PostgreSQL names its locks."""
    return int.from_bytes(bytes.fromhex(_digest(subject))[:8], signed=True)
