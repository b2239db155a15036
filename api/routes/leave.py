"""Leave: its types, accounts and allowances, and the requests that people decide."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access import Access, SignedIn
from api.dependencies import IfMatch, Key, Paged, Store
from api.entity_routes import Resource, add_routes
from api.reach import within_reach
from api.replies import next_key, tagged
from api.schemas.fields import Listing
from api.schemas.leave import (
    DecisionBody,
    JudgedRequestView,
    JudgementView,
    LeaveAccountBody,
    LeaveAccountView,
    LeaveAllowanceBody,
    LeaveAllowanceView,
    LeaveRequestView,
    LeaveRuling,
    LeaveTypeBody,
    LeaveTypeView,
)
from wfm.service.leave import judge
from wfm.service.leave.requests import approve, put_on_waitlist, refuse, to_decide
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.entities import Stored
from wfm.store.leave import (
    LEAVE_ACCOUNT,
    LEAVE_ALLOWANCE,
    LEAVE_REQUEST,
    LEAVE_TYPE,
    OPEN,
    LeaveRequest,
    LeaveStatus,
    requests_of_teams,
)
from wfm.store.people import TEAM
from wfm.store.work_out import work_out

RESOURCES: tuple[Resource[Any], ...] = (
    Resource("leave-types", "leave", LEAVE_TYPE, LeaveTypeBody, LeaveTypeView),
    Resource(
        "leave-accounts", "leave", LEAVE_ACCOUNT, LeaveAccountBody, LeaveAccountView,
        lambda account: [account.agent_id],
        lambda account: [(LEAVE_TYPE, account.leave_type)],
    ),
    Resource(
        "leave-allowances", "leave", LEAVE_ALLOWANCE, LeaveAllowanceBody, LeaveAllowanceView,
        names=lambda allowance: [] if allowance.team is None else [(TEAM, allowance.team)],
    ),
)  # fmt: skip
router = APIRouter(prefix="/sites/{site}", tags=["leave"])
for resource in RESOURCES:
    add_routes(router, resource)
Status = Annotated[list[LeaveStatus] | None, Query()]


@router.get("/leave-requests")
def list_requests(
    site: Key, access: SignedIn, store: Store, page: Paged, status: Status = None
) -> Listing[LeaveRequestView]:
    """List requests of agents within reach; those to be decided unless states are named."""
    access.check_site(site)
    with store.reading() as tx:
        found = requests_of_teams(tx, site, access.teams, status or OPEN, page.after, page.limit)
    items = [LeaveRequestView.of(stored) for stored in found]
    return Listing(items=items, next=next_key(found, page.limit))


@router.get("/leave-requests/{request}")
def one_request(
    site: Key, request: Key, access: SignedIn, store: Store, response: Response
) -> JudgedRequestView:
    """One request, with balance, allowances, heads and rules as they stand now."""
    access.check_site(site)
    with store.reading() as tx:
        stored = visible_request(tx, access, site, request)
        return tagged(response, stored.version, judged_view(tx, site, stored))


@router.post("/leave-requests/{request}/decision")
def decide(
    site: Key,
    request: Key,
    body: DecisionBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> LeaveRequestView:
    """Approve a request, put it on the waitlist, or refuse it with the reason."""
    access.check_site(site)
    done = decided(store, access, site, request, version, body)
    return tagged(response, done.version, LeaveRequestView.of(done))


def decided(
    store: Database, access: Access, site: str, request: str, version: int, body: DecisionBody
) -> Stored[LeaveRequest]:
    """Do what was decided; judged first, unless it is refused."""

    def ready(tx: Connection) -> judge.LeaveDesk | None:
        visible_request(tx, access, site, request)
        return None if body.decision is LeaveRuling.REFUSE else to_decide(tx, site, request)

    def effect(tx: Connection, desk: judge.LeaveDesk | None) -> Stored[LeaveRequest]:
        visible_request(tx, access, site, request)
        what = (tx, access.actor, site, request, version)
        if body.decision is LeaveRuling.APPROVE:
            return approve(*what, accept=body.accept, ready=desk)
        if body.decision is LeaveRuling.WAITLIST:
            return put_on_waitlist(*what, ready=desk)
        return refuse(*what, body.reason)

    return work_out(store, ready, effect, turn=site)


def visible_request(
    tx: Connection, access: Access, site: str, request: str
) -> Stored[LeaveRequest]:
    """Give a request of an agent within reach."""
    return within_reach(tx, access, site, LEAVE_REQUEST, request, lambda one: [one.agent_id])


def judged_view(tx: Connection, site: str, stored: Stored[LeaveRequest]) -> JudgedRequestView:
    """Show a request, judged where it is still to be decided."""
    found = None
    if stored.value.status in OPEN:
        desk = judge.LeaveDesk(tx, site, now())
        found = JudgementView.of(desk.judge(stored.value))
    return JudgedRequestView(**LeaveRequestView.of(stored).model_dump(), judgement=found)
