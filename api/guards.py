"""What is turned away at the door, and what is noted about every request."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from contextlib import suppress
from functools import lru_cache
from uuid import uuid4

from prometheus_client import Counter, Histogram
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import connections
from api.access import authorise
from api.problems import RefusedError, problem
from wfm.settings import Settings
from wfm.words import phrase

REQUESTS = Counter("wfm_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("wfm_request_seconds", "Seconds to an answer", ["method", "route"])
access_log = logging.getLogger("api.access")

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"no-store"),
]
"""Given where an answer does not say otherwise: what is somebody's is kept by nobody between."""


UPLOADS = re.compile(
    r"/(imports?|history|satisfaction|workbook|workbook/dry-run|roster)$|/states(/[^/]+)?$"
)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that there are: clients can invent any number of others, on which no route is tried."""
ALLOWED = {"Allow": ", ".join(sorted(METHODS)), "Connection": "close"}
UNKNOWN_METHOD = phrase("http.405")
UNASKED = 65_536
"""Bytes of a body that are read before anyone is asked who they are, and on open routes at all."""
SLOWEST = 20_000
"""Bytes of a body that must come per second, once the client had its time to begin."""


class CutOffError(Exception):
    """The rest of the body is not read."""


class Door:
    """Bounds every body, refuses what no database can store, and answers what nobody caught."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = Visit(scope, receive, send, self._limit(scope), self.settings.body_seconds)
        try:
            if scope["method"] not in METHODS:
                visit.refusal = RefusedError(405, UNKNOWN_METHOD, headers=ALLOWED)
            elif _unreadable(scope):
                visit.refusal = RefusedError(400, phrase("refusal.address_characters"))
            elif visit.announced() > visit.limit:
                visit.refusal = visit.too_large()
            else:
                await self.app(scope, visit.receive, visit.send)
        except CutOffError:
            pass
        finally:
            await visit.refuse()
            visit.note()

    def _limit(self, scope: Scope) -> int:
        upload = scope["method"] == "POST" and bool(UPLOADS.search(scope["path"]))
        return self.settings.maximum_upload if upload else self.settings.maximum_body


class Visit:
    """One request on its way."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, limit: int, patience: int
    ) -> None:
        self.scope, self.limit, self.patience = scope, limit, patience
        self._receive, self._send = receive, send
        self.id = uuid4().hex[:16]
        self.begun = time.perf_counter()
        self.received, self.status = 0, 0
        self.awaited = any(name in _BODY for name, _ in scope["headers"])
        """Whether more of a body is to come."""
        self.asked = False
        self.refusal: RefusedError | None = None
        """Answered in place of whatever the application says."""

    def announced(self) -> int:
        """Give the length that the client announces, 0 if it is none."""
        lengths = [value for name, value in self.scope["headers"] if name == b"content-length"]
        return int(lengths[0]) if lengths and lengths[0].isdigit() else 0

    async def receive(self) -> Message:
        """Pass a piece of the body on, of whoever may send one, up to the limit and in time."""
        if not self.awaited or self.refusal is not None:
            return await self._receive()  # whether the client is still there
        try:
            await self._ask()
            return await self._piece()
        except RefusedError as refusal:
            self.refusal = refusal
            raise CutOffError from None

    def too_large(self) -> RefusedError:
        """Say how long a body may be."""
        return RefusedError(413, phrase("refusal.too_large", limit=self.limit))

    async def _ask(self) -> None:
        """Ask before a long body who it is, and whether they may."""
        if not self.asked and (self.announced() > UNASKED or self.received > UNASKED):
            self.asked = True
            if await run_in_threadpool(authorise, Request(self.scope)) is None:
                self.limit = UNASKED
                if self.announced() > self.limit:
                    raise self.too_large()

    async def _piece(self) -> Message:
        spent = time.perf_counter() - self.begun
        left = self.patience + self.received / SLOWEST - spent
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0))
        except TimeoutError:
            detail = phrase("refusal.too_slow")
            raise RefusedError(408, detail, headers={"Connection": "close"}) from None
        self.awaited = message.get("more_body", False)
        self.received += len(message.get("body", b""))
        if self.received > self.limit:
            raise self.too_large()
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless it only says that a body that was cut off is malformed."""
        if self.refusal is None:
            await self._pass(message)

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = message.get("headers", [])
            set_ = {name.lower() for name, _ in given}
            headers = [*given, *(pair for pair in SECURITY_HEADERS if pair[0] not in set_)]
            message["headers"] = [*headers, (b"x-request-id", self.id.encode())]
        elif self.awaited and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._hear_out()
            message = {"type": "http.response.body"}
        await self._send(message)

    async def _hear_out(self) -> None:
        """Let the rest of a body pass by: a connection that ends before is reset, answer or not."""
        with suppress(TimeoutError):
            async with asyncio.timeout(connections.HEAD_SECONDS):
                while self.awaited:
                    self.awaited = (await self._receive()).get("more_body", False)

    async def refuse(self) -> None:
        """Answer instead of the application, where there is a refusal."""
        if self.refusal is not None and self.status == 0:
            answer = problem(self.refusal.status, self.refusal.said, headers=self.refusal.headers)
            await answer(self.scope, self._receive, self._pass)

    def note(self) -> None:
        """Count the request, and log it by its route: no name, no id, no query."""
        route = getattr(self.scope.get("route"), "path", "none")
        method = self.scope["method"] if self.scope["method"] in METHODS else "other"
        seconds = time.perf_counter() - self.begun
        status = self.status or 500  # what nobody caught is answered further out
        count, duration = _figures(method, route, status)
        count.inc()
        duration.observe(seconds)
        line = {"request": self.id, "method": method, "route": route, "status": status}
        fields = {**line, "ms": round(seconds * 1000, 1)}
        access_log.info("request", extra={"fields": fields})


_BODY = frozenset({b"content-length", b"transfer-encoding"})


@lru_cache(maxsize=4096)
def _figures(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)


def _unreadable(scope: Scope) -> bool:
    text = scope["path"] + scope["query_string"].decode("latin-1")
    return "\x00" in text or "%00" in text or "\ufffd" in scope["path"]
