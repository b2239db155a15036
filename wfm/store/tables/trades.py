"""Shifts that agents trade, and what a site lets them do by themselves."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table

from wfm.store.columns import METADATA, Document, Instant

SELF_SERVICE = Table(
    "self_service",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
)

SHIFT_TRADES = Table(
    "shift_trades",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    Column("status", String(20), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    Index("ix_shift_trades_site_status", "site", "status"),
)
