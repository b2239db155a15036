"""What is turned away at the door, and what is noted about every request."""

from __future__ import annotations

import logging
import re
import time
from functools import lru_cache
from uuid import uuid4

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from wfm.settings import Settings

REQUESTS = Counter("wfm_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("wfm_request_seconds", "Seconds to an answer", ["method", "route"])
access_log = logging.getLogger("api.access")

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]


UPLOADS = re.compile(
    r"/(imports?|history|satisfaction|workbook|workbook/dry-run)$|/states(/[^/]+)?$"
)


class TooLargeError(Exception):
    """The body is longer than it may be."""


class Door:
    """Bounds every body, refuses what no database can store, and answers what nobody caught."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = Visit(scope, receive, send, self._limit(scope))
        try:
            if _unreadable(scope):
                await visit.refuse(400, "the address has characters that cannot be")
            elif visit.announced() > visit.limit:
                await visit.refuse(413, f"the body may have {visit.limit} bytes")
            else:
                await self.app(scope, visit.receive, visit.send)
        except TooLargeError:
            pass
        finally:
            if visit.too_large:
                await visit.refuse(413, f"the body may have {visit.limit} bytes")
            visit.note()

    def _limit(self, scope: Scope) -> int:
        upload = scope["method"] == "POST" and bool(UPLOADS.search(scope["path"]))
        return self.settings.maximum_upload if upload else self.settings.maximum_body


class Visit:
    """One request on its way."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self.scope, self.limit = scope, limit
        self._receive, self._send = receive, send
        self.id = uuid4().hex[:16]
        self.begun = time.perf_counter()
        self.received, self.status, self.too_large = 0, 0, False

    def announced(self) -> int:
        """Give the length that the client announces, 0 if it is none."""
        lengths = [value for name, value in self.scope["headers"] if name == b"content-length"]
        return int(lengths[0]) if lengths and lengths[0].isdigit() else 0

    async def receive(self) -> Message:
        """Pass a piece of the body on, up to the limit."""
        message = await self._receive()
        self.received += len(message.get("body", b""))
        if self.received > self.limit:
            self.too_large = True
            raise TooLargeError
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless it only says that a body that was cut off is malformed."""
        if self.too_large:
            return
        await self._pass(message)

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = message.get("headers", [])
            set_ = {name.lower() for name, _ in given}
            headers = [*given, *(pair for pair in SECURITY_HEADERS if pair[0] not in set_)]
            message["headers"] = [*headers, (b"x-request-id", self.id.encode())]
        await self._send(message)

    async def refuse(self, status: int, detail: str) -> None:
        """Answer instead of the application."""
        if self.status == 0:
            await problem(status, detail)(self.scope, self._receive, self._pass)

    def note(self) -> None:
        """Count the request, and log it by its route: no name, no id, no query."""
        route = getattr(self.scope.get("route"), "path", "none")
        method, seconds = self.scope["method"], time.perf_counter() - self.begun
        status = self.status or 500  # what nobody caught is answered further out
        count, duration = _figures(method, route, status)
        count.inc()
        duration.observe(seconds)
        line = {"request": self.id, "method": method, "route": route, "status": status}
        fields = {**line, "ms": round(seconds * 1000, 1)}
        access_log.info("request", extra={"fields": fields})


@lru_cache(maxsize=4096)
def _figures(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)


def _unreadable(scope: Scope) -> bool:
    text = scope["path"] + scope["query_string"].decode("latin-1")
    return "\x00" in text or "%00" in text or "\ufffd" in scope["path"]
