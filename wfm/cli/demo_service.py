"""The example centre behind the service: a running day, and a link for each role."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wfm.cli.demo import example_site

if TYPE_CHECKING:
    from wfm.store.database import Database

log = logging.getLogger("wfm.demo")
HOURS = 12
"""How long a link waits to be used."""
EVERY = 2.0
"""Seconds between two looks for what the platform recorded since."""


@contextmanager
def demo_database(address: str) -> Iterator[str]:
    """Fill a database of its own, tell the links of its users, and let its day go on meanwhile."""
    from wfm.service.demo_centre import make_demo_centre
    from wfm.store.database import Database
    from wfm.store.schema import upgrade

    with tempfile.TemporaryDirectory(prefix="wfm-demo-") as folder:
        url = str(Path(folder) / "wfm.db")
        database = Database(url)
        upgrade(database)
        click.echo("The example centre is made; that takes about half a minute.", err=True)
        centre = make_demo_centre(
            database, example_site(), lambda text: click.echo(f"  {text} …", err=True)
        )
        _tell_links(database, address, centre.users)
        stopping = threading.Event()
        feed = threading.Thread(
            target=_go_on, args=(database, centre.events, stopping), daemon=True
        )
        feed.start()
        try:
            yield url
        finally:
            stopping.set()
            feed.join()
            database.close()


def _tell(text: str) -> None:
    click.echo(f"  {text} …", err=True)


def _tell_links(database: Database, address: str, users: Any) -> None:
    from wfm.store.sessions import create_sign_in_link

    click.echo("\nOpen one of these in a browser on this machine; each signs in once:\n")
    for user in users:
        with database.writing() as tx:
            secret = create_sign_in_link(tx, user.name, HOURS)
        click.echo(f"  {user.role:<11} {address}/app/links/{secret}")
    click.echo("\nCtrl-C ends it, and nothing of it stays.\n")


def _go_on(database: Database, events: Any, stopping: threading.Event) -> None:
    """Record what happens as it happens."""
    from wfm.service.demo_centre import record
    from wfm.store.columns import now

    last = now()
    while not stopping.wait(EVERY):
        moment = now()
        due = [event for event in events if last < event["started_at"] <= moment]
        try:
            if due:
                record(database, due)
        except Exception:
            log.exception("what happened is recorded later")
            continue
        last = moment
