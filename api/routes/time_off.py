"""Time off."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Paged, Store
from api.reach import within_reach
from api.replies import Reply, next_key, tagged
from api.schemas.fields import Listing
from api.schemas.people import TimeOffBody, TimeOffView
from wfm.model import TimeOff
from wfm.service.leave.entered import Entered, change, enter, to_enter
from wfm.service.leave.waitlist import ended_with, judge_waitlist
from wfm.service.offers.places_back import returned_with
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.people import AGENT, TIME_OFF_ENTRY, time_off_of_teams
from wfm.store.work_out import work_out

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
    """Enter an absence; in published weeks it takes the agent's shifts, which are open then."""
    access.check_site(site)
    absence = _absence_of(body)

    def judged(tx: Connection) -> Entered:
        access.check_agent(AGENT.get(tx, site, body.agent_id))
        return to_enter(tx, site, None, absence)

    def effect(tx: Connection, found: Entered) -> Reply:
        access.check_agent(AGENT.get(tx, site, body.agent_id))
        made = enter(tx, access.actor, site, absence, found)
        return Reply(_time_off(made), made.version, f"/sites/{site}/time-off/{made.key}")

    return once.worked_out(store, 201, judged, effect, turn=site)


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
    """Change or withdraw an absence: the published weeks follow."""
    access.check_site(site)
    absence = _absence_of(body)

    def current(tx: Connection) -> Stored[TimeOff]:
        access.check_agent(AGENT.get(tx, site, body.agent_id))
        return within_reach(tx, access, site, TIME_OFF_ENTRY, entry, _agents)

    def judged(tx: Connection) -> Entered:
        stored = current(tx)
        before = stored.value if stored.active else None
        return to_enter(tx, site, before, absence if body.active else None)

    def effect(tx: Connection, found: Entered) -> Stored[TimeOff]:
        current(tx)
        done = change(tx, access.actor, site, entry, version, absence, found, active=body.active)
        ended_with(tx, access.actor, site, entry)
        returned_with(tx, access.actor, site, entry)
        return done

    changed = work_out(store, judged, effect, turn=site)
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
