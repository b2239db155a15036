"""Failed sign-ins, counted for the account and for the client's address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from wfm.store.columns import now
from wfm.store.tables import LOGIN_FAILURES

WINDOW = timedelta(minutes=15)


def failures(connection: Connection, subject: str) -> int:
    """Count what failed within the last quarter of an hour."""
    query = (
        select(func.count())
        .select_from(LOGIN_FAILURES)
        .where(LOGIN_FAILURES.c.subject == _digest(subject), LOGIN_FAILURES.c.at > now() - WINDOW)
    )
    return connection.scalar(query) or 0


def add_failure(connection: Connection, subjects: Iterable[str]) -> None:
    """Remember one failure, and forget all that are too old to count."""
    connection.execute(delete(LOGIN_FAILURES).where(LOGIN_FAILURES.c.at <= now() - WINDOW))
    rows = [{"subject": _digest(subject), "at": now()} for subject in subjects]
    connection.execute(insert(LOGIN_FAILURES), rows)


def forget_failures(connection: Connection, subject: str) -> None:
    """Start counting anew after a success."""
    connection.execute(delete(LOGIN_FAILURES).where(LOGIN_FAILURES.c.subject == _digest(subject)))


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
