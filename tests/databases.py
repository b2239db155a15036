"""Real databases for tests: an SQLite file, and a PostgreSQL server started for the session."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from wfm.store.database import Database
from wfm.store.schema import upgrade

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path("/usr/local/bin")]


def _as_server_user(*command: str | Path) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start a server and give its URL, without a database.

    Raises
    ------
    FileNotFoundError
        If PostgreSQL is not installed.
    """
    binaries = BINARIES[-1]
    if not (binaries / "initdb").exists():
        raise FileNotFoundError("PostgreSQL is not installed (apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="wfm-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    data = home / "data"
    _as_server_user(
        binaries / "initdb", "--pgdata", data, "--username", "wfm", "--auth", "trust",
        "--encoding", "UTF8", "--no-sync", "--locale", "C",
    )  # fmt: skip
    options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
    log = home / "log"
    start = (binaries / "pg_ctl", "--pgdata", data, "--log", log, "--wait", "-o", options, "start")
    _as_server_user(*start)
    try:
        yield f"postgresql://wfm@/{{database}}?host={home}"
    finally:
        _as_server_user(binaries / "pg_ctl", "--pgdata", data, "--mode", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a running server, without a database."""
    if not (BINARIES[-1] / "initdb").exists():
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with running_postgresql() as server:
        yield server


def restart_postgresql(url: str) -> None:
    """Take the server of a URL down at once, with all connections, and up again."""
    home = make_url(url).query["host"]
    control = (BINARIES[-1] / "pg_ctl", "--pgdata", f"{home}/data", "--log", f"{home}/log")
    _as_server_user(*control, "--wait", "--mode", "immediate", "restart")


def cut_connections(url: str) -> None:
    """End every connection to a database on the server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def migrated(postgresql_server: str) -> str:
    """Name of a database with all tables, to be copied for each test."""
    with administrator(postgresql_server) as connection:
        connection.execute("CREATE DATABASE migrated")
    database = Database(postgresql_server.format(database="migrated"))
    upgrade(database)
    database.close()
    return "migrated"


@contextmanager
def postgresql_copy(server: str, migrated: str) -> Iterator[str]:
    """Make a database with all tables and give its URL."""
    name = f"test_{secrets.token_hex(6)}"
    with administrator(server) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated}")
    yield server.format(database=name)
    with administrator(server) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(postgresql_server: str, migrated: str) -> Iterator[str]:
    """URL of a database of its own with all tables."""
    with postgresql_copy(postgresql_server, migrated) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SQLite file with all tables, to be copied for each test."""
    path = tmp_path_factory.mktemp("migrated") / "wfm.db"
    database = Database(str(path))
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """URL of an SQLite file of its own with all tables."""
    shutil.copy(migrated_file, tmp_path / "wfm.db")
    return f"sqlite:///{tmp_path / 'wfm.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test runs on both."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """One of the two, open."""
    opened = Database(database_url)
    yield opened
    opened.close()


def administrator(server: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.format(database="postgres"), autocommit=True)
