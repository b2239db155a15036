"""The best schedule that a run has found so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "best_schedules",
        sa.Column("run", sa.String(length=32), nullable=False),
        sa.Column("found_at", Instant, nullable=False),
        sa.Column("shifts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"]),
        sa.PrimaryKeyConstraint("run"),
    )
