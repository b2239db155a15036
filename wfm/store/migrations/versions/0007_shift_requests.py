"""Requests for types of shifts, as things of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table: until now no file and no route could bring a request."""
    op.create_table(
        "shift_requests",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported", Document),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
