"""Health, readiness, metrics, and the calendar feed behind its secret."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from api.access import SignedIn
from api.dependencies import Store
from api.problems import RefusedError
from api.schemas.sites import Health, Ready
from wfm.calendar_feed import CalendarShift, calendar_feed
from wfm.store.columns import now
from wfm.store.readiness import Lookout, NotReadyError
from wfm.store.rosters import shifts_in_force
from wfm.store.tokens import link_agent

router = APIRouter(tags=["operations"])
PAST, FUTURE = timedelta(days=28), timedelta(days=366)


@router.get("/health")
async def health() -> Health:
    """Tell that the process answers, however many wait for an answer of another kind."""
    return Health()


@router.get("/ready")
def ready(request: Request) -> Ready:
    """Tell that the database takes writes and has this release's tables, and that a worker lives.

    Where one of these does not hold, 503 says which, and what to do.
    """
    lookout: Lookout = request.app.state.lookout
    try:
        return Ready(worker_seconds=lookout().worker_seconds)
    except NotReadyError as error:
        raise RefusedError(503, error.said) from None


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus metrics"}},
)
def metrics(_: SignedIn) -> Response:
    """Give the metrics of all processes of this service, without personal data."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


@router.get(
    "/calendar/{secret}.ics",
    response_class=Response,
    responses={
        200: {"content": {"text/calendar": {}}, "description": "Published shifts"},
        304: {"description": "As it was"},
    },
)
def calendar(
    secret: Annotated[str, Path(max_length=100)],
    store: Store,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Give an agent's published shifts to a calendar program."""
    moment = now()
    with store.reading() as tx:
        site, agent = link_agent(tx, secret)
        shifts = shifts_in_force(tx, site, agent, moment - PAST, moment + FUTURE)
    feed = calendar_feed(site, agent, [
        CalendarShift(s.date, s.ordinal, s.start, s.end, s.sequence, s.published_at)
        for s in shifts
    ])  # fmt: skip
    tag = f'"{hashlib.sha256(feed).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=300"}
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(feed, media_type="text/calendar; charset=utf-8", headers=headers)
