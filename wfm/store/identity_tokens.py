"""Identity tokens that signed somebody in: each does so once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from wfm.store.columns import now
from wfm.store.refusals import refusals
from wfm.store.tables import USED_IDENTITY_TOKENS
from wfm.words import phrase


def use_identity_token(connection: Connection, token: str, expires_at: datetime) -> None:
    """Remember a verified token until it expires.

    Raises
    ------
    ConflictError
        If it was used before.
    """
    used = USED_IDENTITY_TOKENS
    connection.execute(delete(used).where(used.c.expires_at <= now()))
    signed = token.rpartition(".")[0]  # a signature can be written in more than one way
    digest = hashlib.sha256(signed.encode()).hexdigest()
    with refusals(phrase("refusal.identity_token_used")):
        connection.execute(insert(used).values(sha256=digest, expires_at=expires_at))
