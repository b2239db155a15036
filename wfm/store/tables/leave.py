"""Types, accounts and allowances of leave, requests for it, and shifts that nobody has."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table

from wfm.store.columns import METADATA, Document, Instant, kept_columns

LEAVE_TYPES = Table(
    "leave_types",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("name", String(200), primary_key=True),
    *kept_columns(),
)

LEAVE_ACCOUNTS = Table(
    "leave_accounts",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    *kept_columns(),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
)

LEAVE_ALLOWANCES = Table(
    "leave_allowances",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    *kept_columns(),
)

LEAVE_REQUESTS = Table(
    "leave_requests",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(200), nullable=False),
    Column("status", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    Index("ix_leave_requests_site_status", "site", "status"),
)
"""What was asked for, and what became of it; the absence itself is a row of `time_off`."""

OPEN_SHIFTS = Table(
    "open_shifts",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("date", Date, nullable=False),
    Column("status", String(20), nullable=False),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_open_shifts_site_status_date", "site", "status", "date"),
)
