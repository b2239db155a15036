"""The service as its operator runs it: from the command line, up and down again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.waiting import PATIENCE, wait_for
from wfm.store.database import Database
from wfm.store.runs import living

EVERYWHERE = "0.0.0.0"  # noqa: S104
PASSWORD = "correct horse battery"  # noqa: S105


def wfm(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WFM_SE")}
    return subprocess.run(
        [sys.executable, "-m", "wfm", *words], input=stdin, env={**clean, **environment},
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip


@contextmanager
def serving(
    db: str, log: Path, *options: str, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "wfm", "serve", "--db", db, "--port", str(port), *options]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command, stderr=out, start_new_session=True, env={**os.environ, **environment}
        ) as process,
    ):
        base = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: process.poll() is not None or ask(base, "GET", "/ready")[0] == 200)
            assert process.poll() is None, log.read_text()
            yield base, process
        finally:
            with suppress(ProcessLookupError):  # its workers too
                os.killpg(process.pid, signal.SIGKILL)


def ask(base: str, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    content = None if body is None else json.dumps(body).encode()
    request = Request(base + path, content, headers, method=method)  # noqa: S310 — our own
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()
    except URLError:
        return 0, b""


def await_workers(database: Database, count: int, log: Path) -> None:
    def alive() -> int:
        with database.reading() as tx:
            return len(living(tx))

    wait_for(lambda: alive() == count, log.read_text)


def test_the_first_admin_signs_in_and_the_service_stops_in_good_order(
    sqlite_url: str, tmp_path: Path
) -> None:
    added = wfm("user", "add", "ada", "--role", "admin", "--password-stdin", "--db", sqlite_url,
                stdin=PASSWORD)  # fmt: skip
    assert added.returncode == 0, added.stderr
    log = tmp_path / "log"
    with serving(sqlite_url, log) as (base, process):
        credentials = {"name": "ada", "password": PASSWORD}
        status, body = ask(base, "POST", "/auth/login", credentials)
        assert status == 200
        token = json.loads(body)["access_token"]
        assert ask(base, "GET", "/users", token=token)[0] == 200
        metrics = ask(base, "GET", "/metrics", token=token)[1].decode()
        assert 'wfm_requests_total{method="POST",route="/auth/login",status="200"} 1.0' in metrics
        database = Database(sqlite_url)
        await_workers(database, 1, log)
        assert ask(base, "GET", "/ready")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        await_workers(database, 0, log)  # it leaves by itself when the service is gone
        database.close()
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["from"] == "api.access"]
    assert {line["from"] for line in lines} <= {"api.access", "uvicorn.error", "wfm.worker"}
    assert {"method", "route", "status", "ms", "request"} <= requests[-1].keys()
    assert "ada" not in {value for each in requests for value in each.values()}


def test_metrics_of_several_processes_are_added_up(sqlite_url: str, tmp_path: Path) -> None:
    wfm("user", "add", "ada", "--role", "admin", "--password-stdin", "--db", sqlite_url,
        stdin=PASSWORD)  # fmt: skip
    with serving(sqlite_url, tmp_path / "log", "--workers", "2", "--no-jobs") as (base, process):
        credentials = {"name": "ada", "password": PASSWORD}
        token = json.loads(ask(base, "POST", "/auth/login", credentials)[1])["access_token"]
        for _ in range(30):  # each over a connection of its own: to whichever process takes it
            assert ask(base, "GET", "/health")[0] == 200
        told = {ask(base, "GET", "/metrics", token=token)[1].decode() for _ in range(6)}
        counts = {line for text in told for line in text.splitlines() if "/health" in line}
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    assert {line for line in counts if line.startswith("wfm_requests_total")} == {
        'wfm_requests_total{method="GET",route="/health",status="200"} 30.0'
    }


def test_nothing_of_the_demo_stays_when_it_is_told_to_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wfm", "serve", "--demo", "--port", "0"]
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path)}) as process:
        wait_for(lambda: bool([*tmp_path.glob("wfm-demo-*/wfm.db")]))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert not [*tmp_path.glob("wfm-demo-*")]


def test_without_a_secret_the_service_stays_on_this_machine(sqlite_url: str) -> None:
    refused = wfm("serve", "--db", sqlite_url, "--host", EVERYWHERE)
    assert refused.returncode == 1
    assert "WFM_SECRET" in refused.stderr
    short = wfm("serve", "--db", sqlite_url, "--host", EVERYWHERE, WFM_SECRET="short")  # noqa: S106
    assert short.returncode == 1
    assert "32" in short.stderr


def test_mistakes_on_the_command_line_end_in_a_message(sqlite_url: str, tmp_path: Path) -> None:
    role = ("--role", "agent", "--password-stdin", "--db", sqlite_url)
    for words, what in [
        (("user", "add", "x", *role), "site"),
        (("user", "add", "x", *role, "--site", "none", "--agent", "y"), "does not exist"),
        (("db", "backup", "x", "--db", "mysql://x"), "db"),
        (("db", "restore", str(tmp_path / "none"), "--db", sqlite_url), "no such file"),
    ]:
        done = wfm(*words, stdin=PASSWORD)
        assert done.returncode == 1, done.stderr
        assert what in done.stderr
        assert "Traceback" not in done.stderr


def test_backup_and_restore_from_the_command_line(sqlite_url: str, tmp_path: Path) -> None:
    wfm("user", "add", "ada", "--role", "admin", "--password-stdin", "--db", sqlite_url,
        stdin=PASSWORD)  # fmt: skip
    copy, new = str(tmp_path / "copy.db"), str(tmp_path / "new.db")
    assert wfm("db", "backup", copy, "--db", sqlite_url).returncode == 0
    assert wfm("db", "restore", copy, "--db", new).returncode == 0
    again = wfm("user", "add", "ada", "--role", "admin", "--password-stdin", "--db", new,
                stdin=PASSWORD)  # fmt: skip
    assert "already" in again.stderr
