"""An edited roster comes back: what it changes and breaks, then a new draft of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import StringConstraints

from api.access import SignedIn
from api.dependencies import PRINTABLE, IfMatch, Key, Number, OncePerKey, Store, Week
from api.problems import RefusedError
from api.replies import Reply, tagged
from api.routes.imports import BYTES, WORKBOOK, file_body
from api.routes.schedules import judged_reply, visible_schedule
from api.schemas.edited_rosters import RosterEditsView
from api.schemas.schedules import JudgedScheduleView
from wfm.planning.merge_schedules import Side
from wfm.planning.preserved_shifts import AgentDay
from wfm.planning.revise_schedule import Revision
from wfm.scheduling.rules.finding import Finding
from wfm.service.merge_conflicts import decided
from wfm.service.publish import judged
from wfm.service.revise_schedule import check_revision, keep_revision, stored_revision
from wfm.store.database import Connection
from wfm.store.errors import OutdatedError, StaleError
from wfm.store.schedules import ScheduleInfo
from wfm.store.sites import agent_zones
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}/weeks/{week}/schedules", tags=["schedules"])
DAY = "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DECISION = rf"^[^\x00-\x1f\x7f-\x9f:]{{1,200}}:{DAY}:(mine|theirs)$"
Taken = Annotated[
    Sequence[Annotated[str, StringConstraints(pattern=DECISION)]],
    Query(max_length=1000, description="Whose day to take: `agent:2026-03-24:mine` or `:theirs`."),
]
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
    decisions: Taken = (),
) -> RosterEditsView:
    """Show what an edited roster changes in a schedule, and what it breaks; nothing is stored.

    Send the version in ETag to apply it.
    """
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        revision = stored_revision(tx, info, upload, _decided(decisions))
        zones = agent_zones(tx, site)
    return tagged(response, info.version, RosterEditsView.of(revision, zones))


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
    decisions: Taken = (),
) -> Response:
    """Make a new draft of a schedule as an edited roster has it; it is never published by this.

    A workbook of an older version is merged: what was changed since stays; where both changed a day
    of an agent, the refusal (409) lists it, until `decisions` say whose to take. Where that version
    is not known, what the workbook would change now comes back (412), as where the schedule was
    edited since the dry run. A draft that breaks rules is stored and says so; see publishing.
    """

    def prepare(tx: Connection) -> tuple[ScheduleInfo, Revision, Sequence[Finding]]:
        info = visible_schedule(tx, access, site, week, number)
        revision = stored_revision(tx, info, upload, _decided(decisions))
        if revision.stale or info.version != version:
            current = RosterEditsView.of(revision, agent_zones(tx, site)).model_dump(mode="json")
            raise StaleError(
                phrase("stale.schedule", week=week, number=number), info.version, current
            )
        check_revision(tx, info, revision)
        return info, revision, judged(tx, info, schedule=revision.schedule)

    def effect(tx: Connection, ready: tuple[ScheduleInfo, Revision, Sequence[Finding]]) -> Reply:
        info, revision, findings = ready
        if visible_schedule(tx, access, site, week, number) != info:
            raise OutdatedError(f"schedule {week}/{number} was edited")
        draft = keep_revision(tx, access.actor, info, revision, note)
        return judged_reply(draft, findings)

    return once.worked_out(store, 201, prepare, effect)


def _decided(decisions: Sequence[str]) -> dict[AgentDay, Side]:
    found = []
    for decision in decisions:
        agent, day, side = decision.split(":")
        try:
            found.append(((agent, date.fromisoformat(day)), Side(side)))
        except ValueError:
            raise RefusedError(
                409, phrase("refusal.no_date", text=day), field="decisions"
            ) from None
    return decided(found)
