"""Copy a store while it is in use, and bring a copy back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, inspect, text

from wfm.errors import InputError, InputProblem
from wfm.store.database import Database, copy_sqlite, make_private
from wfm.store.errors import ConflictError
from wfm.store.schema import refuse_later
from wfm.words import Phrase, phrase

ALONE_SECONDS = 2
"""How long others are waited for that have the database open."""
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
END_OF_ROWS = "\\."
RESTORING = ("--no-owner", "--exit-on-error", "--single-transaction", "--clean", "--if-exists")


def backup(database: Database, target: Path) -> None:
    """Write one consistent copy to a file that must not exist yet; others go on working.

    SQLite gives an SQLite file, PostgreSQL a `pg_dump` archive.

    Raises
    ------
    ConflictError
        If the file exists.
    InputError
        If it cannot be written, or `pg_dump` is missing or fails.
    """
    if target.exists():
        raise ConflictError(phrase("refusal.backup_exists", file=str(target)))
    beside = target.with_name(target.name + ".part")
    make_private(beside)
    try:
        if database.dialect == "sqlite":
            copy_sqlite(database.path, beside)
        else:
            _run(
                "pg_dump",
                "--format",
                "custom",
                "--no-owner",
                "--file",
                str(beside),
                url=database.url,
            )
        beside.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(target, phrase("backup.error", reason=str(error))) from error
    finally:
        beside.unlink(missing_ok=True)


def restore(database: Database, source: Path, *, replace: bool = False) -> None:
    """Make a database what a backup says, whole or not at all. Stop the service first.

    Raises
    ------
    ConflictError
        If the backup is of a later release, the database holds something and `replace` is not set,
        or others have it open: a service or its worker would go on from what it knew.
    InputError
        If the file is no backup, or is damaged.
    """
    if not source.is_file():
        raise _unusable(source, phrase("table.no_file"))
    refuse_later((_sqlite_revision if database.dialect == "sqlite" else _dump_revision)(source))
    with database.reading() as connection:
        filled = inspect(connection).has_table("audit")
    if filled and not replace:
        raise ConflictError(phrase("refusal.database_not_empty"))
    _check_alone(database)
    database.close()
    if database.dialect == "sqlite":
        try:
            copy_sqlite(source, database.path)
        except (OSError, sqlite3.Error) as error:  # a service that still runs holds it
            raise _unusable(database.path, phrase("backup.error", reason=str(error))) from error
    else:
        into = ("--dbname", database.path.name, str(source))
        _run("pg_restore", *RESTORING, *into, url=database.url)


def _check_alone(database: Database) -> None:
    """Refuse where anybody else has the database open, idle or not."""
    database.close()
    server = database.dialect == "postgresql"
    if not (_alone_at_server(database) if server else _alone_with_file(database.path)):
        raise ConflictError(phrase("refusal.database_in_use"))


def _alone_at_server(database: Database) -> bool:
    until = monotonic() + ALONE_SECONDS
    while True:
        with database.reading() as tx:
            if not tx.scalar(OTHERS):
                return True
        if monotonic() > until:
            return False
        sleep(0.1)  # whoever has just left may still be seen


def _alone_with_file(path: Path) -> bool:
    if not path.exists():
        return True
    try:  # whoever has it open needs its log of writes, without which only the last one can do
        with closing(sqlite3.connect(path, timeout=ALONE_SECONDS)) as connection:
            found: tuple[str] = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            return found == ("delete",)
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True  # damaged: that is why a backup is brought back


def _sqlite_revision(source: Path) -> str | None:
    """Give the migration at which a sound copy is."""
    query = "SELECT version_num FROM alembic_version"
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = copy.execute(query).fetchone() if sound else None
    except sqlite3.Error as error:
        raise _unusable(source, phrase("backup.error", reason=str(error))) from error
    if not sound:
        raise _unusable(source, phrase("backup.damaged"))
    return None if found is None else str(found[0])


def _dump_revision(source: Path) -> str | None:
    """Give the migration at which an archive of `pg_dump` is: the line after its COPY."""
    only = ("--data-only", "--table", "alembic_version", "--file", "-")
    lines = iter(_run("pg_restore", *only, str(source)).splitlines())
    begun = any(line.startswith("COPY ") and "alembic_version" in line for line in lines)
    found = next(lines, END_OF_ROWS) if begun else END_OF_ROWS
    return None if found == END_OF_ROWS else found


def _run(program: str, *arguments: str, url: URL | None = None) -> str:
    path = shutil.which(program)
    if path is None:
        raise InputError(
            [
                InputProblem(
                    phrase("backup.program_missing", program=program), phrase("do.install_client")
                )
            ]
        )
    done = subprocess.run(  # noqa: S603 — a fixed program without a shell
        [path, *arguments],
        env=os.environ | ({} if url is None else _connection(url)),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise InputError(
            [
                InputProblem(
                    phrase(
                        "backup.program_failed",
                        program=program,
                        reason=done.stderr.decode().strip(),
                    )
                )
            ]
        )
    return done.stdout.decode(errors="replace")


def _connection(url: URL) -> dict[str, str]:
    """Tell libpq where to connect without showing a password among the arguments."""
    host: str | Sequence[str] | None = url.query.get("host") or url.host
    values = {
        "PGHOST": host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }  # fmt: skip
    return {name: str(value) for name, value in values.items() if value is not None}


def _unusable(path: Path, what: Phrase) -> InputError:
    return InputError([InputProblem(what, phrase("do.another_file"), file=str(path))])
