"""What agents wish of a week, and when they cannot work."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, String, Table

from wfm.store.columns import METADATA, Document

WEEK_WISHES = Table(
    "week_wishes",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    Column("week", Date, nullable=False),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    Index("ix_week_wishes_site_week_agent", "site", "week", "agent_id", unique=True),
)
