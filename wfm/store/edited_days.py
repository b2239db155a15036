"""Agents' days of a draft as planners edit them, each with its version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from wfm.model import Shift
from wfm.store.audit import Action, record
from wfm.store.columns import now
from wfm.store.errors import ConflictError, StaleError
from wfm.store.refusals import refusals
from wfm.store.schedules import ScheduleInfo
from wfm.store.stored_shifts import plain, shift_rows, shifts_of
from wfm.store.tables import EDITED_DAYS, SCHEDULES, SHIFTS
from wfm.words import phrase

TAKEN_BACK: Final = ""
"""Who edited a day of which every edit was undone: its version goes on, its mark is gone."""


@dataclass(frozen=True, slots=True)
class AgentDay:
    """One agent's shifts that start on one date; version 0 until a person edits them."""

    agent_id: str
    date: date
    version: int
    edited_by: str | None
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class NewDay:
    """What an agent's day is to be, and the version of it that was seen."""

    agent_id: str
    date: date
    version: int
    shifts: tuple[Shift, ...]


def edited_days(connection: Connection, schedule: int) -> dict[tuple[str, date], int]:
    """Versions of the agents' days that were edited by hand."""
    query = select(EDITED_DAYS).where(
        EDITED_DAYS.c.schedule == schedule, EDITED_DAYS.c.edited_by != TAKEN_BACK
    )
    return {(row.agent_id, row.date): row.version for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who edits a draft: how many of its days, and when the last of them."""

    name: str
    days: int
    last: datetime


def editors_since(connection: Connection, schedule: int, since: datetime) -> list[Editor]:
    """List who edited days of a schedule since an instant, the latest first."""
    last = func.max(EDITED_DAYS.c.edited_at)
    query = (
        select(EDITED_DAYS.c.edited_by, func.count(), last)
        .where(
            EDITED_DAYS.c.schedule == schedule,
            EDITED_DAYS.c.edited_at >= since,
            EDITED_DAYS.c.edited_by != TAKEN_BACK,
        )
        .group_by(EDITED_DAYS.c.edited_by)
        .order_by(last.desc(), EDITED_DAYS.c.edited_by)
    )
    return [Editor(*row) for row in connection.execute(query)]


def agent_day(connection: Connection, schedule: int, agent_id: str, day: date) -> AgentDay:
    """Shifts of one agent that start on one date, with the version to send when editing."""
    return agent_days(connection, schedule, [(agent_id, day)])[0]


def agent_days(
    connection: Connection, schedule: int, days: Sequence[tuple[str, date]]
) -> list[AgentDay]:
    """Give agents' days in the order asked, each with the version to send when editing."""
    agents = sorted({agent for agent, _ in days})
    marks = select(EDITED_DAYS).where(
        EDITED_DAYS.c.schedule == schedule, EDITED_DAYS.c.agent_id.in_(agents)
    )
    edits = {(row.agent_id, row.date): row for row in connection.execute(marks)}
    own: dict[tuple[str, date], list[Shift]] = defaultdict(list)
    for item in shifts_of(connection, schedule, agents):
        own[item.agent_id, item.date].append(item)
    return [
        AgentDay(*day, edits[day].version, edits[day].edited_by or None, tuple(own[day]))
        if day in edits
        else AgentDay(*day, 0, None, tuple(own[day]))
        for day in days
    ]


def edit_day(
    connection: Connection,
    actor: str,
    info: ScheduleInfo,
    agent_id: str,
    day: date,
    version: int,
    shifts: Sequence[Shift],
    action: Action = "edit",
) -> AgentDay:
    """Replace one agent's shifts of one date in a draft, if nobody else did since `version`.

    Raises
    ------
    StaleError, ConflictError
        As for several days.
    """
    edit_days(connection, actor, info, [NewDay(agent_id, day, version, tuple(shifts))], action)
    return agent_day(connection, info.id, agent_id, day)


def edit_days(
    connection: Connection,
    actor: str,
    info: ScheduleInfo,
    days: Sequence[NewDay],
    action: Action = "edit",
    unmarked: Collection[tuple[str, date]] = (),
) -> None:
    """Replace agents' days in a draft as one edit, if nobody else changed one of them.

    `action` is the word of the trail for it: an edit that is undone or redone is no new one. The
    trail has one line for it, however many days there are. Days that are `unmarked` are as they
    were planned again: they count no longer as edited by hand.

    Raises
    ------
    StaleError
        If somebody did; it carries the day as it is now, and nothing is replaced.
    ConflictError
        If the schedule is published, or the shifts overlap each other or a neighbouring day's.
    """
    _lock_draft(connection, info)
    before = agent_days(connection, info.id, [(one.agent_id, one.date) for one in days])
    for one, was in zip(days, before, strict=True):
        if was.version != one.version:
            told = phrase("stale.agent_day", agent_id=one.agent_id, date=one.date)
            raise StaleError(told, was.version, was)
        where = (SHIFTS.c.schedule == info.id, SHIFTS.c.agent_id == one.agent_id)
        connection.execute(delete(SHIFTS).where(*where, SHIFTS.c.date == one.date))
    _refuse_overlaps(connection, info.id, days)
    rows = shift_rows(info.id, info.site, [shift for one in days for shift in one.shifts])
    if rows:
        with refusals(phrase("refusal.same_day_and_place")):
            connection.execute(insert(SHIFTS), rows)
    for one in days:
        by = TAKEN_BACK if (one.agent_id, one.date) in unmarked else actor
        _mark_edited(connection, by, info.id, one.agent_id, one.date, one.version)
    connection.execute(
        update(SCHEDULES).where(SCHEDULES.c.id == info.id).values(version=SCHEDULES.c.version + 1)
    )
    record(connection, actor, action, site=info.site, **_as_told(info, days, before))


def _as_told(
    info: ScheduleInfo, days: Sequence[NewDay], before: Sequence[AgentDay]
) -> dict[str, Any]:
    """Give the trail's line of an edit: of a day its shifts, of several days each with its own."""
    place = f"{info.week}/{info.number}"
    if len(days) == 1:
        (one,), (was,) = days, before
        key = f"{place}/{one.agent_id}/{one.date}"
        return {"entity": "day", "key": key, "before": plain(was.shifts),
                "after": plain(one.shifts)}  # fmt: skip
    who = ", ".join(sorted({one.agent_id for one in days}))
    told = [[{"agent_id": one.agent_id, "date": str(one.date), "shifts": plain(one.shifts)}
             for one in state] for state in (before, days)]  # fmt: skip
    return {"entity": "days", "key": f"{place}/{who}", "before": told[0], "after": told[1]}


def mark_edited(
    connection: Connection, actor: str, schedule: int, days: Iterable[tuple[str, date]]
) -> None:
    """Carry the marks of hand-edited days over to another schedule."""
    for agent_id, day in days:
        _mark_edited(connection, actor, schedule, agent_id, day, 0)


def _lock_draft(connection: Connection, info: ScheduleInfo) -> None:
    query = select(SCHEDULES.c.published_at).where(SCHEDULES.c.id == info.id).with_for_update()
    if connection.scalar(query) is not None:
        raise ConflictError(phrase("refusal.published_is_fixed"))


def _refuse_overlaps(connection: Connection, schedule: int, days: Sequence[NewDay]) -> None:
    """Refuse new days that overlap themselves or the days around them, as those are to be.

    What stood on those days is gone from the table already.
    """
    new = {(one.agent_id, one.date): one for one in days}
    by_agent: dict[str, list[Shift]] = defaultdict(list)
    stay = shifts_of(connection, schedule, sorted({agent for agent, _ in new}))
    for item in (*stay, *(shift for one in days for shift in one.shifts)):
        by_agent[item.agent_id].append(item)
    for agent, own in by_agent.items():
        for earlier, later in pairwise(sorted(own, key=lambda shift: shift.start)):
            touched = [d for d in (later.date, earlier.date) if (agent, d) in new]
            if touched and later.start < earlier.end:
                told = phrase("refusal.overlap_around", agent_id=agent, date=touched[0])
                raise ConflictError(told)


def _mark_edited(
    connection: Connection, actor: str, schedule: int, agent_id: str, day: date, version: int
) -> None:
    mark = {"edited_by": actor, "edited_at": now(), "version": version + 1}
    where = {"schedule": schedule, "agent_id": agent_id, "date": day}
    if version == 0:
        connection.execute(insert(EDITED_DAYS).values(**where, **mark))
    else:
        conditions = [EDITED_DAYS.c[name] == value for name, value in where.items()]
        connection.execute(update(EDITED_DAYS).where(*conditions).values(mark))
