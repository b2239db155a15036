"""An edited roster brought back to a stored schedule: judged first, then kept as a new draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from wfm.model import Schedule
from wfm.planning.merge_schedules import Side
from wfm.planning.preserved_shifts import AgentDay
from wfm.planning.revise_schedule import Revision, merged_revision, revised
from wfm.service.load_plan import site_of_week
from wfm.service.merge_conflicts import MergeError
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.database import Connection
from wfm.store.errors import ConflictError
from wfm.store.schedules import (
    ScheduleInfo,
    create_draft,
    edited_days,
    load_schedule,
    mark_edited,
    schedules_of,
)
from wfm.store.sites import load_site, site_zone


def stored_revision(
    tx: Connection,
    info: ScheduleInfo,
    workbook: bytes,
    decisions: Mapping[AgentDay, Side] = MappingProxyType({}),
) -> Revision:
    """Judge an edited roster beside a stored schedule; nothing is changed.

    One that was made from another version of the week is merged: what was changed since stays, and
    `decisions` say whose to take where both changed a day. Where that version is not stored any
    more as it was, the revision is stale.

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
    demand = demand_of_schedule(tx, info, site)
    found = revised(demand, schedule, workbook, None)
    made_from = _made_from(tx, info, found) if found.stale else None
    if made_from is None:
        return found
    return merged_revision(demand, made_from, schedule, workbook, decisions)


def _made_from(tx: Connection, info: ScheduleInfo, revision: Revision) -> Schedule | None:
    """Find the version that a workbook was made from, if it is still as it was."""
    for other in schedules_of(tx, info.site, info.week):
        schedule = load_schedule(tx, other)
        if schedule.fingerprint == revision.fingerprint:
            return schedule
    return None


def keep_revision(
    tx: Connection, actor: str, info: ScheduleInfo, revision: Revision, note: str
) -> ScheduleInfo:
    """Store an edited roster as a new draft; its edited days are marked as edited by hand.

    Raises
    ------
    MergeError
        If the roster and a later version changed a day, and nobody has decided whose to take.
    ConflictError
        If it changes nothing.
    """
    if revision.conflicts:
        message = f"the roster was made from {revision.made_from}, which has changed since"
        raise MergeError(message, info.number, revision.conflicts, site_zone(tx, info.site))
    if not revision.edits:
        raise ConflictError("the roster changes nothing")
    draft = create_draft(
        tx, actor, info.site, info.week, revision.schedule.shifts,
        copied_from=info.number, run=info.run, note=note, summary=info.summary,
    )  # fmt: skip
    by_hand = {*edited_days(tx, info.id), *((e.agent_id, e.date) for e in revision.edits)}
    mark_edited(tx, actor, draft.id, sorted(by_hand))
    return draft
