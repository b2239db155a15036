"""Rules between people, as things of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document

revision = "0020"
down_revision = "0015"


def upgrade() -> None:
    """Add the table: until now nothing could be asked of several agents together."""
    op.create_table(
        "group_rules",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported", Document),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
