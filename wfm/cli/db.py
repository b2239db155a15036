"""`wfm db`: the store's tables, backups and restores."""

from __future__ import annotations

from pathlib import Path

import click

DB = click.option(
    "--db", default="wfm.db", envvar="WFM_DB", show_default=True, show_envvar=True,
    help="A file, or postgresql://…",
)  # fmt: skip


@click.group()
def command() -> None:
    """Upgrade, back up or restore what the service stores."""


@command.command()
@DB
def upgrade(db: str) -> None:
    """Bring the tables to this release; nothing stored is lost."""
    from wfm.store.database import Database
    from wfm.store.schema import upgrade as upgrade_tables

    database = Database(db)
    upgrade_tables(database)
    database.close()
    click.echo("the tables are those of this release")


@command.command()
@DB
@click.argument("target", type=click.Path(path_type=Path))
def backup(db: str, target: Path) -> None:
    """Copy everything to the file TARGET while the service runs."""
    from wfm.store.backup import backup as write_backup
    from wfm.store.database import Database

    database = Database(db)
    write_backup(database, target)
    database.close()
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
    database.close()
    click.echo(f"{source} is restored")
