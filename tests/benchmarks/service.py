"""How fast agents read their shifts, beside a bare FastAPI route that returns the same bytes.

Each is one process of uvicorn, asked over 16 kept-open connections, one after the other:

    python -m tests.benchmarks.service [--seconds 5] [--db postgresql://…]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response

from api.access import access_token
from tests.centre import WEEK, centre, put_centre, shift
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft
from wfm.store.schema import upgrade
from wfm.store.users import Role, User, create_user

AGENTS, WEEKS, CONNECTIONS = 1000, 8, 16
SECRET = "benchmark " * 5
QUERY = "from=2026-03-01T00:00:00Z&to=2026-06-30T00:00:00Z"


@dataclass(frozen=True)
class Rate:
    """What a load brought."""

    requests: int
    seconds: float
    p50: float
    p99: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


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
def served(factory: str, port: int, **environment: str) -> Iterator[None]:
    """Run one process of uvicorn."""
    command = [sys.executable, "-m", "uvicorn", factory, "--factory", "--port", str(port)]
    quiet = [*command, "--log-level", "warning", "--no-access-log"]
    with subprocess.Popen(quiet, env={**os.environ, **environment}) as process:
        try:
            yield
        finally:
            process.terminate()


async def load(port: int, token: str, seconds: float) -> tuple[Rate, bytes]:
    """Ask as fast as the answers come."""
    head = f"GET /me/shifts?{QUERY} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    waits: list[float] = []
    body = b""

    async def client(until: float) -> None:
        nonlocal body
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
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

    begun = time.perf_counter()
    await asyncio.gather(*(client(begun + seconds) for _ in range(CONNECTIONS)))
    taken = time.perf_counter() - begun
    waits.sort()
    return Rate(len(waits), taken, waits[len(waits) // 2], waits[len(waits) * 99 // 100]), body


def measure(port: int, token: str, seconds: float) -> tuple[Rate, bytes]:
    """Wait for the server, warm it, measure it."""
    until = time.monotonic() + 60
    while True:
        try:
            asyncio.run(load(port, token, 1))
            return asyncio.run(load(port, token, seconds))
        except ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def compare(url: str, seconds: float, folder: Path) -> dict[str, Any]:
    """Fill the store, then measure the service and the bare route, twice in turn."""
    stored, published, user = fill(url)
    settings = Settings(db=url, secret=SECRET, access_minutes=600)
    token, _ = access_token(settings, user)
    environment = {"WFM_DB": url, "WFM_SECRET": SECRET, "WFM_ACCESS_MINUTES": "600"}
    rates: dict[str, list[Rate]] = {"service": [], "bare": []}
    for _ in range(2):
        with served("api.app:create_app", 8571, **environment):
            rate, body = measure(8571, token, seconds)
            rates["service"].append(rate)
        (folder / "body").write_bytes(body)
        with served("tests.benchmarks.service:bare", 8572, BODY=str(folder / "body")):
            rate, same = measure(8572, token, seconds)
            rates["bare"].append(rate)
        if same != body:
            raise RuntimeError("the two answers differ")
    return {"draft": stored, "publish": published, "bytes": len(body), "rates": rates}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--db", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.db or str(Path(folder) / "wfm.db")
        found = compare(url, arguments.seconds, Path(folder))
    print(f"{AGENTS} agents × {WEEKS} published weeks; an answer has {found['bytes']:,} bytes")
    print(f"a week stored as a draft in one transaction: {found['draft']:.2f} s")
    print(f"a week published in one transaction:         {found['publish']:.2f} s")
    print(f"{'':10}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}")
    best = {name: max(rates, key=lambda r: r.per_second) for name, rates in found["rates"].items()}
    for name, rate in best.items():
        print(f"{name:10}{rate.per_second:12.0f}{rate.p50 * 1e3:10.1f}{rate.p99 * 1e3:10.1f}")
    share = best["service"].per_second / best["bare"].per_second
    print(f"the service answers {share:.0%} as often as the bare route")


if __name__ == "__main__":
    main()
