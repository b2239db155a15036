"""An agent's leave: balances, a form that shows what a request meets, what became of requests."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.my_leave.typed import Sent, TypedLeave
from api.pages.own import Own, own_of
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of, told_fields
from api.routes.me import own_agent
from api.routes.my_leave import withdrawn
from wfm.errors import InputError
from wfm.service.leave.judge import Judgement, LeaveDesk
from wfm.service.leave.requests import Wanted, ask, to_ask, tried
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.leave import OPEN, LeaveRequest, LeaveStatus, requests_of
from wfm.store.sites import site_zone
from wfm.store.work_out import work_out
from wfm.words.documents import phrase_of

router = page_router()
SHOWN: Final = 50
"""Requests that are listed at most."""
REFUSALS = (InputError, ConflictError, NotFoundError)


@router.get("/my-leave")
def leave_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Show balances, the form, and the requests."""
    return _page(request, access, store, TypedLeave())


@router.post("/my-leave/try")
def try_leave(request: Request, access: SignedIn, store: Store, typed: Sent) -> Response:
    """Show what a request would meet; nothing is asked for."""
    try:
        with store.reading() as tx:
            own = own_of(tx, access)
            found = tried(tx, own.site, _wanted(tx, own, typed))
    except REFUSALS as error:
        return _page(request, access, store, typed, wrong=error)
    return _page(request, access, store, typed, found)


@router.post("/my-leave")
def ask_for_leave(request: Request, access: SignedIn, store: Store, typed: Sent) -> Response:
    """Ask for leave; what was typed stays where it is refused."""
    site, _ = own_agent(access)

    def ready(tx: Connection) -> tuple[Wanted, LeaveDesk]:
        wanted = _wanted(tx, own_of(tx, access), typed)
        return wanted, to_ask(tx, site, wanted)

    try:
        work_out(store, ready, lambda tx, found: ask(tx, access.actor, site, *found), turn=site)
    except REFUSALS as error:
        return _page(request, access, store, typed, wrong=error)
    return RedirectResponse(f"{PAGES}/my-leave", 303)


@router.post("/my-leave/{request_id}/withdraw")
def withdraw_leave(request_id: Key, access: SignedIn, store: Store) -> Response:
    """Withdraw a request, or leave that has not begun."""
    withdrawn(store, access, request_id)
    return RedirectResponse(f"{PAGES}/my-leave", 303)


def _wanted(tx: Connection, own: Own, typed: TypedLeave) -> Wanted:
    return typed.wanted(own.agent_id, own.zone, site_zone(tx, own.site))


def _page(
    request: Request,
    access: Access,
    store: Database,
    typed: TypedLeave,
    found: Judgement | None = None,
    wrong: Exception | None = None,
) -> Response:
    moment = now()
    with store.reading() as tx:
        own = own_of(tx, access)
        desk = LeaveDesk(tx, own.site, moment)
        balances = desk.balances(own.agent_id, desk.today.year)
        mine = requests_of(tx, own.site, own.agent_id)[:SHOWN]
    fields = told_fields(request, wrong)
    return render(
        request, "my_leave/my_leave.html", access, here="page.nav.my_requests",
        own=own, types=list(desk.types), balances=balances, typed=typed, found=found,
        requests=[_shown(stored, own, moment) for stored in mine], today=desk.today,
        wrong=reasons(request, wrong) if wrong and not fields else [], fields=fields,
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip


def _shown(stored: Stored[LeaveRequest], own: Own, moment: Any) -> dict[str, Any]:
    value = stored.value
    ahead = value.status is LeaveStatus.APPROVED and value.start > moment
    return {
        "key": stored.key,
        "type": value.leave_type,
        "start": value.start.astimezone(own.zone),
        "end": value.end.astimezone(own.zone),
        "status": value.status,
        "reasons": [phrase_of(each) for each in value.reasons],
        "may_withdraw": value.status in OPEN or ahead,
    }
