"""The running day against the schedule: as it is now, and as a stream of what changes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final
from zlib import crc32

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access import Access, SignedIn, authorise
from api.dependencies import Key
from api.problems import RefusedError
from api.reports import figures_view
from api.schemas.adherence import MadeWith
from api.schemas.live import AgentNowView, BoardView, LiveView, SourceView
from api.schemas.states import refused_view

if TYPE_CHECKING:
    from wfm.adherence.live import AgentNow
    from wfm.service.live_day import Follower, Now

router = APIRouter(prefix="/sites/{site}/live", tags=["planned against actual"])
EVERY: Final = 1.0
"""Seconds between two looks at the store."""
CHECKED: Final = timedelta(seconds=15)
"""How long a stream goes on before its reader's right to it is checked again."""
LONGEST: Final = 900


async def _follower(request: Request, site: Key, access: SignedIn) -> Any:
    """Follow the site, as one for all who watch it through this process."""
    from wfm.service.live_day import Followers

    access.check_site(site)
    state = request.app.state
    if not hasattr(state, "followers"):
        state.followers = Followers(state.database)
    return await asyncio.to_thread(state.followers.of, site)


Following = Annotated[Any, Depends(_follower)]
"""`wfm.service.live_day.Follower`; its type is not loaded with the service."""


@router.get("")
def live(site: Key, access: SignedIn, follower: Following) -> LiveView:
    """Where everybody is now, against the schedule: in, out since, unscheduled, unknown."""
    now, overall = follower.day(access.teams)
    board = _board(follower, access, now, now.agents)
    return LiveView(
        **board.model_dump(),
        site=site,
        day=now.basis.day,
        counts=Counter(agent.status for agent in board.agents),
        teams=None if access.teams is None else sorted(access.teams),
        overall=figures_view(overall),
    )


@router.get("/stream", response_class=EventSourceResponse)
async def stream(
    request: Request,
    access: SignedIn,
    follower: Following,
    seconds: Annotated[
        int, Query(ge=0, le=LONGEST, description="Ends after this time; then come again")
    ] = LONGEST,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Send the board, then every change of it as it happens.

    An event `board` has everybody within reach, `change` those who changed. Whoever comes again
    with Last-Event-ID gets what changed since, or the whole board where that cannot be said.
    """
    begun = checked = datetime.now(UTC)
    before: Now | None = None
    while True:
        now: Now = await asyncio.to_thread(follower.now)
        event = _told(follower, access, before, now, last_event_id)
        before, last_event_id = now, None
        if event is not None:
            yield event
        if now.at - begun >= timedelta(seconds=seconds):
            return
        await asyncio.sleep(EVERY)
        if now.at - checked >= CHECKED:
            checked = now.at
            if not await asyncio.to_thread(_may_go_on, request):
                return


def _told(
    follower: Follower, access: Access, before: Now | None, now: Now, last_id: str | None
) -> ServerSentEvent | None:
    """Give the event for what is new; None where nothing is."""
    agents, whole = now.agents, False
    if before is not None and before.basis == now.basis:
        known = set(before.agents)
        agents = tuple(agent for agent in now.agents if agent not in known)
    elif (instant := _nothing_came_since(last_id, now)) is not None:
        agents = _changed_since(now, instant)
    else:
        whole = True
    board = _board(follower, access, now, agents)
    if not whole and not board.agents and (before is None or _troubles(before) == _troubles(now)):
        return None
    return ServerSentEvent(data=board, event="board" if whole else "change", id=_id(now))


def _id(now: Now) -> str:
    return f"{_known(now)}@{int(now.at.timestamp())}"


def _known(now: Now) -> str:
    basis = now.basis
    troubles = crc32(repr(_troubles(now)).encode())
    numbers = (now.sequence, *basis.schedules, basis.revision, basis.grading, troubles)
    return ".".join(map(str, numbers))


def _nothing_came_since(last_id: str | None, now: Now) -> datetime | None:
    """Give the instant of an id since which only the clock moved on, for agents and sources."""
    known, _, second = (last_id or "").partition("@")
    if known != _known(now) or not second.isdigit() or len(second) > len("9999999999"):
        return None
    instant = datetime.fromtimestamp(int(second), UTC)
    return instant if instant <= now.at else None


def _changed_since(now: Now, instant: datetime) -> tuple[AgentNow, ...]:
    """Give who may have changed: what was within the tolerance then may have outlasted it."""
    since = instant - timedelta(seconds=now.stamp.tolerance_seconds)
    return tuple(agent for agent in now.agents if agent.changed >= since)


def _board(follower: Follower, access: Access, now: Now, agents: Sequence[AgentNow]) -> BoardView:
    people = follower.people
    items = [
        AgentNowView(**asdict(a), agent_name=people[a.agent_id].name, team=people[a.agent_id].team)
        for a in agents
        if access.sees_team(people[a.agent_id].team)
    ]
    made_with = MadeWith(**asdict(now.stamp))
    return BoardView(at=now.at, made_with=made_with, sources=_sources(now), agents=items)


def _troubles(now: Now) -> list[tuple[object, ...]]:
    """Give what of the sources is worth a word to whoever watches."""
    return [
        (one.source_id, one.silent_since, one.refused_batches, one.unknown_agents, one.unmapped)
        for one in _sources(now)
    ]


def _sources(now: Now) -> list[SourceView]:
    heard = {source.source_id: asdict(source) for source in now.sources}
    refused = {name: refused_view(found) for name, found in now.refused.items()}
    return [
        SourceView(**{"source_id": name, **heard.get(name, {}), **refused.get(name, {})})
        for name in sorted(heard.keys() | refused.keys())
    ]


def _may_go_on(request: Request) -> bool:
    """Whether the reader may still read: the account active, the token neither old nor revoked."""
    try:
        return authorise(request) is not None
    except RefusedError:
        return False
