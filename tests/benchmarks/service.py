"""How fast agents read their shifts, beside a bare FastAPI route that returns the same bytes.

Each is one process of uvicorn, asked over 16 kept-open connections, one after the other; then once
more while batches of 10,000 events come in, one after the other, and a scheduler reads a list. On
SQLite, and on a PostgreSQL server of its own:

    python -m tests.benchmarks.service [--seconds 5] [--pause 1]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from fastapi import FastAPI, Response

from api.access import access_token
from tests.centre import WEEK, centre, put_centre, shift
from tests.databases import administrator, running_postgresql
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft
from wfm.store.schema import upgrade
from wfm.store.users import Role, User, create_user

AGENTS, WEEKS, CONNECTIONS = 1000, 8, 16
SECRET = "benchmark " * 5
SCHEDULER = User("sam", Role.SCHEDULER, "north")
QUERY = "from=2026-03-01T00:00:00Z&to=2026-06-30T00:00:00Z"


@dataclass(frozen=True)
class Rate:
    """What a load brought."""

    requests: int
    seconds: float
    p50: float
    p99: float
    cpu: float
    """Seconds of processor time that the serving process took."""

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def per_cpu_second(self) -> float:
        """What it comes to where other programs take the processor meanwhile."""
        return self.requests / self.cpu


def bare() -> FastAPI:
    """A service of one route that returns what BODY names."""
    app = FastAPI()
    content = Path(os.environ["BODY"]).read_bytes()

    @app.get("/me/shifts")
    def shifts() -> Response:
        return Response(content, media_type="application/json")

    return app


def fill(url: str) -> tuple[float, float, User]:
    """Publish the weeks; give the seconds of the last draft and of its publication."""
    database = Database(url)
    upgrade(database)
    agents = [f"a{number:04}" for number in range(AGENTS)]
    user = User("a0500", Role.AGENT, "north", "a0500")
    with database.writing() as tx:
        put_centre(tx, site=centre(agents))
        create_user(tx, "bench", user, None)
        create_user(tx, "bench", SCHEDULER, None)
    for number in range(WEEKS):
        week = WEEK + timedelta(weeks=number)
        shifts = [shift(a, week + timedelta(days=d)) for a in agents for d in range(5)]
        begun = time.perf_counter()
        with database.writing() as tx:
            draft = create_draft(tx, "bench", "north", week, shifts)
        stored = time.perf_counter()
        with database.writing() as tx:
            publish(tx, "bench", draft, draft.version)
        done = time.perf_counter()
    database.close()
    return stored - begun, done - stored, user


@contextmanager
def served(factory: str, port: int, **environment: str) -> Iterator[int]:
    """Run one process of uvicorn; gives its id."""
    command = [sys.executable, "-m", "uvicorn", factory, "--factory", "--port", str(port)]
    quiet = [*command, "--log-level", "warning", "--no-access-log"]
    with subprocess.Popen(quiet, env={**os.environ, **environment}) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


async def ask(port: int, head: str, until: float, waits: list[float]) -> bytes:
    """Ask time and again over one connection; gives the last answer's body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b""
    while time.perf_counter() < until:
        begun = time.perf_counter()
        writer.write(head.encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.decode())
        length = answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
        body = await reader.readexactly(int(length))
        waits.append(time.perf_counter() - begun)
    writer.close()
    return body


def _get(path: str, token: str) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"


async def load(pid: int, port: int, token: str, seconds: float) -> tuple[Rate, bytes]:
    """Ask as fast as the answers come."""
    waits: list[float] = []
    before = processor_time(pid)
    head, begun = _get(f"/me/shifts?{QUERY}", token), time.perf_counter()
    clients = (ask(port, head, begun + seconds, waits) for _ in range(CONNECTIONS))
    bodies = await asyncio.gather(*clients)
    seconds, cpu = time.perf_counter() - begun, processor_time(pid) - before
    waits.sort()
    p50, p99 = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    return Rate(len(waits), seconds, p50, p99, cpu), bodies[0]


def processor_time(pid: int) -> float:
    """Seconds that a process took (Linux tells it)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(pid: int, port: int, token: str, seconds: float) -> tuple[Rate, bytes]:
    """Wait for the server, warm it, measure it."""
    until = time.monotonic() + 60
    while True:
        try:
            asyncio.run(load(pid, port, token, 1))
            return asyncio.run(load(pid, port, token, seconds))
        except ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


class Batches:
    """Sends 10,000 events time and again, and reads a scheduler's list meanwhile."""

    def __init__(self, port: int, token: str, pause: float) -> None:
        self.port, self.token, self.pause = port, token, pause
        self.taken: list[float] = []
        """Seconds of each batch."""
        self.lists: list[float] = []
        """Seconds of each list."""
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._send), threading.Thread(target=self._read)]

    def __enter__(self) -> Batches:
        for thread in self._threads:
            thread.start()
        while not self.taken and self._threads[0].is_alive():  # its process is begun by the first
            time.sleep(0.1)
        self.lists.clear()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        begin, number = datetime.now(UTC) - timedelta(days=2), 0
        while not self._ended.wait(self.pause):
            events = [
                {
                    "event_id": f"{begin} {number} {each}", "source_id": "acd",
                    "external_agent_id": f"a{each % AGENTS:04}", "state_code": "AVAILABLE",
                    "started_at": (begin + timedelta(milliseconds=9 * number + each)).isoformat(),
                }
                for each in range(10_000)
            ]  # fmt: skip
            number += 1
            self.taken.append(self._ask("/sites/north/states", json.dumps({"events": events})))

    def _read(self) -> None:
        while not self._ended.wait(0.1):
            self.lists.append(self._ask("/sites/north/agents?limit=100"))

    def _ask(self, path: str, body: str | None = None) -> float:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else body.encode()
        request = Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        begun = time.perf_counter()
        with urlopen(request, timeout=120) as answer:  # noqa: S310 — our own
            answer.read()
        return time.perf_counter() - begun


def compare(url: str, seconds: float, pause: float, folder: Path) -> None:
    """Fill the store, then measure the service and the bare route, twice in turn; print it."""
    stored, published, user = fill(url)
    settings = Settings(db=url, secret=SECRET, access_minutes=600)
    token, _ = access_token(settings, user)
    scheduler, _ = access_token(settings, SCHEDULER)
    environment = {"WFM_DB": url, "WFM_SECRET": SECRET, "WFM_ACCESS_MINUTES": "600"}
    rates: dict[str, list[Rate]] = {"bare": [], "service": [], "with batches": []}
    lists: list[float] = []
    body = b""
    for _ in range(2):
        with served("api.app:create_app", 8571, **environment) as pid:
            found, body = measure(pid, 8571, token, seconds)
            rates["service"].append(found)
            with Batches(8571, scheduler, pause) as batches:
                rates["with batches"].append(measure(pid, 8571, token, seconds)[0])
            lists += batches.lists
        (folder / "body").write_bytes(body)
        with served("tests.benchmarks.service:bare", 8572, BODY=str(folder / "body")) as pid:
            found, same = measure(pid, 8572, token, seconds)
            rates["bare"].append(found)
        if same != body:
            raise RuntimeError("the two answers differ")
    print(f"{url.partition(':')[0]}: a draft {stored:.2f} s, published {published:.2f} s; "
          f"an answer has {len(body):,} bytes")  # fmt: skip
    print(f"{'':14}{'requests/s':>12}{'of bare':>9}{'a cpu second':>14}{'of bare':>9}"
          f"{'p50 ms':>9}{'p99 ms':>9}{'p99/p50':>9}")  # fmt: skip
    best = {name: max(each, key=lambda r: r.per_second) for name, each in rates.items()}
    for name, each in best.items():
        share = each.per_second / best["bare"].per_second
        alone = each.per_cpu_second / best["bare"].per_cpu_second
        print(f"{name:14}{each.per_second:12.0f}{share:9.0%}{each.per_cpu_second:14.0f}{alone:9.0%}"
              f"{each.p50 * 1e3:9.1f}{each.p99 * 1e3:9.1f}{each.p99 / each.p50:9.1f}")  # fmt: skip
    lists.sort()
    print(f"a scheduler's list while batches come in: p50 {lists[len(lists) // 2] * 1e3:.0f} ms, "
          f"longest {lists[-1] * 1e3:.0f} ms", flush=True)  # fmt: skip


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two batches")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    print(f"{AGENTS} agents × {WEEKS} published weeks, {CONNECTIONS} connections")
    with tempfile.TemporaryDirectory() as folder:
        if asked.only != "postgresql":
            url = f"sqlite:///{folder}/wfm.db"
            compare(url, asked.seconds, asked.pause, Path(folder))
        if asked.only != "sqlite":
            with running_postgresql() as server:
                with administrator(server) as connection:
                    connection.execute("CREATE DATABASE bench")
                url = server.format(database="bench")
                compare(url, asked.seconds, asked.pause, Path(folder))


if __name__ == "__main__":
    main()
