"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    types,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Instant(types.TypeDecorator[datetime]):
    """An instant in UTC: `timestamptz` on PostgreSQL, sortable UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware instant to UTC; a naive one is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give every instant back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """Read the clock, in UTC."""
    return datetime.now(UTC)


def kept_columns() -> list[Column[Any]]:
    """Columns of a thing that is kept as a document; `position` is its place among others."""
    return [
        Column("position", Integer, nullable=False),
        Column("document", Document, nullable=False),
        Column("active", Boolean, nullable=False),
        Column("version", Integer, nullable=False),
        Column("imported", Document),
    ]


class iso_text(FunctionElement[str]):  # noqa: N801 — functions of SQL are lower case
    """An instant as text, `2026-03-24T08:00:00Z`, written by the database."""

    type = String()
    inherit_cache = True


@compiles(iso_text, "sqlite")
def _sqlite_text(element: iso_text, compiler: SQLCompiler, **options: Any) -> str:
    return f"replace(substr({compiler.process(element.clauses, **options)}, 1, 19), ' ', 'T')||'Z'"


@compiles(iso_text, "postgresql")
def _postgresql_text(element: iso_text, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
