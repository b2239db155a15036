"""A site's queues, events, meetings, wishes and windows as things of their own.

What the latest import said of each thing is kept with it, so that the next one can tell what was
changed in the service since. Absences get random keys: the earlier ones could be guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Document, Instant

revision = "0006"
down_revision = "0005"

IN_DOCUMENT = ("queues", "events", "meetings", "availability", "preferences")
KEPT = {"teams": "team", "work_plans": "work plan", "agents": "agent", "time_off": "time off"}
"""Tables whose things could be changed in the service, and what the trail calls these."""


def upgrade() -> None:
    """Add the tables and columns, and fill them from the sites' documents and the trail."""
    for table in ("sites", *KEPT):
        op.add_column(table, sa.Column("imported", Document))
    _create_tables()
    connection = op.get_bind()
    sites = sa.table("sites", sa.column("key"), sa.column("document", Document),
                     sa.column("imported", Document))  # fmt: skip
    for key, document in connection.execute(sa.select(sites.c.key, sites.c.document)).all():
        settings = {**document, **{name: [] for name in IN_DOCUMENT}, "active": True}
        statement = sites.update().where(sites.c.key == key)
        connection.execute(statement.values(imported=settings))
        _take_out(connection, key, document)
        _tell_imported(connection, key)
    _give_random_keys(connection)


def _create_tables() -> None:
    op.create_table(
        "import_rows",
        sa.Column("import", sa.String(length=32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("before", Document),
        sa.Column("imported_before", Document),
        sa.Column("after", Document, nullable=False),
        sa.ForeignKeyConstraint(["import"], ["imports.id"]),
        sa.PrimaryKeyConstraint("import", "ordinal"),
    )
    for name in IN_DOCUMENT:
        key = "name" if name == "queues" else "id"
        of_agent = name in {"availability", "preferences"}
        agent = [sa.Column("agent_id", sa.String(length=200), nullable=False)] if of_agent else []
        refers = (
            sa.ForeignKeyConstraint(["site", "agent_id"], ["agents.site", "agents.id"])
            if of_agent
            else sa.ForeignKeyConstraint(["site"], ["sites.key"])
        )
        op.create_table(
            _table(name),
            sa.Column("site", sa.String(length=64), nullable=False),
            sa.Column(key, sa.String(length=200 if key == "name" else 32), nullable=False),
            *agent,
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("document", Document, nullable=False),
            sa.Column("active", sa.Boolean(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("imported", Document),
            refers,
            sa.PrimaryKeyConstraint("site", key),
        )


def _table(name: str) -> str:
    """Name the table of a part of the document; the job engine has one of its own called queues."""
    return "site_queues" if name == "queues" else name


def _take_out(connection: sa.Connection, site: str, document: Mapping[str, Any]) -> None:
    """Give each row of the site's document a row of its own; none could be changed until now."""
    for name in IN_DOCUMENT:
        key = "name" if name == "queues" else "id"
        of_agent = name in {"availability", "preferences"}
        columns = ["site", key, "position", "active", "version", *(["agent_id"] * of_agent)]
        documents = (sa.column("document", Document), sa.column("imported", Document))
        table = sa.table(_table(name), *map(sa.column, columns), *documents)
        for position, found in enumerate(document.get(name, ()), 1):
            row = _with_lists_in_order(found)
            values = {
                "site": site, key: row["name"] if key == "name" else uuid4().hex,
                "position": position, "active": True, "version": 1,
                "document": row, "imported": {**row, "active": True},
            }  # fmt: skip
            if of_agent:
                values["agent_id"] = row["agent_id"]
            connection.execute(table.insert().values(values))


def _with_lists_in_order(row: Mapping[str, Any]) -> dict[str, Any]:
    """Order the lists that stand for sets, as they are written from now on."""
    ordered = {name: sorted(row[name]) for name in ("weekdays",) if isinstance(row.get(name), list)}
    if "effect" in row:  # an event
        ordered["queues"] = sorted(row["queues"])
    return {**row, **ordered}


def _tell_imported(connection: sa.Connection, site: str) -> None:
    """Say of each thing what it was at the latest import, by the trail of its changes since."""
    audit = sa.table(
        "audit", *map(sa.column, ("id", "site", "action", "entity", "key")),
        sa.column("before", Document), sa.column("after", Document),
    )  # fmt: skip
    lines = sa.select(audit).where(audit.c.site == site).order_by(audit.c.id)
    first_since: dict[tuple[str, str], Any] = {}
    for line in connection.execute(lines):
        if _of_whole_site(line):
            first_since = {}
        elif line.entity in KEPT.values():
            first_since.setdefault((line.entity, line.key), line)
    for table, kind in KEPT.items():
        for key, now in list(_things(connection, table, site)):
            since = first_since.get((kind, key))
            imported: dict[str, Any] | None = now
            if since is not None:
                imported = None if since.action == "create" else {**since.before, "active": True}
            if imported is not None:
                _set_imported(connection, table, site, key, _ordered_sets(table, imported))


def _of_whole_site(line: sa.Row[Any]) -> bool:
    counts = {("import", "site"): line.after, ("roll back", "import"): line.before}
    return "agents" in (counts.get((line.action, line.entity)) or {})


def _things(
    connection: sa.Connection, table: str, site: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Things of a site as the trail writes them, with whether they are active."""
    kinds: dict[str, tuple[str, list[sa.ColumnClause[Any]]]] = {
        "teams": ("name", []),
        "work_plans": ("name", [sa.column("document", Document)]),
        "agents": ("id", [
            *map(sa.column, ("name", "team", "work_plan")), sa.column("skills", Document),
            sa.column("start_date", sa.Date()), sa.column("end_date", sa.Date()),
            *map(sa.column, ("hourly_cost", "time_zone", "external_agent_id")),
        ]),
        "time_off": ("id", [
            sa.column("agent_id"), sa.column("start", Instant), sa.column("end", Instant),
            sa.column("kind"), sa.column("paid", sa.Boolean()),
        ]),
    }  # fmt: skip
    key, columns = kinds[table]
    found = sa.table(table, sa.column("site"), sa.column(key), sa.column("active", sa.Boolean()),
                     *(column for column in columns if column.name != key))  # fmt: skip
    query = sa.select(found).where(found.c.site == site)
    for row in connection.execute(query).all():
        values = dict(row._mapping)
        name, active = values[key], values.pop("active")
        values.pop("site")
        if table == "work_plans":
            values = values["document"]
        elif table == "time_off":
            values.pop("id")
        yield name, {**{n: _plain(v) for n, v in values.items()}, "active": active}


def _plain(value: Any) -> Any:
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return text.removesuffix("+00:00") + "Z" if isinstance(text, str) and "+00:00" in text else text


def _ordered_sets(table: str, row: dict[str, Any]) -> dict[str, Any]:
    name = {"agents": "skills", "work_plans": "weekdays"}.get(table)
    return row if name is None or name not in row else {**row, name: sorted(row[name])}


def _set_imported(
    connection: sa.Connection, table: str, site: str, key: str, imported: Mapping[str, Any]
) -> None:
    name = "id" if table in {"agents", "time_off"} else "name"
    found = sa.table(table, sa.column("site"), sa.column(name), sa.column("imported", Document))
    is_it = (found.c.site == site, found.c[name] == key)
    connection.execute(found.update().where(*is_it).values(imported=dict(imported)))


def _give_random_keys(connection: sa.Connection) -> None:
    table = sa.table(
        "time_off", *map(sa.column, ("site", "id", "agent_id")), sa.column("start", Instant),
        sa.column("end", Instant),
    )  # fmt: skip
    for row in connection.execute(sa.select(table)).all():
        text = f"{row.agent_id}|{row.start.isoformat()}|{row.end.isoformat()}"
        if row.id == hashlib.sha256(text.encode()).hexdigest()[:32]:
            is_it = (table.c.site == row.site, table.c.id == row.id)
            connection.execute(table.update().where(*is_it).values(id=uuid4().hex))
