"""Forecasts, requirements and coverages, and the corrections of forecasts."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
)

from wfm.store.columns import METADATA, Instant

PLANS = Table(
    "plans",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("table", LargeBinary, nullable=False),
    Column("note", String(500), nullable=False),
    Column("run", String(32)),
    Column("created_by", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    ForeignKeyConstraint(["site"], ["sites.key"]),
)
"""Forecasts, requirements and coverages: compressed tables, numbered within site and week."""

OVERRIDES = Table(
    "overrides",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("queue", String(200), nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("operation", String(10), nullable=False),
    Column("value", Float, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site"], ["sites.key"]),
    CheckConstraint("operation IN ('multiply', 'replace')", name="operation"),
)
