"""The live board: everybody within reach, who is out first, and deviations authorised from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router
from api.pages.week.page import once
from api.problems import RefusedError
from api.routes.grading import authorise_exception
from api.routes.live import Following, live
from api.schemas.adherence import ExceptionBody
from wfm.store.database import Database
from wfm.store.sites import site_zone
from wfm.words import phrase

router = page_router("/sites/{site}/live")
FIRST: Final = ("out", "unscheduled", "unknown", "neutral", "in", "ignored", "not_scheduled")
"""Statuses in the order of how soon somebody has to look."""


@router.get("")
def live_page(
    request: Request, site: Key, access: SignedIn, store: Store, follower: Following
) -> Response:
    """Show the board; the script asks for it anew every few seconds."""
    return _page(request, site, access, store, follower, "live/live.html")


@router.get("/board")
def live_board(
    request: Request, site: Key, access: SignedIn, store: Store, follower: Following
) -> Response:
    """Give the part of the page that changes."""
    return _page(request, site, access, store, follower, "live/board.html")


@router.post("/authorise")
def authorise_deviation(
    site: Key,
    access: SignedIn,
    store: Store,
    agent: Annotated[str, Form(max_length=200)],
    since: Annotated[datetime, Form()],
    minutes: Annotated[int, Form(ge=1, le=720)],
    reason: Annotated[str, Form(min_length=1, max_length=200)],
) -> Response:
    """Let a deviation count as in, from when it began on for so long."""
    if since.tzinfo is None:
        raise RefusedError(422, phrase("refusal.offset_missing"))
    body = ExceptionBody(
        agent_id=agent, start=since, end=since + timedelta(minutes=minutes), reason=reason
    )
    authorise_exception(site, body, access, store, once(access))
    return RedirectResponse(f"{PAGES}/sites/{site}/live", 303)


def _page(
    request: Request, site: str, access: Access, store: Database, follower: Following, template: str
) -> Response:
    found = live(site, access, follower)
    with store.reading() as tx:
        zone = site_zone(tx, site)
    on = [agent for agent in found.agents if agent.status != "not_scheduled"]
    agents = sorted(on, key=lambda a: (FIRST.index(a.status), a.since, a.agent_name))
    known = found.made_with.complete_until
    return render(
        request, template, access, here="page.nav.live", site=site,
        found=found, agents=agents, zone=zone, known=known,
        silent=bool(on) and all(one.silent_since for one in found.sources if one.latest),
        counts=[(status, found.counts.get(status, 0)) for status in FIRST],
        minutes={a.agent_id: int((found.at - a.since) / timedelta(minutes=1)) for a in on},
    )  # fmt: skip
