"""A backup taken while others write is whole, and comes back whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

import wfm.store.backup
from tests.centre import WEEK, day, put_centre, shift
from wfm.errors import InputError
from wfm.store.backup import backup, restore
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.store.readiness import look
from wfm.store.schedules import create_draft, schedules_of
from wfm.store.stored_shifts import shifts_of


def fill(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)


def add_draft(database: Database) -> None:
    with database.writing() as tx:
        create_draft(tx, "sam", "north", WEEK, [shift("ann", day(1)), shift("bob", day(1))])


def counts(database: Database) -> list[int]:
    with database.reading() as tx:
        return [len(shifts_of(tx, info.id)) for info in schedules_of(tx, "north", WEEK)]


def test_a_backup_taken_amid_writing_holds_whole_schedules_and_comes_back(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    add_draft(database)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            add_draft(database)

    writer = threading.Thread(target=write)
    writer.start()
    backup(database, tmp_path / "copy")
    stop.set()
    writer.join()
    now = counts(database)
    with pytest.raises(ConflictError, match="not empty"):
        restore(database, tmp_path / "copy")
    restore(database, tmp_path / "copy", replace=True)
    assert 1 <= len(counts(database)) <= len(now)
    assert set(counts(database)) == {2}
    assert look(database).worker_seconds is None
    add_draft(database)


def test_nothing_is_brought_back_under_a_service_that_runs(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker would go on with runs that were never begun; an idle one counts, too."""
    monkeypatch.setattr(wfm.store.backup, "ALONE_SECONDS", 1)
    fill(database)
    backup(database, tmp_path / "copy")
    add_draft(database)
    service = Database(database_url)
    assert counts(service) == [2]
    with pytest.raises(ConflictError, match="stop it first"):
        restore(database, tmp_path / "copy", replace=True)
    add_draft(service)
    assert counts(service) == [2, 2]
    service.close()
    restore(database, tmp_path / "copy", replace=True)
    assert counts(database) == []


def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious")
    with pytest.raises(ConflictError, match="exists"):
        backup(database, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "precious"


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x01" * 500])
def test_a_damaged_backup_leaves_everything_as_it_was(
    database: Database, tmp_path: Path, content: bytes
) -> None:
    fill(database)
    add_draft(database)
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(InputError):
        restore(database, tmp_path / "copy", replace=True)
    assert counts(database) == [2]


def test_a_backup_of_a_later_release_is_refused_before_anything_is_written(
    database: Database, tmp_path: Path
) -> None:
    """Also where there is no database yet: none is begun."""
    fill(database)
    add_draft(database)
    with database.writing() as tx:
        known = tx.scalar(text("SELECT version_num FROM alembic_version"))
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    backup(database, tmp_path / "copy of later?")
    with database.writing() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known})
    add_draft(database)
    with pytest.raises(ConflictError, match="later release \\(9999\\)"):
        restore(database, tmp_path / "copy of later?", replace=True)
    assert counts(database) == [2, 2]
    if database.dialect == "sqlite":
        with pytest.raises(ConflictError, match="later release"):
            restore(Database(str(tmp_path / "new.db")), tmp_path / "copy of later?")
        assert not (tmp_path / "new.db").exists()


def test_a_backup_can_start_a_new_database(
    database: Database, postgresql_server: str, tmp_path: Path
) -> None:
    import psycopg

    fill(database)
    add_draft(database)
    backup(database, tmp_path / "copy")
    url = str(tmp_path / "new.db")
    if database.dialect == "postgresql":
        name = f"new_{database.url.database}"
        admin = postgresql_server.format(database="postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        url = postgresql_server.format(database=name)
    other = Database(url)
    restore(other, tmp_path / "copy")
    assert counts(other) == [2]
    other.close()
