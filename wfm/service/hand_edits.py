"""Days of a draft edited by hand: judged and priced first, kept one by one, undone and redone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site
from wfm.model.paid_time import paid_time
from wfm.planning.revise_schedule import Revision, edited_by_hand
from wfm.planning.week_demand import WeekDemand
from wfm.service.load_plan import site_of_week
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.database import Connection
from wfm.store.draft_history import REDO, UNDO, Step, steps_of
from wfm.store.errors import ConflictError
from wfm.store.schedules import ScheduleInfo, agent_day, edit_day, load_schedule, plain
from wfm.words import phrase

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Shifts of a day as minutes after midnight, from and to."""


@dataclass(frozen=True, slots=True)
class EditTrial:
    """What edits would do: to rules, to heads and service, and to the cost of paid hours."""

    revision: Revision
    paid_hours: tuple[float, float]
    """Of the agents whose days change: before and after."""
    cost: tuple[float, float]
    currency: str


def tried(
    tx: Connection, info: ScheduleInfo, wanted: Mapping[tuple[str, date], Spans]
) -> EditTrial:
    """Judge and price edits of a stored schedule; nothing is changed.

    Raises
    ------
    InputError
        For an agent whom the site does not have (any more), times that clocks skip, and shifts
        that overlap.
    NotFoundError
        If the run that made the schedule kept no tables.
    """
    site = site_of_week(tx, info.site, info.week)
    known = {agent.id for agent in site.agents}
    strange = [
        InputProblem(
            phrase("roster.not_here", agent_id=agent), phrase("do.another_agent"), field="agent"
        )
        for agent, _ in wanted
        if agent not in known
    ]
    if strange:
        raise InputError(strange)
    return trial_of(demand_of_schedule(tx, info, site), load_schedule(tx, info), wanted)


def trial_of(
    demand: WeekDemand, base: Schedule, wanted: Mapping[tuple[str, date], Spans]
) -> EditTrial:
    """Judge and price edits of a schedule.

    Raises
    ------
    InputError
        For times that clocks skip, and shifts that overlap.
    """
    revision = edited_by_hand(demand, base, wanted)
    hours, cost = _paid(demand.site, revision)
    return EditTrial(revision, hours, cost, demand.site.currency)


def keep(
    tx: Connection,
    actor: str,
    info: ScheduleInfo,
    revision: Revision,
    versions: Mapping[tuple[str, date], int],
) -> None:
    """Store edits in a draft, each day if it is still at the version that was seen.

    Raises
    ------
    StaleError
        If somebody else changed one since: nothing is stored then.
    ConflictError
        If the schedule is published.
    """
    for edit in revision.edits:
        day = edit.agent_id, edit.date
        edit_day(tx, actor, info, *day, versions.get(day, 0), edit.after)


def lock(
    tx: Connection, actor: str, info: ScheduleInfo, day: tuple[str, date], version: int, *, on: bool
) -> None:
    """Let the shifts of an agent's day stay when the week is planned again, or no longer.

    Raises
    ------
    StaleError, ConflictError
        As for any edit of a day.
    """
    shifts = [replace(shift, locked=on) for shift in agent_day(tx, info.id, *day).shifts]
    edit_day(tx, actor, info, *day, version, shifts)


def undo(tx: Connection, actor: str, info: ScheduleInfo) -> Step:
    """Take back what somebody edited last in a draft.

    Raises
    ------
    ConflictError
        If there is nothing, or somebody else changed that day since.
    """
    done, _ = steps_of(tx, info, actor)
    return _step_back(tx, actor, info, done, UNDO)


def redo(tx: Connection, actor: str, info: ScheduleInfo) -> Step:
    """Do again what somebody took back last in a draft.

    Raises
    ------
    ConflictError
        If there is nothing, or somebody else changed that day since.
    """
    _, undone = steps_of(tx, info, actor)
    return _step_back(tx, actor, info, undone, REDO)


def _step_back(
    tx: Connection, actor: str, info: ScheduleInfo, steps: Sequence[Step], action: str
) -> Step:
    if not steps:
        raise ConflictError(
            phrase("refusal.nothing_to_undo")
            if action == UNDO
            else phrase("refusal.nothing_to_redo")
        )
    step = steps[-1]
    was, to_be = (step.after, step.before) if action == UNDO else (step.before, step.after)
    now = agent_day(tx, info.id, step.agent_id, step.date)
    if plain(now.shifts) != plain(was):
        raise ConflictError(
            phrase("refusal.day_changed_since", agent_id=step.agent_id, date=step.date)
        )
    edit_day(tx, actor, info, step.agent_id, step.date, now.version, to_be, action)
    return step


def _paid(site: Site, revision: Revision) -> tuple[tuple[float, float], tuple[float, float]]:
    """Sum paid hours, and what they cost, of the agents concerned before and after."""
    concerned = {edit.agent_id for edit in revision.edits}
    before, after = (
        paid_time(site.agents, [s for s in schedule.shifts if s.agent_id in concerned])
        for schedule in (revision.base, revision.schedule)
    )
    return (before[0], after[0]), (before[1], after[1])
