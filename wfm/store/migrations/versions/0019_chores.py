"""What is done again and again beside runs, and fails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the table; nothing was known to fail until now."""
    op.create_table(
        "failing_chores",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
