"""Sites, and the workbooks that they were imported from."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from wfm.store.columns import METADATA, Document, Instant, kept_columns

SITES = Table(
    "sites",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("name", String, nullable=False),
    Column("document", Document, nullable=False),
    Column("upload", ForeignKey("uploads.sha256")),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("imported", Document),
)
"""`document` is the site without what has a table of its own; `revision` counts all changes.

`imported`, here and elsewhere, is what the files said last of a thing (see `wfm.store.merging`);
null for what was made in the service.
"""

QUEUES = Table(
    "site_queues",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("name", String(200), primary_key=True),
    *kept_columns(),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    *kept_columns(),
)

OPENING_DATES = Table(
    "opening_dates",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    *kept_columns(),
)

GROUP_RULES = Table(
    "group_rules",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    *kept_columns(),
)

MEETINGS = Table(
    "meetings",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    *kept_columns(),
)

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
"""`before` is null for the first import of a site. Imports of earlier releases hold the whole site
there, as it was; later ones an empty document, and what they changed in `import_rows`."""

IMPORT_ROWS = Table(
    "import_rows",
    METADATA,
    Column("import", ForeignKey("imports.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("entity", String(40), nullable=False),
    Column("key", String(200), nullable=False),
    Column("before", Document),
    Column("imported_before", Document),
    Column("after", Document, nullable=False),
)
"""What an import changed, row by row, so that it can be taken back; `before` is null if new."""
