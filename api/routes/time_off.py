"""Time off."""

from __future__ import annotations

from dataclasses import asdict
from uuid import uuid4

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Paged, Store
from api.reach import within_reach
from api.replies import Reply, next_key, tagged
from api.schemas.fields import Listing
from api.schemas.people import TimeOffBody, TimeOffView
from wfm.model import TimeOff
from wfm.service.leave.waitlist import ended_with, judge_waitlist
from wfm.store.entities import Stored
from wfm.store.people import AGENT, TIME_OFF_ENTRY, time_off_of_teams

router = APIRouter(prefix="/sites/{site}", tags=["people"])


@router.get("/time-off")
def list_time_off(site: Key, access: SignedIn, store: Store, page: Paged) -> Listing[TimeOffView]:
    """List absences of the agents within reach."""
    access.check_site(site)
    with store.reading() as tx:
        absences = time_off_of_teams(tx, site, access.teams, page.after, page.limit)
    return Listing(items=[_time_off(a) for a in absences], next=next_key(absences, page.limit))


@router.post("/time-off", status_code=201, response_model=TimeOffView)
def add_time_off(
    site: Key, body: TimeOffBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Approve an absence."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            access.check_agent(AGENT.get(tx, site, body.agent_id))
            key = uuid4().hex
            absence = TIME_OFF_ENTRY.create(tx, access.actor, site, key, _absence_of(body))
            return Reply(_time_off(absence), absence.version, f"/sites/{site}/time-off/{key}")

        return once(tx, 201, effect)


@router.get("/time-off/{entry}")
def one_time_off(
    site: Key, entry: Key, access: SignedIn, store: Store, response: Response
) -> TimeOffView:
    """One absence."""
    access.check_site(site)
    with store.reading() as tx:
        found = within_reach(tx, access, site, TIME_OFF_ENTRY, entry, _agents)
    return tagged(response, found.version, _time_off(found))


@router.put("/time-off/{entry}")
def set_time_off(
    site: Key,
    entry: Key,
    body: TimeOffBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> TimeOffView:
    """Change or withdraw an absence."""
    access.check_site(site)
    with store.writing() as tx:
        within_reach(tx, access, site, TIME_OFF_ENTRY, entry, _agents)
        access.check_agent(AGENT.get(tx, site, body.agent_id))
        changed = TIME_OFF_ENTRY.change(
            tx, access.actor, site, entry, version, _absence_of(body), active=body.active
        )
        ended_with(tx, access.actor, site, entry)
    judge_waitlist(store, access.actor, site)
    return tagged(response, changed.version, _time_off(changed))


def _agents(absence: TimeOff) -> tuple[str]:
    return (absence.agent_id,)


def _time_off(stored: Stored[TimeOff]) -> TimeOffView:
    return TimeOffView(
        id=stored.key, **asdict(stored.value), active=stored.active, version=stored.version
    )


def _absence_of(body: TimeOffBody) -> TimeOff:
    return TimeOff(**body.model_dump(exclude={"active"}))
