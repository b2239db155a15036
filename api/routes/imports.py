"""Imports of sites: tried, taken in, rolled back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from api.access import SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.problems import RefusedError
from api.replies import Reply, tagged
from api.routes.runs import accepted
from api.schemas.fields import Listing
from api.schemas.runs import RunView
from api.schemas.sites import ImportView
from wfm.store.runs import create_run
from wfm.store.sites import Import, get_import, imports_of, keep_upload, roll_back

router = APIRouter(prefix="/sites/{site}", tags=["sites"])
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = b"PK\x03\x04"


@router.get("/imports")
def list_imports(
    site: Key, access: SignedIn, store: Store, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Listing[ImportView]:
    """List the workbooks that were taken in, newest first."""
    access.check_site(site)
    with store.reading() as tx:
        return Listing(items=[_import(item) for item in imports_of(tx, site, limit)])


@router.post("/imports", status_code=202, response_model=RunView)
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


@router.get("/imports/{import_id}")
def one_import(
    site: Key, import_id: Key, access: SignedIn, store: Store, response: Response
) -> ImportView:
    """One import."""
    access.check_site(site)
    with store.reading() as tx:
        found = get_import(tx, site, import_id)
    return tagged(response, found.version, _import(found))


@router.post("/imports/{import_id}/rollback", response_model=ImportView)
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


def _import(item: Import) -> ImportView:
    return ImportView(**{name: value for name, value in asdict(item).items() if name != "site"})
