"""A site's files: tried first, row by row, then taken in; what was taken in, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Form, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import KEY, Key, Store
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from api.routes.imports import Winner
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.store.imports import (
    imports_of,
    keep_upload,
    plan_roll_back,
    roll_back,
    standing_import,
)
from wfm.store.runs import create_run
from wfm.store.site_merge import RowReport
from wfm.store.sites import load_site_core, site_keys, site_zone
from wfm.store.work_out import work_out

router = page_router("/sites")


@router.get("/new")
def new_site(access: SignedIn, key: Annotated[str, Query(max_length=64, pattern=KEY)]) -> Response:
    """Lead to the import that makes a site."""
    access.check_site(key)
    return RedirectResponse(f"{PAGES}/sites/{key}/imports", 303)


@router.get("/{site}/imports")
def imports_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """List what was taken in, with a form for more."""
    access.check_site(site)
    return _page(request, site, access, store)


def _page(
    request: Request,
    site: str,
    access: Access,
    store: Database,
    left: Sequence[RowReport] = (),
    wrong: Exception | None = None,
) -> Response:
    with store.reading() as tx:
        known = site in site_keys(tx)
        found = imports_of(tx, site, 20) if known else []
        zone = site_zone(tx, site) if known else None
        name = load_site_core(tx, site).name if known else site
        standing = standing_import(tx, site)
    return render(
        request, "imports/imports.html", access, here="page.nav.imports", site=site,
        known=known, imports=found, zone=zone, name=name, standing=standing, left=left,
        wrong=() if wrong is None else reasons(request, wrong),
        status_code=200 if wrong is None else status_of(wrong),
    )  # fmt: skip


@router.post("/{site}/imports")
def add_import(
    site: Key,
    access: SignedIn,
    store: Store,
    file: UploadFile,
    dry_run: Annotated[str, Form(pattern="^(yes)?$")] = "",
    retire: Annotated[str, Form(pattern="^(yes)?$")] = "",
    conflicts: Annotated[Winner, Form()] = Winner.SERVICE,
) -> Response:
    """Try the files, or take them in, in the background; lead to the run."""
    access.check_site(site)
    content = file.file.read()
    with store.writing() as tx:
        parameters = {
            "upload": keep_upload(tx, content), "dry_run": bool(dry_run),
            "retire": bool(retire), "conflicts": conflicts,
        }  # fmt: skip
        run = create_run(tx, access.actor, site, "import", parameters)
    return RedirectResponse(f"{PAGES}/sites/{site}/runs/{run.id}", 303)


@router.post("/{site}/imports/{import_id}/rollback")
def take_back(
    request: Request, site: Key, import_id: Key, access: SignedIn, store: Store
) -> Response:
    """Take the latest import back; tell which rows stay, and why."""
    access.check_site(site)
    try:
        _, left = work_out(
            store,
            lambda tx: plan_roll_back(tx, site, import_id),
            lambda tx, planned: roll_back(tx, access.actor, site, import_id, planned),
        )
    except ConflictError as error:
        return _page(request, site, access, store, wrong=error)
    if left:
        return _page(request, site, access, store, left)
    return RedirectResponse(f"{PAGES}/sites/{site}/imports", 303)
