"""Extra or fewer hours that a site offers its agents."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from wfm.store.columns import METADATA, Document, Instant

HOURS_OFFERS = Table(
    "hours_offers",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("document", Document, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_hours_offers_status_deadline", "status", "deadline"),
)
"""`status` and `deadline` tell which are due; the document has all, the answers too."""
