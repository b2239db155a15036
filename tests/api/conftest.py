"""The service with two sites, an account of each role, and one published week."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api.access import access_token
from api.app import create_app
from tests.centre import WEEK, centre, day, put_centre, shift
from tests.databases import administrator, postgresql_copy
from wfm.settings import Settings
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.plans import PlanKind, add_plan
from wfm.store.publishing import publish
from wfm.store.runs import create_run, unfinished
from wfm.store.schedules import create_draft
from wfm.store.tables import RUNS
from wfm.store.users import Role, User, create_user

ACCOUNTS = {
    "ann": User("ann", Role.AGENT, "north", "ann"),
    "bob": User("bob", Role.AGENT, "north", "bob"),
    "sue": User("sue", Role.SUPERVISOR, "north", teams=("Blue",)),
    "sam": User("sam", Role.SCHEDULER, "north"),
    "mia": User("mia", Role.MANAGER, "north"),
    "ada": User("ada", Role.ADMIN),
    "eve": User("eve", Role.SCHEDULER, "south"),
}
TABLES = {
    PlanKind.FORECAST: (
        "interval_start,interval_minutes,queue,channel,contacts,contacts_p05,contacts_p95,aht_seconds",
        "2026-03-24T08:00:00+00:00,15,sales,voice,10.0,6.0,15.0,180.0",
        "2026-03-24T08:15:00+00:00,15,sales,voice,12.0,7.0,18.0,180.0",
    ),
    PlanKind.REQUIREMENT: (
        "interval_start,interval_minutes,queue,load_erlangs,net_requirement,gross_requirement,"
        "binding_target",
        "2026-03-24T08:00:00+00:00,15,sales,2.0,4.0,4.4,service_level",
        "2026-03-24T08:15:00+00:00,15,sales,2.4,4.0,4.4,service_level",
    ),
    PlanKind.COVERAGE: (
        "interval_start,interval_minutes,queue,required,scheduled,net,service_level,asa_seconds,"
        "abandonment,occupancy",
        "2026-03-24T08:00:00+00:00,15,sales,4.4,2.0,-2.4,0.2,,0.0,1.0",
        "2026-03-24T08:15:00+00:00,15,sales,4.4,5.0,0.6,0.9,8.5,0.0,0.5",
    ),
}
SOLVE = {
    "status": "feasible", "objective": 100.0, "bound": 90.0, "gap": 0.1, "seconds": 1.0, "seed": 1,
}  # fmt: skip


@dataclass
class Service:
    """The running service, to be asked in anyone's name."""

    client: TestClient
    settings: Settings
    database: Database
    run: str
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, who: str | None, method: str, path: str, **request: Any) -> Any:
        """Send a request as this user; None is nobody."""
        headers = dict(request.pop("headers", {}))
        if who is not None:
            if who not in self.tokens:
                self.tokens[who] = access_token(self.settings, ACCOUNTS[who])[0]
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        return self.client.request(method, path, headers=headers, **request)


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """On both databases."""
    yield from _of_kind(request, tmp_path)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def steady_service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """On both databases, one for all tests of a module: for requests that change nothing."""
    yield from _of_kind(request, tmp_path_factory.mktemp("steady"))


@pytest.fixture
def small_service(migrated_file: Path, tmp_path: Path) -> Iterator[Service]:
    """On SQLite alone, where the database cannot matter."""
    yield from small_service_in(tmp_path, migrated_file)


def small_service_in(folder: Path, migrated_file: Path) -> Iterator[Service]:
    """Serve a copy of the filled SQLite file."""
    shutil.copy(filled_file(migrated_file), folder / "wfm.db")
    yield from _serve(str(folder / "wfm.db"))


def _of_kind(request: pytest.FixtureRequest, folder: Path) -> Iterator[Service]:
    if request.param == "sqlite":
        yield from small_service_in(folder, request.getfixturevalue("migrated_file"))
    else:
        server = request.getfixturevalue("postgresql_server")
        template = filled_database(server, request.getfixturevalue("migrated"))
        with postgresql_copy(server, template) as url:
            yield from _serve(url)


@cache
def filled_file(migrated_file: Path) -> Path:
    """SQLite file with all that `Service` knows, to be copied for each test."""
    path = migrated_file.with_name("filled.db")
    shutil.copy(migrated_file, path)
    _fill(str(path))
    return path


@cache
def filled_database(server: str, migrated: str) -> str:
    """Name of the same on a server."""
    with administrator(server) as connection:
        connection.execute(f"CREATE DATABASE filled TEMPLATE {migrated}")
    _fill(server.format(database="filled"))
    return "filled"


def _serve(url: str) -> Iterator[Service]:
    settings = Settings(db=url, secret="s" * 40)
    app = create_app(settings)
    database = app.state.database
    with database.writing() as tx:
        [run] = unfinished(tx)
        tx.execute(update(RUNS).values(created_at=now()))  # it has not waited for a worker yet
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Service(client, settings, database, run.id)


def _fill(url: str) -> None:
    database = Database(url)
    with database.writing() as tx:
        put_centre(tx)
        put_centre(tx, "south", centre(["zed"], "South"))
        for user in ACCOUNTS.values():
            create_user(tx, "test", user, None)
        run = create_run(tx, "sam", "north", "schedule", {"week": str(WEEK)})
        week = [shift("ann", day(1)), shift("bob", day(1)), shift("ann", day(2))]
        made: dict[str, Any] = {"run": run.id, "summary": {"solve": SOLVE}}
        first = create_draft(tx, "sam", "north", WEEK, week, **made)
        publish(tx, "sam", first, first.version)
        create_draft(tx, "sam", "north", WEEK, week[:2], **made)
        for kind, lines in TABLES.items():
            add_plan(tx, "sam", "north", WEEK, kind, "\n".join(lines), run=run.id)
    database.close()
