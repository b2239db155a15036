"""Teams, work plans, agents and their time off."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
)

from wfm.store.columns import METADATA, Document, Instant, kept_columns, now

TEAMS = Table(
    "teams",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("imported", Document),
)

WORK_PLANS = Table(
    "work_plans",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("document", Document, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("imported", Document),
)

AGENTS = Table(
    "agents",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("team", String(200), nullable=False),
    Column("work_plan", String(200), nullable=False),
    Column("skills", Document, nullable=False),
    Column("start_date", Date),
    Column("end_date", Date),
    Column("hourly_cost", Float, nullable=False),
    Column("time_zone", String(64)),
    Column("external_agent_id", String(200)),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("imported", Document),
    ForeignKeyConstraint(["site", "team"], ["teams.site", "teams.name"]),
    ForeignKeyConstraint(["site", "work_plan"], ["work_plans.site", "work_plans.name"]),
)
"""Agents are deactivated, never deleted: their past stays."""

CONTRACTS = Table(
    "contracts",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    Column("work_plan", String(200), nullable=False),
    *kept_columns(),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    ForeignKeyConstraint(["site", "work_plan"], ["work_plans.site", "work_plans.name"]),
)

TIME_OFF = Table(
    "time_off",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("kind", String(100), nullable=False),
    Column("paid", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("imported", Document),
    Column("entered_at", Instant, default=now),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    CheckConstraint('start < "end"', name="start_before_end"),
)

AVAILABILITY = Table(
    "availability",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    *kept_columns(),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
)

PREFERENCES = Table(
    "preferences",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    *kept_columns(),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
)

SHIFT_REQUESTS = Table(
    "shift_requests",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    *kept_columns(),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
)
