"""An agent's own leave: balances, requests, what a request would meet, and withdrawal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Access, SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.replies import Reply
from api.routes.me import own_agent
from api.schemas.fields import Listing
from api.schemas.leave import (
    JudgementView,
    LeaveBody,
    LeaveRequestView,
    MyLeave,
    balance_view,
)
from wfm.service.leave.judge import LeaveDesk
from wfm.service.leave.requests import (
    ToWithdraw,
    Wanted,
    ask,
    to_ask,
    to_withdraw,
    tried,
    withdraw,
)
from wfm.service.leave.waitlist import judge_waitlist
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.entities import Stored
from wfm.store.errors import NotFoundError
from wfm.store.leave import LEAVE_REQUEST, LeaveRequest, requests_of
from wfm.store.work_out import work_out

router = APIRouter(prefix="/me", tags=["me"])
Year = Annotated[int | None, Query(ge=2000, le=2099)]


@router.get("/leave")
def my_leave(access: SignedIn, store: Store, year: Year = None) -> MyLeave:
    """One's accounts of leave in a year, this one unless another is named."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        desk = LeaveDesk(tx, site, now())
        found = desk.balances(agent, year or desk.today.year)
    return MyLeave(types=list(desk.types), balances=[balance_view(each) for each in found])


@router.get("/leave-requests")
def my_requests(access: SignedIn, store: Store) -> Listing[LeaveRequestView]:
    """One's own requests, latest leave first."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        found = requests_of(tx, site, agent)
    return Listing(items=[LeaveRequestView.of(stored) for stored in found])


@router.post("/leave-requests", status_code=201, response_model=LeaveRequestView)
def ask_for_leave(body: LeaveBody, access: SignedIn, store: Store, once: OncePerKey) -> Response:
    """Ask for leave; what the limits decide is decided at once."""
    site, agent = own_agent(access)
    wanted = Wanted(agent, **body.model_dump())

    def effect(tx: Connection, ready: LeaveDesk) -> Reply:
        made = ask(tx, access.actor, site, wanted, ready)
        return Reply(LeaveRequestView.of(made), made.version)

    return once.worked_out(store, 201, lambda tx: to_ask(tx, site, wanted), effect, turn=site)


@router.post("/leave-requests/try")
def try_leave(body: LeaveBody, access: SignedIn, store: Store) -> JudgementView:
    """See what a request would meet; nothing is asked for."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        return JudgementView.of(tried(tx, site, Wanted(agent, **body.model_dump())))


@router.post("/leave-requests/{request}/withdraw")
def withdraw_leave(request: Key, access: SignedIn, store: Store) -> LeaveRequestView:
    """Withdraw a request, or leave that has not begun."""
    return LeaveRequestView.of(withdrawn(store, access, request))


def withdrawn(store: Database, access: Access, request: str) -> Stored[LeaveRequest]:
    """Withdraw one's own leave, and let others follow who wait for that time."""
    site, agent = own_agent(access)

    def ready(tx: Connection) -> ToWithdraw:
        check_own(tx, site, agent, request)
        return to_withdraw(tx, site, request)

    def effect(tx: Connection, found: ToWithdraw) -> Stored[LeaveRequest]:
        return withdraw(tx, access.actor, site, request, ready=found)

    done = work_out(store, ready, effect, turn=site)
    if done.value.time_off is not None:
        judge_waitlist(store, access.actor, site)
    return done


def check_own(tx: Connection, site: str, agent: str, request: str) -> None:
    """Hide the requests of others: they look as if they did not exist."""
    if LEAVE_REQUEST.get(tx, site, request).value.agent_id != agent:
        raise NotFoundError(LEAVE_REQUEST.kind, request)
