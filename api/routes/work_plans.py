"""Work plans."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Paged, Store
from api.replies import Reply, check_key, next_key, tagged
from api.schemas.fields import Listing
from api.schemas.work_plans import WorkPlanBody, WorkPlanView
from wfm.model import ActivityRule, WorkPlan
from wfm.store.entities import Stored
from wfm.store.people import WORK_PLAN

router = APIRouter(prefix="/sites/{site}", tags=["people"])


@router.get("/work-plans")
def list_work_plans(
    site: Key, access: SignedIn, store: Store, page: Paged
) -> Listing[WorkPlanView]:
    """List work plans by name."""
    access.check_site(site)
    with store.reading() as tx:
        plans = WORK_PLAN.page(tx, site, after=page.after, limit=page.limit)
    return Listing(items=[_work_plan(plan) for plan in plans], next=next_key(plans, page.limit))


@router.post("/work-plans", status_code=201, response_model=WorkPlanView)
def add_work_plan(
    site: Key, body: WorkPlanBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Add a work plan."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            plan = WORK_PLAN.create(tx, access.actor, site, body.name, _plan_of(body))
            return Reply(_work_plan(plan), plan.version, f"/sites/{site}/work-plans/{plan.key}")

        return once(tx, 201, effect)


@router.get("/work-plans/{work_plan}")
def one_work_plan(
    site: Key, work_plan: Key, access: SignedIn, store: Store, response: Response
) -> WorkPlanView:
    """One work plan."""
    access.check_site(site)
    with store.reading() as tx:
        found = WORK_PLAN.get(tx, site, work_plan)
    return tagged(response, found.version, _work_plan(found))


@router.put("/work-plans/{work_plan}")
def set_work_plan(
    site: Key,
    work_plan: Key,
    body: WorkPlanBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> WorkPlanView:
    """Change a work plan."""
    access.check_site(site)
    check_key("name", work_plan, body.name)
    with store.writing() as tx:
        plan = _plan_of(body)
        changed = WORK_PLAN.change(
            tx, access.actor, site, work_plan, version, plan, active=body.active
        )
    return tagged(response, changed.version, _work_plan(changed))


def _work_plan(stored: Stored[WorkPlan]) -> WorkPlanView:
    plan = asdict(stored.value) | {"weekdays": sorted(stored.value.weekdays)}
    return WorkPlanView(**plan, active=stored.active, version=stored.version)


def _plan_of(body: WorkPlanBody) -> WorkPlan:
    values = body.model_dump(exclude={"active", "activities"})
    rules = [
        ActivityRule(**{**rule.model_dump(), "shift_minutes": tuple(rule.shift_minutes)})
        for rule in body.activities
    ]
    values |= {"shift_minutes": tuple(body.shift_minutes), "activities": tuple(rules)}
    return WorkPlan(**{**values, "weekdays": frozenset(body.weekdays)})
