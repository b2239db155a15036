"""How a site grades adherence, and the deviations that supervisors authorise."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Paged, Store
from api.reach import within_reach
from api.replies import Reply, next_key, tagged
from api.schemas.adherence import ExceptionBody, ExceptionView, GradingBody, GradingView
from api.schemas.fields import Listing
from wfm.store.entities import Stored
from wfm.store.people import AGENT
from wfm.store.sites import load_site_core
from wfm.store.states_grading import (
    EXCEPTION,
    Authorised,
    Grading,
    exceptions_of_teams,
    grading,
    set_grading,
)

router = APIRouter(prefix="/sites/{site}", tags=["planned against actual"])


@router.get("/grading")
def one_grading(site: Key, access: SignedIn, store: Store, response: Response) -> GradingView:
    """How adherence is graded now; version 0 is the site's own state map and the default method."""
    access.check_site(site)
    with store.reading() as tx:
        chosen, number = grading(tx, site)
        return tagged(response, number, _grading(tx, site, chosen, number))


@router.put("/grading")
def change_grading(
    site: Key,
    body: GradingBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> GradingView:
    """Grade otherwise: all figures are computed again, the earlier ones stay in the trail."""
    access.check_site(site)
    given = body.model_dump(mode="json")
    given["impacts"] = tuple(map(tuple, given["impacts"]))
    given["productive"] = tuple(given["productive"])
    chosen = Grading(**given)
    with store.writing() as tx:
        number = set_grading(tx, access.actor, site, version, chosen)
        return tagged(response, number, _grading(tx, site, chosen, number))


@router.get("/exceptions")
def list_exceptions(
    site: Key, access: SignedIn, store: Store, page: Paged
) -> Listing[ExceptionView]:
    """List authorised exceptions of the agents within reach."""
    access.check_site(site)
    with store.reading() as tx:
        found = exceptions_of_teams(tx, site, access.teams, page.after, page.limit)
    return Listing(items=[_view(one) for one in found], next=next_key(found, page.limit))


@router.post("/exceptions", status_code=201, response_model=ExceptionView)
def authorise_exception(
    site: Key, body: ExceptionBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Authorise a deviation: it counts as in."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            access.check_agent(AGENT.get(tx, site, body.agent_id))
            key = uuid4().hex
            value = _authorised(body, access.actor)
            made = EXCEPTION.create(tx, access.actor, site, key, value)
            return Reply(_view(made), made.version, f"/sites/{site}/exceptions/{key}")

        return once(tx, 201, effect)


@router.get("/exceptions/{entry}")
def one_exception(
    site: Key, entry: Key, access: SignedIn, store: Store, response: Response
) -> ExceptionView:
    """One authorised exception."""
    access.check_site(site)
    with store.reading() as tx:
        found = within_reach(tx, access, site, EXCEPTION, entry, _agents)
    return tagged(response, found.version, _view(found))


@router.put("/exceptions/{entry}")
def change_exception(
    site: Key,
    entry: Key,
    body: ExceptionBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> ExceptionView:
    """Change or withdraw an authorised exception."""
    access.check_site(site)
    with store.writing() as tx:
        within_reach(tx, access, site, EXCEPTION, entry, _agents)
        access.check_agent(AGENT.get(tx, site, body.agent_id))
        value = _authorised(body, access.actor)
        changed = EXCEPTION.change(
            tx, access.actor, site, entry, version, value, active=body.active
        )
    return tagged(response, changed.version, _view(changed))


def _grading(tx: Any, site: str, chosen: Grading, number: int) -> GradingView:
    from wfm.adherence.mapping import mapping_version
    from wfm.service.adherence_reports import site_policy

    policy = site_policy(load_site_core(tx, site), chosen)
    return GradingView(
        **asdict(chosen),
        state_map=dict(policy.states.codes),
        mapping_version=mapping_version(policy.states, policy.table),
        version=number,
    )


def _agents(exception: Authorised) -> tuple[str]:
    return (exception.agent_id,)


def _authorised(body: ExceptionBody, actor: str) -> Authorised:
    return Authorised(**body.model_dump(exclude={"active"}), authorised_by=actor)


def _view(stored: Stored[Authorised]) -> ExceptionView:
    return ExceptionView(
        id=stored.key, **asdict(stored.value), active=stored.active, version=stored.version
    )
