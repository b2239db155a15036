"""An edited roster comes back: what it changes and breaks, then a new draft of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from api.access import SignedIn
from api.dependencies import PRINTABLE, IfMatch, Key, Number, OncePerKey, Store, Week
from api.replies import Reply, tagged
from api.routes.imports import BYTES, WORKBOOK, file_body
from api.routes.schedules import judged_reply, visible_schedule
from api.schemas.edited_rosters import RosterEditsView
from api.schemas.schedules import JudgedScheduleView
from wfm.service.publish import judged
from wfm.service.revise_schedule import keep_revision, stored_revision
from wfm.store.errors import StaleError

router = APIRouter(prefix="/sites/{site}/weeks/{week}/schedules", tags=["schedules"])
Upload = Annotated[bytes, Body(media_type=WORKBOOK, min_length=1)]


@router.post("/{number}/workbook/dry-run", openapi_extra=file_body(BYTES))
def try_workbook(
    site: Key,
    week: Week,
    number: Number,
    upload: Upload,
    access: SignedIn,
    store: Store,
    response: Response,
) -> RosterEditsView:
    """Show what an edited roster changes in a schedule, and what it breaks; nothing is stored.

    Send the version in ETag to apply it.
    """
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        revision = stored_revision(tx, info, upload)
    return tagged(response, info.version, RosterEditsView.of(revision))


@router.post(
    "/{number}/workbook", status_code=201, response_model=JudgedScheduleView,
    openapi_extra=file_body(BYTES),
)  # fmt: skip
def apply_workbook(
    site: Key,
    week: Week,
    number: Number,
    upload: Upload,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    once: OncePerKey,
    note: Annotated[str, Query(max_length=200, pattern=PRINTABLE)] = "",
) -> Response:
    """Make a new draft of a schedule as an edited roster has it; it is never published by this.

    The workbook must be made from the schedule as it stands, else (412) what it would change now
    comes back. A draft that breaks rules is stored and says so; see publishing.
    """
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        revision = stored_revision(tx, info, upload)
    with store.writing() as tx:

        def effect() -> Reply:
            now = visible_schedule(tx, access, site, week, number)
            if revision.stale or not info.version == version == now.version:
                current = RosterEditsView.of(revision).model_dump(mode="json")
                raise StaleError(f"schedule {week}/{number}", now.version, current)
            draft = keep_revision(tx, access.actor, now, revision, note)
            return judged_reply(draft, judged(tx, draft))

        return once(tx, 201, effect)
