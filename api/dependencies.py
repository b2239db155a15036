"""What handlers ask for: the database, a version to match, one effect per key, pages.

Those that wait for nothing are `async`: they then cost no change of thread.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Path, Query, Request, Response

from api.access import Access, SignedIn
from api.problems import RefusedError
from api.replies import Reply
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.idempotency import KeptAnswer, recall, remember
from wfm.store.work_out import work_out
from wfm.words import phrase

T = TypeVar("T")
_ETAG = re.compile(r'"(\d{1,9})"')
CENTURY: dict[str, Any] = {"pattern": "^20[0-9][0-9]-"}
PLAIN = r"^[\p{L}\p{N}_.@+-][\p{L}\p{N}_ .@+-]{0,99}$"
"""A key that programs make."""
KEY = (
    r"^[\p{L}\p{N}_.@+-][^\x00-\x1f!-*,/:-?\[-^`{-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
    r"{0,99}$"
)
"""What may name a site or a user: letters of any script with their marks and joiners, blanks and
_ . @ + - between them; no slash, no blank in front, nothing that turns the direction of writing."""
PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]*$"
"""No control characters."""
NAMED = r"^[^\s\x00-\x1f\x7f-\x9f.=]([^\x00-\x1f\x7f-\x9f]{0,198}[^\s\x00-\x1f\x7f-\x9f])?$"
"""What may name an agent, a team or a work plan, as in the files: no blank at its ends, no formula;
no path that leads upwards."""


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            description='The version that was read, as in ETag: "3"',
            max_length=20,
        ),
    ] = None,
) -> int:
    if if_match is None:
        raise RefusedError(428, phrase("refusal.version_missing"), field="If-Match")
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise RefusedError(400, phrase("refusal.version_malformed"), field="If-Match")
    return int(match[1])


async def _week(
    week: Annotated[date, Path(description="First date of the week", json_schema_extra=CENTURY)],
) -> date:
    if not 2000 <= week.year < 2100:
        raise RefusedError(422, phrase("refusal.week_out_of_range"), field="week")
    return week


@dataclass(frozen=True, slots=True)
class Once:
    """Does a POST once per Idempotency-Key, and answers it the same every time."""

    access: Access
    key: str | None
    request_sha256: str

    def earlier(self, tx: Any) -> Response | None:
        """Give the answer to the same request, if there was one: before long work for another."""
        if self.key is None:
            return None
        found = recall(tx, self.access.user.name, self.key, self.request_sha256)
        if found is None:
            return None
        headers = {**found.headers, "Idempotent-Replay": "true"}
        return Response(found.body, found.status, headers, "application/json")

    def __call__(self, tx: Any, status: int, effect: Callable[[], Reply]) -> Response:
        """Give the earlier answer, or do it now and keep the answer in the same transaction."""
        if self.key is None:
            return effect().response(status)
        earlier = self.earlier(tx)
        if earlier is not None:
            return earlier
        reply = effect()
        response = reply.response(status)
        kept = {
            name: response.headers[name]
            for name in ("etag", "location")
            if name in response.headers
        }
        repeated = response if reply.kept is None else replace(reply, body=reply.kept).response()
        answer = KeptAnswer(status, kept, bytes(repeated.body))
        remember(tx, self.access.user.name, self.key, self.request_sha256, answer)
        return response

    def worked_out(
        self,
        store: Database,
        status: int,
        prepare: Callable[[Any], T],
        effect: Callable[[Any, T], Reply],
        *,
        turn: str | None = None,
    ) -> Response:
        """Prepare on one view, while others write, what the effect then stores; all of it once."""

        def once(tx: Any) -> T | Response:
            earlier = self.earlier(tx)
            return prepare(tx) if earlier is None else earlier

        def store_it(tx: Any, found: T | Response) -> Response:
            if isinstance(found, Response):
                return found
            return self(tx, status, lambda: effect(tx, found))

        return work_out(store, once, store_it, turn=turn)


async def _once(
    request: Request,
    access: SignedIn,
    idempotency_key: Annotated[
        str | None,
        Header(description="The same key twice has one effect", max_length=100, pattern=PLAIN),
    ] = None,
) -> Once:
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    digest.update(await request.body())
    return Once(access, idempotency_key, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of a listing."""

    after: str | None
    limit: int


async def _page(
    after: Annotated[
        str | None,
        Query(description="`next` of the page before", max_length=200, pattern=PRINTABLE),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Slice:
    return Slice(after, limit)


def week_days(week: date) -> list[date]:
    """List the seven dates of a week."""
    return [week + timedelta(days=offset) for offset in range(7)]


Store = Annotated[Database, Depends(_database)]
Configured = Annotated[Settings, Depends(_settings)]
IfMatch = Annotated[int, Depends(_if_match)]
OncePerKey = Annotated[Once, Depends(_once)]
Paged = Annotated[Slice, Depends(_page)]
Week = Annotated[date, Depends(_week)]
Key = Annotated[str, Path(pattern=KEY)]
Named = Annotated[str, Path(pattern=NAMED)]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
