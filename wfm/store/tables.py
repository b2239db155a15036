"""Every table of the store. Migrations build them; a test compares the two.

Things are addressed as people do: a site by its key, an agent by the site's own id for them, a
schedule by site, week and number. `version` counts the writes to one thing and is its ETag.
"""

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
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

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
)
"""Workbooks as they came; `history` is the interval history in one, compressed CSV."""

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

TEAMS = Table(
    "teams",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

WORK_PLANS = Table(
    "work_plans",
    METADATA,
    Column("site", ForeignKey("sites.key"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("document", Document, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
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
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site", "team"], ["teams.site", "teams.name"]),
    ForeignKeyConstraint(["site", "work_plan"], ["work_plans.site", "work_plans.name"]),
)
"""Agents are deactivated, never deleted: their past stays."""

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
    ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
    CheckConstraint('start < "end"', name="start_before_end"),
)

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
"""A draft until `published_at`, and never changed from then on."""

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
)
"""Whose day a publication changed, and how long before the earlier of both starts."""

PLANS = Table(
    "plans",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("table", LargeBinary, nullable=False),
    Column("note", String(500), nullable=False),
    Column("run", String(32)),
    Column("created_by", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    ForeignKeyConstraint(["site"], ["sites.key"]),
)
"""Forecasts, requirements and coverages: compressed tables, numbered within site and week."""

OVERRIDES = Table(
    "overrides",
    METADATA,
    Column("site", String(64), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("queue", String(200), nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("operation", String(10), nullable=False),
    Column("value", Float, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["site"], ["sites.key"]),
    CheckConstraint("operation IN ('multiply', 'replace')", name="operation"),
)

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

WORKERS = Table(
    "workers",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

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
