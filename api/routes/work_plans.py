"""Work plans."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, Named, OncePerKey, Paged, Store
from api.references import Named as Reference
from api.references import refuse_unknown
from api.replies import Reply, check_key, next_key, tagged
from api.schemas.fields import Listing
from api.schemas.noted import notes_on
from api.schemas.work_plans import WorkPlanBody, WorkPlanView
from wfm.errors import InputError, InputProblem
from wfm.model import WorkPlan
from wfm.scheduling.rules.rotation import RotationSettings
from wfm.scheduling.rules.settings import Fault
from wfm.scheduling.rules.work_plan import document_of, faults_of, plan_of_document
from wfm.store.entities import Stored
from wfm.store.people import AGENT, WORK_PLAN

router = APIRouter(prefix="/sites/{site}", tags=["people"])


@router.get("/work-plans")
def list_work_plans(
    site: Key, access: SignedIn, store: Store, page: Paged
) -> Listing[WorkPlanView]:
    """List work plans by name."""
    access.check_site(site)
    with store.reading() as tx:
        plans = WORK_PLAN.page(tx, site, after=page.after, limit=page.limit)
    return Listing(items=[work_plan_view(plan) for plan in plans], next=next_key(plans, page.limit))


@router.post("/work-plans", status_code=201, response_model=WorkPlanView)
def add_work_plan(
    site: Key, body: WorkPlanBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Add a work plan."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            asked = plan_of(body)
            refuse_unknown(tx, site, agents_named_by(asked))
            plan = WORK_PLAN.create(tx, access.actor, site, body.name, asked)
            return Reply(work_plan_view(plan), plan.version, f"/sites/{site}/work-plans/{plan.key}")

        return once(tx, 201, effect)


@router.get("/work-plans/{work_plan:path}")
def one_work_plan(
    site: Key, work_plan: Named, access: SignedIn, store: Store, response: Response
) -> WorkPlanView:
    """One work plan."""
    access.check_site(site)
    with store.reading() as tx:
        found = WORK_PLAN.get(tx, site, work_plan)
    return tagged(response, found.version, work_plan_view(found))


@router.put("/work-plans/{work_plan:path}")
def set_work_plan(
    site: Key,
    work_plan: Named,
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
        plan = plan_of(body)
        refuse_unknown(tx, site, agents_named_by(plan))
        changed = WORK_PLAN.change(
            tx, access.actor, site, work_plan, version, plan, active=body.active
        )
    return tagged(response, changed.version, work_plan_view(changed))


def agents_named_by(plan: WorkPlan) -> Iterator[Reference]:
    """Give the agents to whom a work plan refers."""
    for line in RotationSettings.of(plan).rotation_lines:
        yield from ((AGENT, agent) for agent in sorted(line.agents))


def work_plan_view(stored: Stored[WorkPlan]) -> WorkPlanView:
    """Show a stored work plan."""
    return WorkPlanView(
        **document_of(stored.value), active=stored.active, version=stored.version,
        notes=notes_on(stored.value),
    )  # fmt: skip


def plan_of(body: WorkPlanBody) -> WorkPlan:
    """Make the work plan; whatever contradicts itself in it is refused at once."""
    plan = plan_of_document(body.model_dump())
    problems = [InputProblem(f.what, f.remedy, field=_place(f)) for f in faults_of(plan)]
    if problems:
        raise InputError(problems)
    return plan


def _place(fault: Fault) -> str:
    return f"{fault.table}.{fault.record}.{fault.field}" if fault.table else fault.field
