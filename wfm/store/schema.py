"""Bring a database's tables to this release, and say at which they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.words import phrase

_ADVISORY_LOCK = 0x77666D
"""PostgreSQL lock under which only one process migrates at a time ("wfm" in ASCII)."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply the missing migrations in one transaction.

    Raises
    ------
    ConflictError
        If the tables are of a later release.
    """
    with database.writing() as connection:
        refuse_later(current_revision(connection))
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def refuse_later(found: str | None) -> None:
    """Refuse tables that this release does not know.

    Raises
    ------
    ConflictError
        If they are of a later release.
    """
    if found is not None and found not in revisions():
        raise ConflictError(phrase("refusal.later_release", release=found))


def current_revision(connection: Connection) -> str | None:
    """Migration at which the tables are; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def is_empty(database: Database) -> bool:
    """Whether nothing was ever stored; no file is made by asking."""
    if database.dialect == "sqlite" and not database.path.exists():
        return True
    with database.reading() as connection:
        return current_revision(connection) is None


@cache
def newest_revision() -> str | None:
    """Migration to which this release belongs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revisions() -> list[str]:
    """All migrations, in the order in which they are applied."""
    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    return config
