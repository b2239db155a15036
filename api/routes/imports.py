"""Imports of sites: tried, taken in, rolled back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from api.access import SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.replies import Reply, tagged
from api.routes.runs import accepted
from api.schemas.fields import Listing
from api.schemas.runs import RunView
from api.schemas.sites import ImportView, RollbackView, RowLeft
from wfm.model.platform import ExportPlatform
from wfm.service.import_report import reason
from wfm.store.database import Connection
from wfm.store.imports import (
    Import,
    Planned,
    get_import,
    imports_of,
    keep_upload,
    plan_roll_back,
    roll_back,
)
from wfm.store.runs import create_run
from wfm.store.sites import load_site_core

router = APIRouter(prefix="/sites/{site}", tags=["sites"])
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ARCHIVE, CSV, BYTES = "application/zip", "text/csv", "application/octet-stream"
DryRun = Annotated[bool, Query()]
Retire = Annotated[bool, Query(description="Retire what earlier files brought and these lack")]


NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})
DayFirst = Annotated[
    bool | None, Query(description="What 03/02/2026 is, where the file does not show it")
]


class Winner(StrEnum):
    """Whose word counts where files and service both changed a field."""

    SERVICE = "service"
    FILES = "files"


Conflicts = Annotated[
    Winner, Query(description="Whose word counts where files and service both changed a field")
]


def file_body(*kinds: str) -> dict[str, Any]:
    """Say in the OpenAPI document that a body is a file of one of these kinds."""
    schema = {"type": "string", "format": "binary", "minLength": 1}
    content = {kind: {"schema": schema} for kind in kinds}
    return {"requestBody": {"content": content, "required": True}}


@router.get("/imports")
def list_imports(
    site: Key, access: SignedIn, store: Store, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Listing[ImportView]:
    """List what was taken in, newest first."""
    access.check_site(site)
    with store.reading() as tx:
        return Listing(items=[_import(item) for item in imports_of(tx, site, limit)])


@router.post(
    "/imports", status_code=202, response_model=RunView, openapi_extra=file_body(ARCHIVE, BYTES)
)
def add_import(
    site: Key,
    upload: Annotated[bytes, Body(media_type=WORKBOOK, min_length=1)],
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    dry_run: DryRun = False,
    retire: Retire = False,
    conflicts: Conflicts = Winner.SERVICE,
) -> Response:
    """Read a site in the background: everything that is wrong, or all of it taken in.

    It is an Excel workbook, or the folder of tables as a zip archive. What was made or changed in
    the service stays, field by field, unless the files say something new of it. Where both changed
    a field the service's value stays, and each import tells it until they agree or `conflicts` is
    `files`. Rows that earlier files brought and these lack stay, too, unless `retire` is true;
    of those, rows changed in the service need `conflicts=files` as well. A dry run tells all of
    that row by row, and changes nothing. The same content twice in a row is one import. Recorded
    history is corrected and added to.
    """
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            parameters = {
                "upload": keep_upload(tx, upload), "dry_run": dry_run, "retire": retire,
                "conflicts": conflicts,
            }  # fmt: skip
            return accepted(create_run(tx, access.actor, site, "import", parameters))

        return once(tx, 202, effect)


@router.post("/history", status_code=202, response_model=RunView, openapi_extra=file_body(BYTES))
def add_history(
    site: Key,
    rows: Annotated[bytes, Body(media_type=CSV, min_length=1)],
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    dry_run: DryRun = False,
) -> Response:
    """Add rows of contacts per interval in the background: all that is wrong, or all of them.

    The columns are those of history.csv. A row of a queue and interval that is there already takes
    its place, so that sending rows again changes nothing. Any of it is an import that can be rolled
    back.
    """
    return _add_rows("history", site, rows, access, store, once, dry_run)


@router.post(
    "/history/{platform}", status_code=202, response_model=RunView, openapi_extra=file_body(BYTES)
)
def add_export(
    site: Key,
    platform: ExportPlatform,
    rows: Annotated[bytes, Body(media_type=CSV, min_length=1)],
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    dry_run: DryRun = False,
    day_first: DayFirst = None,
) -> Response:
    """Add a contact platform's interval export in the background: all that is wrong, or all of it.

    The columns are those of the platform's own export; the run says what was understood of them
    (totals or means, seconds or milliseconds, whose time). Times without an offset are in the zone
    that the file names, else in the site's.
    """
    export = {"platform": platform, "day_first": day_first}
    return _add_rows("history", site, rows, access, store, once, dry_run, export)


@router.post(
    "/satisfaction", status_code=202, response_model=RunView, openapi_extra=file_body(BYTES)
)
def add_satisfaction(
    site: Key,
    rows: Annotated[bytes, Body(media_type=CSV, min_length=1)],
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    dry_run: DryRun = False,
) -> Response:
    """Add satisfaction scores in the background: all that is wrong, or all of them.

    The columns are answered_at, queue and score. Sending scores again changes nothing; any of it
    is an import that can be rolled back. Key figures show their mean per queue, day and week.
    """
    return _add_rows("satisfaction", site, rows, access, store, once, dry_run)


@router.get("/imports/{import_id}")
def one_import(
    site: Key, import_id: Key, access: SignedIn, store: Store, response: Response
) -> ImportView:
    """One import."""
    access.check_site(site)
    with store.reading() as tx:
        found = get_import(tx, site, import_id)
    return tagged(response, found.version, _import(found))


@router.post("/imports/{import_id}/rollback", response_model=RollbackView)
def undo_import(
    site: Key, import_id: Key, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Take the latest import back, row by row; `left` names the rows that stay, and why.

    Rows that were changed since stay as they are, and so do those that something in force needs.
    """
    access.check_site(site)

    def effect(tx: Connection, planned: Planned) -> Reply:
        undone, rows = roll_back(tx, access.actor, site, import_id, planned)
        left = [RowLeft(table=row.table, key=row.key, row=row.row, **reason(row)) for row in rows]
        return Reply(RollbackView(**_import(undone).model_dump(), left=left), undone.version)

    return once.worked_out(store, 200, lambda tx: plan_roll_back(tx, site, import_id), effect)


def _add_rows(
    kind: str,
    site: str,
    rows: bytes,
    access: SignedIn,
    store: Store,
    once: OncePerKey,
    dry_run: bool,
    more: Mapping[str, Any] = NOTHING_MORE,
) -> Response:
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            load_site_core(tx, site)
            parameters = {"upload": keep_upload(tx, rows), "dry_run": dry_run, **more}
            return accepted(create_run(tx, access.actor, site, kind, parameters))

        return once(tx, 202, effect)


def _import(item: Import) -> ImportView:
    return ImportView(**{name: value for name, value in asdict(item).items() if name != "site"})
