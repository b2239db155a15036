"""Accounts, and the secrets given out, kept as hashes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
)

from wfm.store.columns import METADATA, Document, Instant

USERS = Table(
    "users",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("password_hash", String(200)),
    Column("role", String(20), nullable=False),
    Column("site", ForeignKey("sites.key")),
    Column("agent_id", String(200)),
    Column("teams", Document, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    CheckConstraint(
        "role IN ('agent', 'supervisor', 'scheduler', 'manager', 'admin')", name="role"
    ),
)
"""Access tokens carry the `epoch`; a new one ends them all."""

TOKENS = Table(
    "tokens",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("user", ForeignKey("users.name"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("scopes", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

CALENDAR_LINKS = Table(
    "calendar_links",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("agent_id", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    Index("ix_calendar_links_agent", "site", "agent_id"),
)

LOGIN_FAILURES = Table(
    "login_failures",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("subject", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_login_failures_subject_at", "subject", "at"),
)
"""`subject` is a hash of the account's name or of the client's address."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("user", ForeignKey("users.name"), nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
"""Who is signed in with a browser; one of an earlier `epoch` of its user is void."""

SIGN_IN_LINKS = Table(
    "sign_in_links",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("user", ForeignKey("users.name"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
)
"""Each is gone once it was used."""

USED_IDENTITY_TOKENS = Table(
    "used_identity_tokens",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("expires_at", Instant, nullable=False),
)
