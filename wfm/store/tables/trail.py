"""What was done: the audit trail, and answers to be given again."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from wfm.store.columns import METADATA, Document, Instant

IDEMPOTENCY = Table(
    "idempotency",
    METADATA,
    Column("actor", String(120), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Document, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String(40), nullable=False),
    Column("entity", String(40), nullable=False),
    Column("site", String(64)),
    Column("key", String, nullable=False),
    Column("before", Document),
    Column("after", Document),
    Index("ix_audit_site_id", "site", "id"),
)
"""Append-only: the database itself refuses to change or delete a row."""
