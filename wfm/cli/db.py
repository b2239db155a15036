"""`wfm db`: the store's tables, backups and restores."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wfm.store.audit import Action
    from wfm.store.database import Database

DB = click.option(
    "--db", default="wfm.db", envvar="WFM_DB", show_default=True, show_envvar=True,
    help="A file, or postgresql://…",
)  # fmt: skip


@contextmanager
def open_database(db: str, *, new: bool = False) -> Iterator[Database]:
    """Open what is stored; where nothing is, tell that it is made `new`, or refuse.

    Raises
    ------
    InputError
        If there is no database and none is to be made, or no folder to make it in.
    """
    from wfm.errors import InputError, InputProblem
    from wfm.store.database import Database
    from wfm.store.schema import is_empty, upgrade
    from wfm.words import phrase

    database = Database(db)
    place, made = database.place, False
    if is_empty(database):
        if not new:
            remedy = phrase("do.make_database")
            raise InputError([InputProblem(phrase("backup.no_database", place=str(place)), remedy)])
        is_path = database.dialect == "sqlite" and not str(database.path).startswith("file:")
        if is_path and not database.path.resolve().parent.is_dir():
            what = phrase("backup.no_folder", place=str(database.path.resolve().parent))
            raise InputError([InputProblem(what, phrase("do.make_folder"))])
        made = True
    if new:
        upgrade(database)
    if made:
        click.echo(f"A new database: {place}", err=True)
    try:
        yield database
    finally:
        database.close()


@click.group()
def command() -> None:
    """Upgrade, back up or restore what the service stores."""


@command.command()
@DB
def upgrade(db: str) -> None:
    """Bring the tables to this release; nothing stored is lost."""
    with open_database(db, new=True):
        pass
    click.echo("the tables are those of this release")


@command.command()
@DB
@click.argument("target", type=click.Path(path_type=Path))
def backup(db: str, target: Path) -> None:
    """Copy everything to the file TARGET while the service runs."""
    from wfm.store.backup import backup as write_backup

    with open_database(db) as database:
        write_backup(database, target)
        _note(database, "back up", target)
    click.echo(f"{target}: {target.stat().st_size:,} bytes")


@command.command()
@DB
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite a database that is not empty.")
def restore(db: str, source: Path, replace: bool) -> None:
    """Bring the backup SOURCE back; stop the service first."""
    from wfm.store.backup import restore as read_backup
    from wfm.store.database import Database
    from wfm.store.schema import upgrade as upgrade_tables

    database = Database(db)
    read_backup(database, source, replace=replace)
    upgrade_tables(database)
    _note(database, "restore", source)
    database.close()
    click.echo(f"{source} is restored")


def operator() -> str:
    """Name who sits at this machine, for the audit trail."""
    return f"{getpass.getuser()} at the console"


def _note(database: Database, action: Action, file: Path) -> None:
    """Note it in the trail; a backup is good also where nothing more can be written."""
    from wfm.store.audit import record
    from wfm.store.outages import DatabaseOutageError

    with suppress(DatabaseOutageError), database.writing() as tx:
        record(tx, operator(), action, "database", file.name)
