"""Sites, their imports, runs and audit trail."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from api.access import SignedIn
from api.dependencies import Key, OncePerKey, Reply, Store
from api.problems import RefusedError
from api.schemas import AuditView, ImportView, Listing, Moment, RunView, SiteView
from wfm.model import Site
from wfm.store.audit import trail
from wfm.store.runs import Run, create_run, get_run, request_cancel, runs_of
from wfm.store.sites import (
    Import,
    get_import,
    imports_of,
    keep_upload,
    load_site_core,
    roll_back,
    site_keys,
)

router = APIRouter(prefix="/sites", tags=["sites"])
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = b"PK\x03\x04"


@router.get("")
def list_sites(access: SignedIn, store: Store) -> Listing[SiteView]:
    """List the sites within reach."""
    with store.reading() as tx:
        keys = [key for key in site_keys(tx) if access.user.site in {None, key}]
        return Listing(items=[_site(key, load_site_core(tx, key)) for key in keys])


@router.get("/{site}")
def one_site(site: Key, access: SignedIn, store: Store) -> SiteView:
    """One site."""
    access.check_site(site)
    with store.reading() as tx:
        return _site(site, load_site_core(tx, site))


@router.get("/{site}/audit")
def audit(
    site: Key,
    access: SignedIn,
    store: Store,
    after: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Listing[AuditView]:
    """Who did what, newest first."""
    access.check_site(site)
    with store.reading() as tx:
        entries = trail(tx, site, after, limit)
    items = [
        AuditView(**{name: value for name, value in asdict(e).items() if name != "site"})
        for e in entries
    ]
    return Listing(items=items, next=str(entries[-1].id) if len(entries) == limit else None)


@router.get("/{site}/imports")
def list_imports(
    site: Key, access: SignedIn, store: Store, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Listing[ImportView]:
    """List the workbooks that were taken in, newest first."""
    access.check_site(site)
    with store.reading() as tx:
        return Listing(items=[_import(item) for item in imports_of(tx, site, limit)])


@router.post("/{site}/imports", status_code=202, response_model=RunView)
def add_import(
    site: Key,
    workbook: Annotated[bytes, Body(media_type=WORKBOOK)],
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    dry_run: Annotated[bool, Query()] = False,
) -> Response:
    """Read a site workbook in the background: everything that is wrong, or all of it taken in.

    A dry run only looks. The same workbook twice in a row is one import.
    """
    access.check_site(site)
    if not workbook.startswith(ZIP):
        raise RefusedError(415, "an .xlsx workbook is expected", field="body")
    with store.writing() as tx:

        def effect() -> Reply:
            parameters = {"upload": keep_upload(tx, workbook), "dry_run": dry_run}
            return accepted(create_run(tx, access.actor, site, "import", parameters))

        return once(tx, 202, effect)


@router.get("/{site}/imports/{import_id}")
def one_import(
    site: Key, import_id: Key, access: SignedIn, store: Store, response: Response
) -> ImportView:
    """One import."""
    access.check_site(site)
    with store.reading() as tx:
        found = get_import(tx, site, import_id)
    response.headers["ETag"] = f'"{found.version}"'
    return _import(found)


@router.post("/{site}/imports/{import_id}/rollback", response_model=ImportView)
def undo_import(
    site: Key, import_id: Key, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Put the site back as it was before its latest import, unless it was changed since."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            undone = roll_back(tx, access.actor, site, import_id)
            return Reply(_import(undone), undone.version)

        return once(tx, 200, effect)


@router.get("/{site}/runs")
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


@router.get("/{site}/runs/{run}")
def one_run(site: Key, run: Key, access: SignedIn, store: Store, response: Response) -> RunView:
    """How far a piece of work is, and what came out."""
    access.check_site(site)
    with store.reading() as tx:
        found = get_run(tx, site, run)
    response.headers["ETag"] = f'"{found.version}"'
    return run_view(found)


@router.post("/{site}/runs/{run}/cancel", status_code=202)
def cancel(site: Key, run: Key, access: SignedIn, store: Store) -> RunView:
    """Stop a piece of work; the best schedule it has so far becomes a draft."""
    access.check_site(site)
    with store.writing() as tx:
        return run_view(request_cancel(tx, access.actor, site, run))


def accepted(run: Run) -> Reply:
    """Answer that a run will do the work, and where to follow it."""
    return Reply(run_view(run), run.version, f"/sites/{run.site}/runs/{run.id}")


def run_view(run: Run) -> RunView:
    """Show a run; the best schedule itself stays inside."""
    return RunView.model_validate(asdict(run))


def _site(key: str, site: Site) -> SiteView:
    return SiteView(
        key=key, name=site.name, time_zone=site.time_zone, week_start=site.week_start,
        interval_minutes=site.interval_minutes, queues=[queue.name for queue in site.queues],
    )  # fmt: skip


def _import(item: Import) -> ImportView:
    return ImportView(**{name: value for name, value in asdict(item).items() if name != "site"})
