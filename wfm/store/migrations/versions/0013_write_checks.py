"""A row that is written to know that the database can be written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant, now

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the table with its row."""
    checks = op.create_table(
        "write_checks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(sa.insert(checks).values(id=1, at=now()))
