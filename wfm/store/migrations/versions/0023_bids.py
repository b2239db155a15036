"""Rounds of bids for lines of a rotation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0023"
down_revision = "0019"


def upgrade() -> None:
    """Add the tables; nobody could bid until now."""
    op.create_table(
        "bid_rounds",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("deadline", Instant, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_table(
        "line_bids",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site", "round"], ["bid_rounds.site", "bid_rounds.id"]),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
        sa.UniqueConstraint("site", "round", "agent_id", name="uq_line_bids_round_agent"),
    )
