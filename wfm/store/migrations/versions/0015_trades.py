"""Shifts that agents trade, and what a site lets them do by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the tables; nobody traded until now."""
    op.create_table(
        "self_service",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "shift_trades",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_index("ix_shift_trades_site_status", "shift_trades", ["site", "status"])
