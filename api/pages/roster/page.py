"""The workbook of a schedule: out, and back with what it would change before it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.access import Access, SignedIn
from api.dependencies import Key, Number, Store, Week
from api.pages.rendering import render
from api.pages.route import page_router, reasons
from api.pages.week.page import board_address
from api.routes.schedule_reports import floor_workbook, workbook
from api.routes.schedules import visible_schedule
from wfm.errors import InputError
from wfm.planning.revise_schedule import Revision
from wfm.service.merge_conflicts import MergeError
from wfm.service.revise_schedule import keep_revision, stored_revision
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.imports import get_upload, keep_upload
from wfm.store.sites import load_site, site_zone
from wfm.words import phrase

router = page_router("/sites/{site}/weeks/{week}/schedules/{number}/roster")


@router.get("")
def roster_page(
    request: Request, site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Offer the workbook, and a form to bring it back."""
    return _page(request, site, week, number, access, store)


@router.get("/workbook")
def download(site: Key, week: Week, number: Number, access: SignedIn, store: Store) -> Response:
    """Give the workbook."""
    return workbook(site, week, number, access, store)


@router.get("/floor")
def download_for_the_floor(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Give the workbook to hand out, without pay and reasons."""
    return floor_workbook(site, week, number, access, store)


@router.post("")
def dry_run(
    request: Request,
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    file: UploadFile,
) -> Response:
    """Show what an edited workbook would change; nothing is changed."""
    content = file.file.read()
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        try:
            revision = stored_revision(tx, info, content)
        except (InputError, NotFoundError) as error:
            return _page(request, site, week, number, access, store, wrong=error)
    with store.writing() as tx:
        upload = keep_upload(tx, content)
    return _page(request, site, week, number, access, store, revision, upload)


@router.post("/apply")
def apply(
    request: Request,
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    upload: Annotated[str, Form(pattern="^[0-9a-f]{64}$")],
    version: Annotated[int, Form(ge=0)],
) -> Response:
    """Make a draft as the workbook has it, if the schedule is still what was shown."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        revision = stored_revision(tx, info, get_upload(tx, upload))
    try:
        with store.writing() as tx:
            current = visible_schedule(tx, access, site, week, number)
            if revision.stale or not version == info.version == current.version:
                raise StaleError(
                    phrase("stale.schedule", week=week, number=number), current.version
                )
            draft = keep_revision(tx, access.actor, current, revision, "")
    except (StaleError, ConflictError, MergeError) as error:
        return _page(request, site, week, number, access, store, revision, upload, error)
    return RedirectResponse(board_address(site, week, draft.number), 303)


def _page(
    request: Request,
    site: str,
    week: date,
    number: int,
    access: Access,
    store: Database,
    revision: Revision | None = None,
    upload: str = "",
    wrong: Exception | None = None,
) -> Response:
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        zone, whole = site_zone(tx, site), load_site(tx, site)
    names: Mapping[str, str] = {agent.id: agent.name for agent in whole.agents}
    figures = [] if revision is None else [r for r in revision.compared() if r["date"] is None]
    return render(
        request, "roster/roster.html", access, here="page.nav.weeks", site=site,
        info=info, week=week, base=board_address(site, week, number), zone=zone, names=names,
        revision=revision, figures=figures, upload=upload,
        wrong=reasons(request, wrong) if wrong else [], status_code=409 if wrong else 200,
    )  # fmt: skip
