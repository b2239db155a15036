"""What agents wish of a week, and when they cannot work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add the table; agents entered nothing until now."""
    op.create_table(
        "week_wishes",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_index(
        "ix_week_wishes_site_week_agent", "week_wishes", ["site", "week", "agent_id"], unique=True
    )
