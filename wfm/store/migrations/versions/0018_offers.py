"""Extra or fewer hours that a site offers its agents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0018"
down_revision = "0016"


def upgrade() -> None:
    """Add the table; nothing was offered until now."""
    op.create_table(
        "hours_offers",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("deadline", Instant, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_index("ix_hours_offers_status_deadline", "hours_offers", ["status", "deadline"])
