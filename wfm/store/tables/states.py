"""Tables of what contact platforms report, of how a site grades it, and of the figures said."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from wfm.store.columns import METADATA, Document, Instant

FEEDS = Table(
    "feeds",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("latest", Instant),
)
"""The row to lock for whoever stores states: numbers then become visible in their order."""

STATES = Table(
    "states",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", String(200), nullable=False),
    Column("source_id", String(100), nullable=False),
    Column("external_agent_id", String(200), nullable=False),
    Column("state_code", String(200), nullable=False),
    Column("reason_code", String(200), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("is_logged_on", Boolean, nullable=False),
    Column("is_snapshot", Boolean, nullable=False),
    Column("batch_id", String(200), nullable=False),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("site", "source_id", "event_id"),
    Index("ix_states_site_started_at", "site", "started_at"),
)
"""Every event once, as it came; `sequence` numbers a site's events in the order of storing."""

FEED_REFUSALS = Table(
    "feed_refusals",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("source_id", String(100), primary_key=True),
    Column("batches", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("last_problem", String(500), nullable=False),
)
"""Batches that were refused, by source."""

GRADINGS = Table(
    "gradings",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("document", Document, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Instant, nullable=False),
)
"""How a site grades; the highest number is in force, the others stay."""

EXCEPTIONS = Table(
    "exceptions",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("authorised_by", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    CheckConstraint('start < "end"', name="start_before_end"),
)

FIGURES = Table(
    "figures",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("measured_at", Instant, nullable=False),
    Column("agent_id", String(200), nullable=False),
    Column("entry", Document, nullable=False),
    ForeignKeyConstraint(["site", "week"], ["weeks.site", "weeks.week"]),
)
"""The trail of adherence figures: what was said of a shift, when, and why it changed."""
