"""What messages are sent from, and a server on this machine that takes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.service.leave.leave_centre import put_leave_centre
from wfm.store.database import Database


@pytest.fixture
def outbox(database: Database) -> Database:
    put_leave_centre(database)
    return database


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is told, and answers what it is asked to."""

    told: list[tuple[dict[str, str], bytes]]
    answers: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.told.append((dict(self.headers.items()), body))
        self.send_response(self.answers.pop(0) if self.answers else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[tuple[type[Receiver], str]]:
    kind = type("OneReceiver", (Receiver,), {"told": [], "answers": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kind, f"http://127.0.0.1:{server.server_port}/told?by=wfm"
    server.shutdown()
    thread.join()
    server.server_close()
