"""`make attack`: a service on this machine under floods of strangers, measured from outside.

It prints, for each flood and for all of them at once, the longest time of `/health`, and the most
memory that the process ever held (Linux tells it). Nothing is asserted: compare the figures of one
machine.
"""

from __future__ import annotations

import json
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from tests.api.test_serve import serving
from wfm.store.database import Database
from wfm.store.schema import upgrade

Flood = Callable[[int], Counter[str]]
PARALLEL = 64
METHODS = 20_000
HALF_OPEN = 450
UPLOAD = 40_000_000
PIECE = b"x" * 65_536


def sent(port: int, *pieces: bytes) -> str:
    """Send something; gives the status of the answer, empty if there is none."""
    with socket.create_connection(("127.0.0.1", port), 120) as line:
        with suppress(OSError):  # refused amid what is sent
            for piece in pieces:
                line.sendall(piece)
        with suppress(OSError):
            return line.recv(200).partition(b" ")[2][:3].decode()
    return ""


def at_once(port: int, count: int, send: Callable[[int, int], str]) -> Counter[str]:
    """Send so many requests, 64 at once; gives how often each status was answered."""
    with ThreadPoolExecutor(PARALLEL) as pool:
        return Counter(pool.map(lambda number: send(port, number), range(count)))


def sign_ins(port: int) -> Counter[str]:
    """Many who sign in at once, each under another name."""

    def send(port: int, number: int) -> str:
        body = json.dumps({"name": f"nobody{number}", "password": "a guess"}).encode()
        head = "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        return sent(port, f"{head}Content-Length: {len(body)}\r\n\r\n".encode(), body)

    return at_once(port, 5 * PARALLEL, send)


def uploads(port: int) -> Counter[str]:
    """Strangers with long files, announced and not."""

    def send(port: int, _: int) -> str:
        head = "POST /sites/north/imports HTTP/1.1\r\nHost: x\r\n"
        pieces: list[bytes] = [f"{head}Content-Length: {UPLOAD}\r\n\r\n".encode()]
        pieces += [PIECE] * (UPLOAD // len(PIECE))
        return sent(port, *pieces)

    return at_once(port, PARALLEL, send)


def methods(port: int) -> Counter[str]:
    """Methods that nobody knows, each another one."""

    def send(port: int, number: int) -> str:
        return sent(port, f"M{number} /health HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    return at_once(port, METHODS, send)


def paths(port: int) -> Counter[str]:
    """Addresses that nobody knows, each another one."""

    def send(port: int, number: int) -> str:
        return sent(port, f"GET /sites/p{number}/nothing HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    return at_once(port, METHODS // 4, send)


def half_open(port: int) -> Counter[str]:
    """Connections that send the half of a head, or of a body, and wait."""
    halves = (b"GET /hea", b"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{")
    found: Counter[str] = Counter()
    with ExitStack() as lines:
        opened = [
            lines.enter_context(socket.create_connection(("127.0.0.1", port), 120))
            for _ in range(HALF_OPEN)
        ]
        for number, line in enumerate(opened):
            with suppress(OSError):
                line.sendall(halves[number % 2])
        for line in opened:
            try:
                found[line.recv(200).partition(b" ")[2][:3].decode() or "closed"] += 1
            except OSError:
                found["cut"] += 1
    return found


FLOODS: Sequence[Flood] = (sign_ins, uploads, methods, paths, half_open)


class Watch:
    """Asks `/health` time and again."""

    def __init__(self, base: str) -> None:
        self.base, self.ended = base, threading.Event()
        self.longest, self.failed = 0.0, 0
        self.thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.ended.wait(0.1):
            begun = time.perf_counter()
            try:
                with urlopen(f"{self.base}/health", timeout=120):  # noqa: S310 — our own
                    self.longest = max(self.longest, time.perf_counter() - begun)
            except OSError:
                self.failed += 1


def most_memory(pid: int) -> str:
    """Tell the most memory that a process ever held, in MB."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return "unknown here"
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return f"{int(line.split()[1]) / 1024:.0f} MB"


def attack(base: str, *floods: Flood) -> None:
    """Send floods at once and print what they did."""
    port = urlsplit(base).port or 0
    begun = time.perf_counter()
    with Watch(base) as watch, ThreadPoolExecutor(len(floods)) as pool:
        answers = list(pool.map(lambda flood: flood(port), floods))
    names = " + ".join(flood.__name__ for flood in floods)
    print(f"{names}: {time.perf_counter() - begun:.0f} s, /health at most {watch.longest:.2f} s"
          f", {watch.failed} times unanswered")  # fmt: skip
    for flood, found in zip(floods, answers, strict=True):
        print(f"    {flood.__name__}: {dict(found)}")


def main() -> None:
    """Attack a service of its own, by all floods or by those that are named."""
    floods = [flood for flood in FLOODS if flood.__name__ in sys.argv[1:]] or FLOODS
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "wfm.db"))
        database = Database(path)
        upgrade(database)
        database.close()
        with serving(path, Path(folder, "log"), "--no-jobs") as (base, process):
            print(f"before: {most_memory(process.pid)}")
            for flood in floods:
                attack(base, flood)
                print(f"    most memory so far: {most_memory(process.pid)}")
            if len(floods) > 1:
                attack(base, *floods)
            print(f"most memory: {most_memory(process.pid)}")


if __name__ == "__main__":
    main()
