"""Migrations build what the tables say, on both databases, and the guards stand."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import wfm.store.tables  # noqa: F401
from wfm.store.audit import record, trail
from wfm.store.columns import METADATA
from wfm.store.database import Database
from wfm.store.readiness import look
from wfm.store.schema import upgrade


def test_migrations_build_exactly_the_tables_of_this_release(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_upgrading_again_changes_nothing(database: Database) -> None:
    with database.writing() as connection:
        record(connection, "ada", "create", "team", "Blue", after={"name": "Blue"})
    upgrade(database)
    assert look(database).worker_seconds is None
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit")) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'eve'", "DELETE FROM audit"])
def test_the_database_refuses_to_rewrite_the_audit_trail(
    database: Database, statement: str
) -> None:
    with database.writing() as connection:
        record(connection, "ada", "create", "team", "Blue")
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as connection:
        connection.execute(text(statement))
    with database.reading() as connection:
        assert connection.scalar(text("SELECT actor FROM audit")) == "ada"


def test_an_interrupted_transaction_leaves_nothing(database: Database) -> None:
    def die_midway() -> None:
        with database.writing() as connection:
            record(connection, "ada", "create", "site", "north", site="north")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die_midway()
    with database.reading() as connection:
        assert trail(connection, "north", None, 10) == []
