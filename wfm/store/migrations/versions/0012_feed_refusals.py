"""What of each source was refused: a feed that is refused must not look like a silent one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the table; nothing was counted until now."""
    op.create_table(
        "feed_refusals",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("last_problem", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "source_id"),
    )
