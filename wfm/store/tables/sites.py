"""Sites, and the workbooks that they were imported from."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from wfm.store.columns import METADATA, Document, Instant

SITES = Table(
    "sites",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("name", String, nullable=False),
    Column("document", Document, nullable=False),
    Column("upload", ForeignKey("uploads.sha256")),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
"""`document` is the site without what has a table of its own; `revision` counts all changes."""

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("history", LargeBinary),
    Column("satisfaction", LargeBinary),
)
"""Workbooks as they came, and what was recorded of a site: compressed CSV."""

IMPORTS = Table(
    "imports",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("site", ForeignKey("sites.key"), nullable=False, index=True),
    Column("upload", ForeignKey("uploads.sha256"), nullable=False),
    Column("counts", Document, nullable=False),
    Column("before", Document),
    Column("upload_before", ForeignKey("uploads.sha256")),
    Column("revision", Integer, nullable=False),
    Column("imported_by", String, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("rolled_back_at", Instant),
    Column("version", Integer, nullable=False),
)
"""`before` is the whole site as it was, so that an import can be rolled back."""
