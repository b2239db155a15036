"""Days of a draft edited by hand: judged and priced first, kept as one edit, undone and redone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Shift, Site
from wfm.model.paid_time import paid_time
from wfm.planning.revise_schedule import Revision, edited_by_hand
from wfm.planning.week_demand import WeekDemand
from wfm.service.site_of_schedule import site_of_schedule
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.database import Connection
from wfm.store.draft_history import REDO, UNDO, Day, Step, planned_again, steps_of
from wfm.store.edited_days import NewDay, agent_day, agent_days, edit_day, edit_days
from wfm.store.errors import ConflictError
from wfm.store.schedules import ScheduleInfo, load_schedule
from wfm.store.sites import site_zone
from wfm.store.stored_shifts import plain
from wfm.words import phrase

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Shifts of a day as minutes after midnight, from and to."""


class Like(NamedTuple):
    """A day whose hours are asked for."""

    agent_id: str
    date: date


@dataclass(frozen=True, slots=True)
class EditTrial:
    """What edits would do: to rules, to heads and service, and to the cost of paid hours."""

    revision: Revision
    paid_hours: tuple[float, float]
    """Of the agents whose days change: before and after."""
    cost: tuple[float, float]
    currency: str


def tried(tx: Connection, info: ScheduleInfo, wanted: Mapping[Day, Spans]) -> EditTrial:
    """Judge and price edits of a stored schedule; nothing is changed.

    Raises
    ------
    InputError
        For an agent whom the site does not have (any more), times that clocks skip, and shifts
        that overlap.
    NotFoundError
        If the run that made the schedule kept no tables.
    """
    site = site_of_schedule(tx, info)
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


def hours_asked(
    tx: Connection, info: ScheduleInfo, asked: Sequence[tuple[Day, Spans | Like]]
) -> dict[Day, Spans]:
    """Give the hours asked of each day; another day stands for the hours that it has now.

    Two days that stand for each other so change their hours.

    Raises
    ------
    InputError
        For each date that is not in the schedule's week, and each day that is asked for twice.
    """
    week = [info.week + timedelta(days=offset) for offset in range(7)]
    days = [day for day, _ in asked]
    likes = [like for _, like in asked if isinstance(like, Like)]
    strange = [
        InputProblem(phrase("refusal.not_in_week"), phrase("do.choose_one"), field=str(day))
        for _, day in (*days, *likes)
        if day not in week
    ]
    strange += [
        InputProblem(
            phrase("refusal.day_twice", date=day[1]), phrase("do.choose_one"), field=day[0]
        )
        for day, times in Counter(days).items()
        if times > 1
    ]
    if strange:
        raise InputError(strange)
    zone = site_zone(tx, info.site)
    found = {(one.agent_id, one.date): one.shifts for one in agent_days(tx, info.id, likes)}
    return {
        day: _hours(found[wanted], zone) if isinstance(wanted, Like) else wanted
        for day, wanted in asked
    }


def _hours(shifts: Sequence[Shift], zone: ZoneInfo) -> Spans:
    local = ((s.start.astimezone(zone), s.end.astimezone(zone)) for s in shifts)
    return tuple((a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in local)


def trial_of(demand: WeekDemand, base: Schedule, wanted: Mapping[Day, Spans]) -> EditTrial:
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
    versions: Mapping[Day, int],
) -> None:
    """Store edits in a draft as one, if each day is still at the version that was seen.

    Raises
    ------
    StaleError
        If somebody else changed one since: nothing is stored then.
    ConflictError
        If the schedule is published.
    """
    new = [
        NewDay(edit.agent_id, edit.date, versions.get((edit.agent_id, edit.date), 0), edit.after)
        for edit in revision.edits
    ]
    if new:
        edit_days(tx, actor, info, new)


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
        If there is nothing, or somebody else changed one of its days since.
    """
    done, _ = steps_of(tx, info, actor)
    return _step_back(tx, actor, info, done, UNDO)


def redo(tx: Connection, actor: str, info: ScheduleInfo) -> Step:
    """Do again what somebody took back last in a draft.

    Raises
    ------
    ConflictError
        If there is nothing, or somebody else changed one of its days since.
    """
    _, undone = steps_of(tx, info, actor)
    return _step_back(tx, actor, info, undone, REDO)


def _step_back(
    tx: Connection,
    actor: str,
    info: ScheduleInfo,
    steps: Sequence[Step],
    action: Literal["undo", "redo"],
) -> Step:
    if not steps:
        raise ConflictError(
            phrase("refusal.nothing_to_undo")
            if action == UNDO
            else phrase("refusal.nothing_to_redo")
        )
    step = steps[-1]
    was, to_be = (step.after, step.before) if action == UNDO else (step.before, step.after)
    new = []
    for now in agent_days(tx, info.id, sorted(was)):
        day = now.agent_id, now.date
        if plain(now.shifts) != plain(was[day]):
            told = phrase("refusal.day_changed_since", agent_id=now.agent_id, date=now.date)
            raise ConflictError(told)
        new.append(NewDay(*day, now.version, to_be[day]))
    versions = {(one.agent_id, one.date): one.version for one in new}
    planned = planned_again(tx, info, versions) if action == UNDO else frozenset()
    edit_days(tx, actor, info, new, action, planned)
    return step


def _paid(site: Site, revision: Revision) -> tuple[tuple[float, float], tuple[float, float]]:
    """Sum paid hours, and what they cost, of the agents concerned before and after."""
    concerned = {edit.agent_id for edit in revision.edits}
    before, after = (
        paid_time(site.agents, [s for s in schedule.shifts if s.agent_id in concerned])
        for schedule in (revision.base, revision.schedule)
    )
    return (before[0], after[0]), (before[1], after[1])
