"""Long work, and the workers that do it."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from wfm.store.columns import METADATA, Document, Instant

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parameters", Document, nullable=False),
    Column("status", String(20), nullable=False),
    Column("stage", String(100), nullable=False),
    Column("progress", Float, nullable=False),
    Column("messages", Document, nullable=False),
    Column("result", Document),
    Column("best", Document),
    Column("cancel_requested", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("worker", String(64)),
    Column("created_by", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("version", Integer, nullable=False),
    CheckConstraint(
        "status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="status"
    ),
    Index("ix_runs_site_created_at", "site", "created_at"),
    Index("ix_runs_status", "status"),
)
"""`site` may be about to be made by its first import. `attempt` fences: a worker that lost its run
to another can write nothing more."""

BEST_SCHEDULES = Table(
    "best_schedules",
    METADATA,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("found_at", Instant, nullable=False),
    Column("shifts", LargeBinary, nullable=False),
)
"""Compressed JSON: 1,000 agents' week takes about 100 kB."""

WORKERS = Table(
    "workers",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("seen_at", Instant, nullable=False),
)
WRITE_CHECKS = Table(
    "write_checks",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)
"""One row, written to know that the database can be written."""

FAILING_CHORES = Table(
    "failing_chores",
    METADATA,
    Column("name", String(20), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)
"""What workers do again and again beside runs, while it fails."""
