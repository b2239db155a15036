"""Long work: followed and cancelled."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import SignedIn
from api.dependencies import Key, OncePerKey, Paged, Store
from api.replies import Reply, tagged
from api.schemas.fields import Listing, Moment
from api.schemas.runs import RunView
from api.schemas.shift_views import ShiftView
from wfm.store.best_schedule import best_schedule
from wfm.store.errors import NotFoundError
from wfm.store.runs import Run, get_run, request_cancel, runs_of
from wfm.store.sites import agent_zones

router = APIRouter(prefix="/sites/{site}", tags=["sites"])


@router.get("/runs")
def list_runs(
    site: Key,
    access: SignedIn,
    store: Store,
    after: Annotated[Moment | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Listing[RunView]:
    """List long work, newest first; `after` is the `next` of the page before."""
    access.check_site(site)
    with store.reading() as tx:
        runs = runs_of(tx, site, after, limit)
    following = runs[-1].created_at.isoformat() if len(runs) == limit else None
    return Listing(items=[run_view(run) for run in runs], next=following)


@router.get("/runs/{run}")
def one_run(site: Key, run: Key, access: SignedIn, store: Store, response: Response) -> RunView:
    """How far a piece of work is, and what came out."""
    access.check_site(site)
    with store.reading() as tx:
        found = get_run(tx, site, run)
    return tagged(response, found.version, run_view(found))


@router.get("/runs/{run}/best")
def best_so_far(
    site: Key, run: Key, access: SignedIn, store: Store, page: Paged
) -> Listing[ShiftView]:
    """Shifts of the best schedule so far, agent by agent; `limit` counts agents.

    It is no draft: that comes when the run ends, also when it is cancelled.
    """
    access.check_site(site)
    with store.reading() as tx:
        get_run(tx, site, run)
        best, zones = best_schedule(tx, run), agent_zones(tx, site)
    if best is None:
        raise NotFoundError("schedule so far of run", run)
    agents = sorted({s.agent_id for s in best.shifts if s.agent_id > (page.after or "")})
    shown = set(agents[: page.limit])
    items = [ShiftView.of(shift, zones) for shift in best.shifts if shift.agent_id in shown]
    following = agents[page.limit - 1] if len(agents) > page.limit else None
    return Listing(items=items, next=following)


@router.post("/runs/{run}/cancel", status_code=202, response_model=RunView)
def cancel(site: Key, run: Key, access: SignedIn, store: Store, once: OncePerKey) -> Response:
    """Stop a piece of work; the best schedule it has so far becomes a draft."""
    access.check_site(site)
    with store.writing() as tx:
        return once(tx, 202, lambda: accepted(request_cancel(tx, access.actor, site, run)))


def accepted(run: Run) -> Reply:
    """Answer that a run will do the work, and where to follow it."""
    return Reply(run_view(run), run.version, f"/sites/{run.site}/runs/{run.id}")


def run_view(run: Run) -> RunView:
    """Show a run; the best schedule itself stays inside."""
    return RunView.model_validate(asdict(run))
