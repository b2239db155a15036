"""An edited roster brought back to a stored schedule: judged first, then kept as a new draft."""

from __future__ import annotations

from dataclasses import replace

from wfm.planning.revise_schedule import Revision, revised
from wfm.service.load_plan import site_of_week
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.database import Connection
from wfm.store.errors import ConflictError
from wfm.store.schedules import ScheduleInfo, create_draft, edited_days, load_schedule, mark_edited
from wfm.store.sites import load_site


def stored_revision(tx: Connection, info: ScheduleInfo, workbook: bytes) -> Revision:
    """Judge an edited roster beside a stored schedule; nothing is changed.

    Raises
    ------
    InputError
        With everything in the workbook that cannot be read or cannot be.
    NotFoundError
        If the run that made the schedule kept no tables.
    """
    schedule = load_schedule(tx, info)
    known = load_site(tx, info.site, {shift.agent_id for shift in schedule.shifts})
    site = replace(known, previous=site_of_week(tx, info.site, info.week).previous)
    return revised(demand_of_schedule(tx, info, site), schedule, workbook, None)


def keep_revision(
    tx: Connection, actor: str, info: ScheduleInfo, revision: Revision, note: str
) -> ScheduleInfo:
    """Store an edited roster as a new draft; its edited days are marked as edited by hand.

    Raises
    ------
    ConflictError
        If it changes nothing.
    """
    if not revision.edits:
        raise ConflictError("the roster changes nothing")
    draft = create_draft(
        tx, actor, info.site, info.week, revision.schedule.shifts,
        copied_from=info.number, run=info.run, note=note, summary=info.summary,
    )  # fmt: skip
    by_hand = {*edited_days(tx, info.id), *((e.agent_id, e.date) for e in revision.edits)}
    mark_edited(tx, actor, draft.id, sorted(by_hand))
    return draft
