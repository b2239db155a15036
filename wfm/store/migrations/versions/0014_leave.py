"""Leave as a process: types, accounts, allowances and requests, and shifts that nobody has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the tables; until now a planner entered every absence."""
    op.create_table("leave_types", *_of_site("name", 200), *_kept(), *_keys("name"))
    op.create_table(
        "leave_accounts",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
        *_kept(),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_table("leave_allowances", *_of_site("id", 32), *_kept(), *_keys("id"))
    op.create_table(
        "leave_requests",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_index("ix_leave_requests_site_status", "leave_requests", ["site", "status"])
    op.create_table(
        "open_shifts",
        *_of_site("id", 32),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_keys("id"),
    )
    columns = ["site", "status", "date"]
    op.create_index("ix_open_shifts_site_status_date", "open_shifts", columns)


def _of_site(key: str, length: int) -> list[sa.Column[str]]:
    return [
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column(key, sa.String(length=length), nullable=False),
    ]


def _keys(key: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", key),
    ]


def _kept() -> list[sa.Column[object]]:
    return [
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported", Document),
    ]
