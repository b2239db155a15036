"""The first tables, and the guards that the database itself keeps.

- No agent has two overlapping shifts in force.
- The audit trail cannot be rewritten.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0001"
down_revision = None

_OVERLAP_SQLITE = """
CREATE TRIGGER shifts_no_overlap_{event} BEFORE {event} ON shifts WHEN NEW.in_force
BEGIN
  SELECT RAISE(ABORT, 'shifts_no_overlap') WHERE EXISTS (
    SELECT 1 FROM shifts AS other
    WHERE other.in_force = 1 AND other.site = NEW.site AND other.agent_id = NEW.agent_id
      AND other.start < NEW."end" AND other."end" > NEW.start
      AND NOT (other.schedule = NEW.schedule AND other.date = NEW.date
               AND other.ordinal = NEW.ordinal));
END
"""

_APPEND_ONLY_SQLITE = """
CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
"""

SQLITE_GUARDS = (
    _OVERLAP_SQLITE.format(event="INSERT"),
    _OVERLAP_SQLITE.format(event="UPDATE"),
    _APPEND_ONLY_SQLITE.format(event="UPDATE"),
    _APPEND_ONLY_SQLITE.format(event="DELETE"),
)

POSTGRESQL_GUARDS = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """
    ALTER TABLE shifts ADD CONSTRAINT shifts_no_overlap
    EXCLUDE USING gist (site WITH =, agent_id WITH =, tstzrange(start, "end") WITH &&)
    WHERE (in_force)
    """,
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''audit is append-only''; END'
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
    """,
)


def column(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    """Build a column that must be filled."""
    return sa.Column(name, kind, nullable=False, **options)


def upgrade() -> None:
    """Create every table, then the guards."""
    create_tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if sqlite else POSTGRESQL_GUARDS:
        op.execute(statement)


def create_tables() -> None:
    """Create the tables of the first release."""
    op.create_table(
        "audit",
        column("id", sa.Integer()),
        column("at", Instant),
        column("actor", sa.String()),
        column("action", sa.String(length=40)),
        column("entity", sa.String(length=40)),
        sa.Column("site", sa.String(length=64)),
        column("key", sa.String()),
        sa.Column("before", Document),
        sa.Column("after", Document),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_site_id", "audit", ["site", "id"])
    op.create_table(
        "idempotency",
        column("actor", sa.String(length=120)),
        column("key", sa.String(length=200)),
        column("request_sha256", sa.String(length=64)),
        column("status", sa.Integer()),
        column("headers", Document),
        column("body", sa.LargeBinary()),
        column("at", Instant),
        sa.PrimaryKeyConstraint("actor", "key"),
    )
    op.create_table(
        "login_failures",
        column("id", sa.Integer()),
        column("subject", sa.String(length=64)),
        column("at", Instant),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_login_failures_subject_at", "login_failures", ["subject", "at"])
    op.create_table(
        "runs",
        column("id", sa.String(length=32)),
        column("site", sa.String(length=64)),
        column("kind", sa.String(length=20)),
        column("parameters", Document),
        column("status", sa.String(length=20)),
        column("stage", sa.String(length=100)),
        column("progress", sa.Float()),
        column("messages", Document),
        sa.Column("result", Document),
        sa.Column("best", Document),
        column("cancel_requested", sa.Boolean()),
        column("attempt", sa.Integer()),
        sa.Column("worker", sa.String(length=64)),
        column("created_by", sa.String()),
        column("created_at", Instant),
        sa.Column("started_at", Instant),
        sa.Column("finished_at", Instant),
        column("version", sa.Integer()),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="ck_runs_status"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_runs_site_created_at", "runs", ["site", "created_at"])
    op.create_index("ix_runs_status", "runs", ["status"])
    op.create_table(
        "uploads",
        column("sha256", sa.String(length=64)),
        column("content", sa.LargeBinary()),
        sa.Column("history", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "workers",
        column("id", sa.String(length=64)),
        column("seen_at", Instant),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sites",
        column("key", sa.String(length=64)),
        column("name", sa.String()),
        column("document", Document),
        sa.Column("upload", sa.String(length=64)),
        column("revision", sa.Integer()),
        column("version", sa.Integer()),
        sa.ForeignKeyConstraint(["upload"], ["uploads.sha256"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "imports",
        column("id", sa.String(length=32)),
        column("site", sa.String(length=64)),
        column("upload", sa.String(length=64)),
        column("counts", Document),
        sa.Column("before", Document),
        sa.Column("upload_before", sa.String(length=64)),
        column("revision", sa.Integer()),
        column("imported_by", sa.String()),
        column("imported_at", Instant),
        sa.Column("rolled_back_at", Instant),
        column("version", sa.Integer()),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.ForeignKeyConstraint(["upload"], ["uploads.sha256"]),
        sa.ForeignKeyConstraint(["upload_before"], ["uploads.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_imports_site", "imports", ["site"])
    op.create_table(
        "overrides",
        column("site", sa.String(length=64)),
        column("week", sa.Date()),
        column("id", sa.String(length=32)),
        column("queue", sa.String(length=200)),
        column("start", Instant),
        column("end", Instant),
        column("operation", sa.String(length=10)),
        column("value", sa.Float()),
        column("reason", sa.String(length=500)),
        column("made_by", sa.String()),
        column("made_at", Instant),
        column("active", sa.Boolean()),
        column("version", sa.Integer()),
        sa.CheckConstraint("operation IN ('multiply', 'replace')", name="ck_overrides_operation"),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "week", "id"),
    )
    op.create_table(
        "plans",
        column("site", sa.String(length=64)),
        column("week", sa.Date()),
        column("kind", sa.String(length=20)),
        column("number", sa.Integer()),
        column("table", sa.LargeBinary()),
        column("note", sa.String(length=500)),
        sa.Column("run", sa.String(length=32)),
        column("created_by", sa.String()),
        column("created_at", Instant),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "week", "kind", "number"),
    )
    op.create_table(
        "teams",
        column("site", sa.String(length=64)),
        column("name", sa.String(length=200)),
        column("active", sa.Boolean()),
        column("version", sa.Integer()),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "name"),
    )
    op.create_table(
        "weeks",
        column("site", sa.String(length=64)),
        column("week", sa.Date()),
        column("last_number", sa.Integer()),
        sa.Column("published_number", sa.Integer()),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "week"),
    )
    op.create_table(
        "work_plans",
        column("site", sa.String(length=64)),
        column("name", sa.String(length=200)),
        column("document", Document),
        column("active", sa.Boolean()),
        column("version", sa.Integer()),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "name"),
    )
    op.create_table(
        "agents",
        column("site", sa.String(length=64)),
        column("id", sa.String(length=200)),
        column("name", sa.String(length=200)),
        column("team", sa.String(length=200)),
        column("work_plan", sa.String(length=200)),
        column("skills", Document),
        sa.Column("start_date", sa.Date()),
        sa.Column("end_date", sa.Date()),
        column("hourly_cost", sa.Float()),
        sa.Column("time_zone", sa.String(length=64)),
        column("active", sa.Boolean()),
        column("version", sa.Integer()),
        sa.ForeignKeyConstraint(["site", "team"], ["teams.site", "teams.name"]),
        sa.ForeignKeyConstraint(["site", "work_plan"], ["work_plans.site", "work_plans.name"]),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_table(
        "schedules",
        column("id", sa.Integer()),
        column("site", sa.String(length=64)),
        column("week", sa.Date()),
        column("number", sa.Integer()),
        sa.Column("copied_from", sa.Integer()),
        sa.Column("run", sa.String(length=32)),
        column("note", sa.String(length=500)),
        column("summary", Document),
        column("created_by", sa.String()),
        column("created_at", Instant),
        sa.Column("published_by", sa.String()),
        sa.Column("published_at", Instant),
        sa.Column("superseded_at", Instant),
        column("version", sa.Integer()),
        sa.ForeignKeyConstraint(["site", "week"], ["weeks.site", "weeks.week"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("site", "week", "number"),
    )
    op.create_table(
        "calendar_links",
        column("sha256", sa.String(length=64)),
        column("site", sa.String(length=64)),
        column("agent_id", sa.String(length=200)),
        column("created_at", Instant),
        sa.Column("revoked_at", Instant),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_index("ix_calendar_links_agent", "calendar_links", ["site", "agent_id"])
    op.create_table(
        "edited_days",
        column("schedule", sa.Integer()),
        column("agent_id", sa.String(length=200)),
        column("date", sa.Date()),
        column("edited_by", sa.String()),
        column("edited_at", Instant),
        column("version", sa.Integer()),
        sa.ForeignKeyConstraint(["schedule"], ["schedules.id"]),
        sa.PrimaryKeyConstraint("schedule", "agent_id", "date"),
    )
    op.create_table(
        "notices",
        column("schedule", sa.Integer()),
        column("agent_id", sa.String(length=200)),
        column("date", sa.Date()),
        sa.Column("before", Document),
        sa.Column("after", Document),
        column("notice_hours", sa.Float()),
        sa.ForeignKeyConstraint(["schedule"], ["schedules.id"]),
        sa.PrimaryKeyConstraint("schedule", "agent_id", "date"),
    )
    op.create_table(
        "shifts",
        column("schedule", sa.Integer()),
        column("site", sa.String(length=64)),
        column("agent_id", sa.String(length=200)),
        column("date", sa.Date()),
        column("ordinal", sa.Integer()),
        column("start", Instant),
        column("end", Instant),
        column("activities", sa.String()),
        column("locked", sa.Boolean()),
        column("in_force", sa.Boolean(), server_default=sa.text("false")),
        column("sequence", sa.Integer()),
        sa.CheckConstraint('start < "end"', name="ck_shifts_start_before_end"),
        sa.ForeignKeyConstraint(["schedule"], ["schedules.id"]),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("schedule", "site", "agent_id", "date", "ordinal"),
    )
    op.create_index(
        "ix_shifts_in_force",
        "shifts",
        ["site", "agent_id", "start"],
        sqlite_where=sa.text("in_force = 1"),
        postgresql_where=sa.text("in_force"),
    )
    op.create_table(
        "time_off",
        column("site", sa.String(length=64)),
        column("id", sa.String(length=32)),
        column("agent_id", sa.String(length=200)),
        column("start", Instant),
        column("end", Instant),
        column("kind", sa.String(length=100)),
        column("paid", sa.Boolean()),
        column("active", sa.Boolean()),
        column("version", sa.Integer()),
        sa.CheckConstraint('start < "end"', name="ck_time_off_start_before_end"),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.PrimaryKeyConstraint("site", "id"),
    )
    op.create_table(
        "users",
        column("name", sa.String(length=100)),
        sa.Column("password_hash", sa.String(length=200)),
        column("role", sa.String(length=20)),
        sa.Column("site", sa.String(length=64)),
        sa.Column("agent_id", sa.String(length=200)),
        column("teams", Document),
        column("active", sa.Boolean()),
        column("epoch", sa.Integer()),
        column("version", sa.Integer()),
        sa.CheckConstraint(
            "role IN ('agent', 'supervisor', 'scheduler', 'manager', 'admin')", name="ck_users_role"
        ),
        sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"]),
        sa.ForeignKeyConstraint(["site"], ["sites.key"]),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "tokens",
        column("id", sa.String(length=32)),
        column("user", sa.String(length=100)),
        column("name", sa.String(length=100)),
        column("sha256", sa.String(length=64)),
        column("scopes", Document),
        column("created_at", Instant),
        column("expires_at", Instant),
        sa.Column("revoked_at", Instant),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
