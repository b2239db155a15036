"""Recorded states, how they are graded, and the figures that were said."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0002"
down_revision = "0001"


def column(name: str, kind: Any) -> sa.Column[Any]:
    """Build a column that is always filled."""
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Add the tables, and the contact platform's ids of agents."""
    op.add_column("agents", sa.Column("external_agent_id", sa.String(length=200)))
    op.create_table(
        "feeds",
        column("site", sa.String(length=64)),
        column("sequence", sa.BigInteger()),
        sa.Column("latest", Instant),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "states",
        column("site", sa.String(length=64)),
        column("sequence", sa.BigInteger()),
        column("event_id", sa.String(length=200)),
        column("source_id", sa.String(length=100)),
        column("external_agent_id", sa.String(length=200)),
        column("state_code", sa.String(length=200)),
        column("reason_code", sa.String(length=200)),
        column("started_at", Instant),
        column("is_logged_on", sa.Boolean()),
        column("is_snapshot", sa.Boolean()),
        column("batch_id", sa.String(length=200)),
        column("received_at", Instant),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "sequence"),
        sa.UniqueConstraint("site", "source_id", "event_id"),
    )
    op.create_index("ix_states_site_started_at", "states", ["site", "started_at"])
    op.create_table(
        "gradings",
        column("site", sa.String(length=64)),
        column("number", sa.Integer()),
        column("document", Document),
        column("made_by", sa.String()),
        column("made_at", Instant),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "number"),
    )
    op.create_table(
        "exceptions",
        column("site", sa.String(length=64)),
        column("id", sa.String(length=32)),
        column("agent_id", sa.String(length=200)),
        column("start", Instant),
        column("end", Instant),
        column("reason", sa.String(length=500)),
        column("authorised_by", sa.String()),
        column("active", sa.Boolean()),
        column("version", sa.Integer()),
        sa.CheckConstraint('start < "end"', name="ck_exceptions_start_before_end"),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_table(
        "figures",
        column("site", sa.String(length=64)),
        column("week", sa.Date()),
        column("number", sa.Integer()),
        column("measured_at", Instant),
        column("agent_id", sa.String(length=200)),
        column("entry", Document),
        sa.ForeignKeyConstraint(["site", "week"], ["weeks.site", "weeks.week"]),
        sa.PrimaryKeyConstraint("site", "week", "number"),
    )
