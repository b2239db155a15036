"""Sessions of browsers, links that sign in once, and changed days that their agents confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Add both tables; nobody has confirmed anything yet."""
    op.create_table(
        "sessions",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])
    op.create_table(
        "sign_in_links",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=100), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_index("ix_sign_in_links_user", "sign_in_links", ["user"])
    op.add_column("notices", sa.Column("confirmed_at", Instant))
