"""Schedules of a week, their shifts, and whom a publication changed."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from wfm.store.columns import METADATA, Document, Instant

WEEKS = Table(
    "weeks",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("last_number", Integer, nullable=False),
    Column("published_number", Integer),
)
"""The row to lock for whoever numbers or publishes a schedule of the week."""

SCHEDULES = Table(
    "schedules",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site", String(64), nullable=False),
    Column("week", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("copied_from", Integer),
    Column("based_on", Integer),
    Column("run", String(32)),
    Column("note", String(500), nullable=False),
    Column("summary", Document, nullable=False),
    Column("created_by", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("published_by", String),
    Column("published_at", Instant),
    Column("superseded_at", Instant),
    Column("version", Integer, nullable=False),
    UniqueConstraint("site", "week", "number"),
    ForeignKeyConstraint(["site", "week"], ["weeks.site", "weeks.week"]),
)
"""A draft until `published_at`, and never changed from then on.

`based_on` is the number of the published schedule that it goes on from, or was last merged with.
"""

SHIFTS = Table(
    "shifts",
    METADATA,
    Column("schedule", ForeignKey("schedules.id"), primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("agent_id", String(200), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("activities", String, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("in_force", Boolean, nullable=False, server_default=text("false")),
    Column("sequence", Integer, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    CheckConstraint('start < "end"', name="start_before_end"),
)
Index(
    "ix_shifts_in_force",
    SHIFTS.c.site,
    SHIFTS.c.agent_id,
    SHIFTS.c.start,
    sqlite_where=text("in_force = 1"),  # as queries spell it, else the index is not used
    postgresql_where=SHIFTS.c.in_force,
)
"""`activities` is JSON text, read out as it stands; `in_force` marks the published version's."""

EDITED_DAYS = Table(
    "edited_days",
    METADATA,
    Column("schedule", ForeignKey("schedules.id"), primary_key=True),
    Column("agent_id", String(200), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("edited_by", String, nullable=False),
    Column("edited_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Agents' days that a person changed by hand: the unit of conflict between two schedulers."""

NOTICES = Table(
    "notices",
    METADATA,
    Column("schedule", ForeignKey("schedules.id"), primary_key=True),
    Column("agent_id", String(200), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("before", Document),
    Column("after", Document),
    Column("notice_hours", Float, nullable=False),
    Column("confirmed_at", Instant),
)
"""Whose day a publication changed, how long before the earlier of both starts, and since when the
agent has confirmed it."""
