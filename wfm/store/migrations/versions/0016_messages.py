"""What people are told, how they want it, where it is sent, and what was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0016"
down_revision = "0020"


def upgrade() -> None:
    """Add the tables; nobody was told until now."""
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        *_agent(),
        sa.Column("said", Document, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("seen_at", Instant),
        sa.Column("to_mail", sa.Boolean(), nullable=False),
        _of_agent(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_messages_site_agent_id_id", "messages", ["site", "agent_id", "id"])
    op.create_index("ix_messages_to_mail", "messages", ["to_mail"])
    op.create_table(
        "contacts",
        *_agent(),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _of_agent(),
        sa.PrimaryKeyConstraint("site", "agent_id"),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("messages", Document, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant),
        sa.Column("sent_at", Instant),
        sa.Column("problem", sa.String(length=300)),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deliveries_next_at", "deliveries", ["next_at"])


def _agent() -> list[sa.Column[str]]:
    return [
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
    ]


def _of_agent() -> sa.Constraint:
    return sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"])
