"""Batches of agent states: small ones at once, large ones in a process of their own.

Ten thousand events take a second to check and to store; whoever reads their shifts meanwhile would
wait for it. What is wrong with a batch is said in the same words either way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from api.access import authorise
from api.apart import Apart
from api.schemas.states import IntakeView, Short, StatesBody
from wfm.errors import InputError
from wfm.model.platform import Platform
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.feed_refusals import count_refusal
from wfm.store.refusals import DatabaseBusyError
from wfm.store.sites import site_revision
from wfm.words import Phrase, english
from wfm.words.schemas import schema_said

if TYPE_CHECKING:
    import pandas as pd

    from wfm.service.state_intake import Intake

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Work = tuple[Any, ...]
"""What takes a batch in, and with what behind database and site."""
SOURCE: TypeAdapter[str] = TypeAdapter(Short)
LARGE: Final = 65_536
"""Bytes of a body from which on it is taken in apart."""


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of a large batch; what is no `view` is why there is none."""

    view: dict[str, Any] | None = None
    unfit: Sequence[Any] = ()
    """Errors of the schema."""
    wrong: InputError | None = None
    source: str = ""
    busy: Phrase | None = None


class BatchRoute(APIRoute):
    """Hands a large batch on; whatever else comes goes the usual way."""

    def get_route_handler(self) -> Handler:
        """Try that first."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            content = await request.body()
            work = _work(request, content) if len(content) > LARGE else None
            if work is None:
                try:
                    return await usual(request)
                except RequestValidationError as error:
                    await run_in_threadpool(_count_unfit, request, content, error.errors())
                    raise
            return await run_in_threadpool(_take_apart, request, work, content)

        return handle


def _work(request: Request, content: bytes) -> Work | None:
    """Say what another process is to do; None where the usual way words a refusal."""
    platform, query = request.path_params.get("platform"), request.query_params
    if platform is None:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        return (take_json, content) if kind == "application/json" and not query else None
    if platform not in set(Platform) or query.keys() - {"source_id"}:
        return None
    try:
        source = SOURCE.validate_python(query.get("source_id", platform))
    except ValidationError:
        return None
    return (take_text, platform, source or platform, content)


def _take_apart(request: Request, work: Work, content: bytes) -> Response:
    access, state = authorise(request), request.app.state
    site, database = request.path_params["site"], state.database
    if access is not None:
        access.check_site(site)
    with database.reading() as tx:
        site_revision(tx, site)
    apart: Apart = state.apart
    taken = apart(work[0], database.plain_url, site, *work[1:])
    if taken.unfit:
        _count_unfit(request, content, taken.unfit)
        raise RequestValidationError(taken.unfit)
    if taken.busy is not None:
        raise DatabaseBusyError(taken.busy)
    with counted(database, site, taken.source):
        if taken.wrong is not None:
            raise taken.wrong
    return JSONResponse(taken.view)


def _count_unfit(request: Request, content: bytes, errors: Sequence[Any]) -> None:
    """Count a batch that does not fit its schema for the source that it names, where it does."""
    if (access := authorise(request)) is not None:
        access.check_site(request.path_params["site"])
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    told = f"{place}: {english(schema_said(first))}" if place else english(schema_said(first))
    with request.app.state.database.writing() as tx:
        count_refusal(tx, request.path_params["site"], _source_of(request, content), told, now())


def _source_of(request: Request, content: bytes) -> str:
    """Give the source of an unfit batch; empty where it names none."""
    if (platform := request.path_params.get("platform")) is not None:
        named: Any = request.query_params.get("source_id", platform)
    else:
        try:
            named = json.loads(content)["events"][0]["source_id"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return ""
    try:
        return SOURCE.validate_python(named)
    except ValidationError:
        return ""


@contextmanager
def counted(store: Database, site: str, source: str) -> Iterator[None]:
    """Count a batch that is refused, so that the board tells it from silence."""
    try:
        yield
    except InputError as error:
        with store.writing() as tx:
            count_refusal(tx, site, source, str(error.problems[0]), now())
        raise


def take_json(url: str, site: str, content: bytes) -> BatchOutcome:
    """Take a batch in, as the other process does."""
    from wfm.service.state_intake import checked_batch

    try:
        body = StatesBody.model_validate(json.loads(content), from_attributes=True)
    except ValueError as error:
        return BatchOutcome(unfit=_unfit(error))
    return _taken(url, site, body.events[0].source_id, lambda: checked_batch(
        body.model_dump()["events"], body.expected
    ))  # fmt: skip


def take_text(url: str, site: str, platform: str, source: str, content: bytes) -> BatchOutcome:
    """Take a platform's batch in, as the other process does."""
    from wfm.service.state_intake import checked_text

    return _taken(url, site, source, lambda: checked_text(platform, content, source))


def _taken(url: str, site: str, source: str, checked: Callable[[], pd.DataFrame]) -> BatchOutcome:
    from wfm.service.state_intake import take

    try:
        intake = take(_database(url), site, checked())
    except InputError as error:
        return BatchOutcome(wrong=error, source=source)
    except DatabaseBusyError as error:
        return BatchOutcome(busy=error.said)
    return BatchOutcome(view(intake).model_dump(mode="json"))


def view(intake: Intake) -> IntakeView:
    """Show what became of a batch."""
    return IntakeView(
        **asdict(intake.taken),
        unmapped_codes=intake.unmapped_codes,
        unknown_agents=intake.unknown_agents,
        inactive_agents=intake.inactive_agents,
    )


def _unfit(error: ValueError) -> Sequence[Any]:
    """Say what the framework would."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_input=False)
        return [{**one, "loc": ("body", *one["loc"])} for one in found]
    place = getattr(error, "pos", 0)
    told = {"error": getattr(error, "msg", "")}
    return [
        {"type": "json_invalid", "loc": ("body", place), "msg": "JSON decode error", "ctx": told}
    ]


@lru_cache(maxsize=1)
def _database(url: str) -> Database:
    return Database(url)
