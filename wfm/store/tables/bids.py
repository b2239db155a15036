"""Rounds in which agents bid for lines of a rotation, and what they bid."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from wfm.store.columns import METADATA, Document, Instant

BID_ROUNDS = Table(
    "bid_rounds",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
)

LINE_BIDS = Table(
    "line_bids",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("round", String(32), nullable=False),
    Column("agent_id", String(200), nullable=False),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "round"], ["bid_rounds.site", "bid_rounds.id"]),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    UniqueConstraint("site", "round", "agent_id", name="uq_line_bids_round_agent"),
)
