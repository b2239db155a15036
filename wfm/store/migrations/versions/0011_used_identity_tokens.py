"""Identity tokens that were used: none signs anybody in twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table; no token is known yet."""
    op.create_table(
        "used_identity_tokens",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
