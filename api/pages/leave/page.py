"""Leave to be decided: each request with account, allowances, heads and rules beside it."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from api.problems import RefusedError
from api.routes.leave import decided
from api.schemas.leave import DecisionBody, LeaveRuling
from wfm.service.leave.judge import LeaveDesk
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, StaleError
from wfm.store.leave import OPEN, LeaveRequest, requests_of_teams
from wfm.store.open_shifts import open_shifts
from wfm.words import phrase
from wfm.words.documents import phrase_of

router = page_router("/sites/{site}/leave")
SHOWN: Final = 30
"""Requests that are judged on one page at most: the ones that were asked for first."""


@router.get("")
def leave_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """Show the requests of agents within reach."""
    return _page(request, site, access, store)


@router.post("/{request_id}")
def decide(
    request: Request,
    site: Key,
    request_id: Key,
    access: SignedIn,
    store: Store,
    version: Annotated[int, Form(ge=1)],
    decision: Annotated[LeaveRuling, Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
    accept: Annotated[str, Form(pattern="^(yes)?$")] = "",
) -> Response:
    """Do what was decided; what speaks against it is told, and nothing is stored."""
    access.check_site(site)
    if not reason.isprintable():
        raise RefusedError(422, phrase("leave.refused.lines"), field="reason")
    try:
        body = DecisionBody(decision=decision, reason=reason, accept=bool(accept))
        decided(store, access, site, request_id, version, body)
    except (ConflictError, StaleError) as error:
        return _page(request, site, access, store, error, request_id, reason)
    return RedirectResponse(f"{PAGES}/sites/{site}/leave", 303)


def _page(
    request: Request,
    site: str,
    access: Access,
    store: Database,
    wrong: Exception | None = None,
    about: str = "",
    reason: str = "",
) -> Response:
    access.check_site(site)
    moment = now()
    with store.reading() as tx:
        desk = LeaveDesk(tx, site, moment)
        found = requests_of_teams(tx, site, access.teams, OPEN)
        found.sort(key=lambda one: (one.value.asked_at, one.key))
        shown = [_shown(desk, stored) for stored in found[:SHOWN]]
        opened = [one.value for one in open_shifts(tx, site, moment)]
    return render(
        request, "leave/leave.html", access, here="page.nav.requests", site=site,
        requests=shown, count=len(found), about=about, reason=reason,
        wrong=reasons(request, wrong) if wrong else [],
        opened=opened[:SHOWN], zone=desk.calendar.zone,
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip


def _shown(desk: LeaveDesk, stored: Stored[LeaveRequest]) -> dict[str, Any]:
    value, zone = stored.value, desk.calendar.zone
    agent = desk.agents.get(value.agent_id)
    known = agent is not None and value.leave_type in desk.types
    return {
        "key": stored.key,
        "version": stored.version,
        "name": agent.name if agent else value.agent_id,
        "team": agent.team if agent else "",
        "type": value.leave_type,
        "start": value.start.astimezone(zone),
        "end": value.end.astimezone(zone),
        "asked_at": value.asked_at.astimezone(zone),
        "status": value.status,
        "reasons": [phrase_of(each) for each in value.reasons],
        "found": desk.judge(value) if known else None,
    }
