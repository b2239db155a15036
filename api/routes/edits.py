"""Agents' days of a draft edited together: judged first, stored as one edit, undone and redone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import SignedIn
from api.dependencies import PRINTABLE, IfMatch, Key, Number, OncePerKey, Store, Week, week_days
from api.problems import RefusedError
from api.replies import Reply, tagged
from api.routes.schedules import visible_schedule
from api.schemas.edits import EditorView, EditsBody, EditsView, RepairView, StepView
from api.schemas.fields import Listing
from wfm.service.best_repairs import best_repairs
from wfm.service.hand_edits import EditTrial, hours_asked, keep, redo, tried, undo
from wfm.service.other_editors import other_editors
from wfm.store.database import Connection
from wfm.store.edited_days import agent_days
from wfm.store.errors import OutdatedError, StaleError
from wfm.store.people import AGENT
from wfm.store.schedules import ScheduleInfo
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}/weeks/{week}/schedules", tags=["schedules"])


@router.post("/{number}/edits/dry-run")
def try_edits(
    site: Key, week: Week, number: Number, body: EditsBody, access: SignedIn, store: Store,
    response: Response,
) -> EditsView:  # fmt: skip
    """Judge and price edits of agents' days together; nothing is stored.

    Pauses are placed anew, meetings stay. Send the version in ETag to store them.
    """
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        trial = _tried(tx, info, body)
    return tagged(response, info.version, EditsView.of(trial))


@router.post("/{number}/edits", response_model=EditsView)
def keep_edits(
    site: Key, week: Week, number: Number, body: EditsBody, access: SignedIn, store: Store,
    version: IfMatch, once: OncePerKey,
) -> Response:  # fmt: skip
    """Store edits of agents' days in a draft as one edit, which one undo takes back as a whole.

    If the schedule was edited since its version was read, what the edits would do now comes back
    (412). Edits that break rules are stored and say so; see publishing.
    """

    def prepare(tx: Connection) -> tuple[ScheduleInfo, EditTrial]:
        info = visible_schedule(tx, access, site, week, number)
        trial = _tried(tx, info, body)
        if info.version != version:
            current = EditsView.of(trial).model_dump(mode="json")
            raise StaleError(
                phrase("stale.schedule", week=week, number=number), info.version, current
            )
        return info, trial

    def effect(tx: Connection, ready: tuple[ScheduleInfo, EditTrial]) -> Reply:
        info, trial = ready
        if visible_schedule(tx, access, site, week, number) != info:
            raise OutdatedError(f"schedule {week}/{number} was edited")
        days = [(edit.agent_id, edit.date) for edit in trial.revision.edits]
        seen = {(d.agent_id, d.date): d.version for d in agent_days(tx, info.id, days)}
        keep(tx, access.actor, info, trial.revision, seen)
        now = visible_schedule(tx, access, site, week, number)
        return Reply(EditsView.of(trial), now.version)

    return once.worked_out(store, 200, prepare, effect)


@router.get("/{number}/editors")
def list_editors(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Listing[EditorView]:
    """List who else edited days of a draft in the last half hour, the latest first."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        found = other_editors(tx, info, access.actor)
    return Listing(items=[EditorView(**asdict(one)) for one in found])


@router.get("/{number}/repairs")
def list_repairs(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store,
    day: Annotated[date, Query(description="Local date on which the shifts start")],
    agent: Annotated[str, Query(max_length=200, pattern=PRINTABLE)] = "",
) -> Listing[RepairView]:  # fmt: skip
    """List the three best edits of a day of a draft for a gap or a broken rule, best first.

    Of any agent's day, or, with `agent`, of that agent's, swaps with others among them. Each is
    judged and priced; none is stored.
    """
    if day not in week_days(week):
        raise RefusedError(404, phrase("refusal.not_in_week"), field="day")
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        if agent:
            AGENT.get(tx, site, agent)
        found = best_repairs(tx, info, day, agent or None)
    return Listing(items=[RepairView.of(one) for one in found])


@router.post("/{number}/undo")
def undo_edits(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, response: Response
) -> StepView:
    """Take back the own edit of a draft that came last, with all its days."""
    with store.writing() as tx:
        step = undo(tx, access.actor, visible_schedule(tx, access, site, week, number))
        now = visible_schedule(tx, access, site, week, number)
    return tagged(response, now.version, StepView.of(step, undone=True))


@router.post("/{number}/redo")
def redo_edits(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, response: Response
) -> StepView:
    """Do again the own edit of a draft that was taken back last."""
    with store.writing() as tx:
        step = redo(tx, access.actor, visible_schedule(tx, access, site, week, number))
        now = visible_schedule(tx, access, site, week, number)
    return tagged(response, now.version, StepView.of(step, undone=False))


def _tried(tx: Connection, info: ScheduleInfo, body: EditsBody) -> EditTrial:
    asked = [((one.agent_id, one.date), one.asked) for one in body.edits]
    return tried(tx, info, hours_asked(tx, info, asked))
