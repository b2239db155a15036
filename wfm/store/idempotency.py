"""Answers to requests that carried an Idempotency-Key, to be given again word for word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from wfm.store.columns import now
from wfm.store.errors import ConflictError
from wfm.store.refusals import refusals
from wfm.store.tables import IDEMPOTENCY
from wfm.words import phrase

KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def recall(connection: Connection, actor: str, key: str, request_sha256: str) -> KeptAnswer | None:
    """Give the answer to the same request, if there was one.

    Raises
    ------
    ConflictError
        If the key was used for another request.
    """
    query = select(IDEMPOTENCY).where(IDEMPOTENCY.c.actor == actor, IDEMPOTENCY.c.key == key)
    row = connection.execute(query).first()
    if row is None or row.at < now() - KEPT:
        return None
    if row.request_sha256 != request_sha256:
        raise ConflictError(phrase("refusal.key_used"), "Idempotency-Key")
    return KeptAnswer(row.status, row.headers, bytes(row.body))


def remember(
    connection: Connection, actor: str, key: str, request_sha256: str, answer: KeptAnswer
) -> None:
    """Keep an answer in the transaction of its effect.

    Raises
    ------
    ConflictError
        If the same key is being used at this very moment: the effect is rolled back.
    """
    connection.execute(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.at < now() - KEPT))
    with refusals(phrase("refusal.key_under_way")):
        connection.execute(
            insert(IDEMPOTENCY).values(
                actor=actor, key=key, request_sha256=request_sha256, status=answer.status,
                headers=dict(answer.headers), body=answer.body, at=now(),
            )
        )  # fmt: skip
