"""An edited roster brought back to a stored schedule: judged first, then kept as a new draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from wfm.model import Schedule
from wfm.planning.merge_schedules import Side
from wfm.planning.preserved_shifts import AgentDay
from wfm.planning.revise_schedule import Revision, revised
from wfm.service.load_plan import planners_workbook, stored_plan
from wfm.service.merge_conflicts import MergeError
from wfm.service.site_of_schedule import site_of_schedule
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.database import Connection
from wfm.store.draft_history import states_of
from wfm.store.edited_days import edited_days, mark_edited
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.people import AGENT
from wfm.store.publishing import copy_marks
from wfm.store.schedules import ScheduleInfo, create_draft, get_schedule, load_schedule
from wfm.store.sites import load_site
from wfm.words import phrase
from wfm.workbook.edited import EditedRoster


def stored_revision(
    tx: Connection,
    info: ScheduleInfo,
    workbook: bytes,
    decisions: Mapping[AgentDay, Side] = MappingProxyType({}),
) -> Revision:
    """Judge an edited roster beside a stored schedule; nothing is changed.

    One that was made from another version of the week is merged: what was changed since stays, and
    `decisions` say whose to take where both changed a day. Where that version is not known, the
    revision is stale.

    Raises
    ------
    InputError
        With everything in the workbook that cannot be read or cannot be.
    NotFoundError
        If the run that made the schedule kept no tables.
    """
    staff = {agent.key: agent.active for agent in AGENT.listed(tx, info.site)}
    left = [agent for agent, active in staff.items() if not active]
    known = site_of_schedule(tx, info)
    site = replace(
        load_site(tx, info.site, left), previous=known.previous, beside=known.beside,
        opening_dates=known.opening_dates,
    )  # fmt: skip
    demand = demand_of_schedule(tx, info, site)
    made_from = partial(_made_from, tx, info)
    return revised(
        demand, load_schedule(tx, info), workbook, None, made_from, decisions, left,
        as_written=partial(_as_written, tx, info),
    )  # fmt: skip


def _as_written(tx: Connection, info: ScheduleInfo, roster: EditedRoster) -> bytes | None:
    """Write the workbook of a version again, to see beside it what was edited without effect."""
    if not roster.version.isdecimal():
        return None
    try:
        named = get_schedule(tx, info.site, info.week, int(roster.version))
        return planners_workbook(stored_plan(tx, named))[1]
    except NotFoundError:
        return None


def _made_from(tx: Connection, info: ScheduleInfo, roster: EditedRoster) -> Schedule | None:
    """Find the version that a workbook was made from, as it was then."""
    if not roster.version.isdecimal():
        return None
    try:
        named = get_schedule(tx, info.site, info.week, int(roster.version))
    except NotFoundError:
        return None
    states = (Schedule(info.site, info.week, s, named.number) for s in states_of(tx, named))
    return next((one for one in states if one.fingerprint == roster.fingerprint), None)


def check_revision(tx: Connection, info: ScheduleInfo, revision: Revision) -> None:
    """Refuse an edited roster that cannot become a draft.

    Raises
    ------
    MergeError
        If the roster and a later version changed a day, and nobody has decided whose to take.
    ConflictError
        If it changes nothing.
    """
    if revision.conflicts:
        older = phrase("merge.roster_older", made_from=revision.made_from)
        concerned = {conflict.agent_id for conflict in revision.conflicts}
        site = load_site(tx, info.site, concerned)
        raise MergeError(older, info.number, revision.conflicts, site)
    if not revision.edits:
        raise ConflictError(phrase("refusal.roster_unchanged"))


def keep_revision(
    tx: Connection, actor: str, info: ScheduleInfo, revision: Revision, note: str
) -> ScheduleInfo:
    """Store an edited roster as a new draft; its edited days are marked as edited by hand."""
    draft = create_draft(
        tx, actor, info.site, info.week, revision.schedule.shifts,
        copied_from=info.number, run=info.run, note=note, summary=info.summary,
    )  # fmt: skip
    edited = {(edit.agent_id, edit.date) for edit in revision.edits}
    copy_marks(tx, info.id, draft.id, edited_days(tx, info.id).keys() - edited)
    mark_edited(tx, actor, draft.id, sorted(edited))
    return draft
