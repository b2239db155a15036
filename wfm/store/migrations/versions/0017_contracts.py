"""Work plans that agents have from a date on, or beside their usual one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document

revision = "0017"
down_revision = "0024"


def upgrade() -> None:
    """Add the table: until now an agent had one work plan, on all days."""
    op.create_table(
        "contracts",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
        sa.Column("work_plan", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported", Document),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.ForeignKeyConstraint(["site", "work_plan"], ["work_plans.site", "work_plans.name"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
