"""What people are told, how they want it, where it is sent, and what was sent."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
)

from wfm.store.columns import METADATA, Document, Instant

MESSAGES = Table(
    "messages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site", String(64), nullable=False),
    Column("agent_id", String(200), nullable=False),
    Column("said", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("to_mail", Boolean, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    Index("ix_messages_site_agent_id_id", "site", "agent_id", "id"),
    Index("ix_messages_to_mail", "to_mail"),
)
"""Written in the transaction of the change itself; `said` is a phrase. `to_mail` until it is in
the deliveries by e-mail and chat, or needs none."""

CONTACTS = Table(
    "contacts",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("agent_id", String(200), primary_key=True),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
)

WEBHOOKS = Table(
    "webhooks",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("site", ForeignKey("sites.key"), nullable=False),
    Column("url", String(2000), nullable=False),
    Column("secret", String(100), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("target", String(200), nullable=False),
    Column("messages", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    Column("sent_at", Instant),
    Column("problem", String(300)),
    Index("ix_deliveries_next_at", "next_at"),
)
"""One thing to be sent, under an id by which its receiver knows a repeat; `next_at` is null once it
was sent or given up."""
