"""Schedules of a week: numbered from 1, drafts until they are published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import pairwise
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from wfm.model import Activity, ActivityCategory, Schedule, Shift
from wfm.store.audit import Action, record
from wfm.store.columns import now
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.refusals import refusals
from wfm.store.tables import EDITED_DAYS, SCHEDULES, SHIFTS, SITES, WEEKS
from wfm.words import phrase

ACTIVITIES: TypeAdapter[tuple[Activity, ...]] = TypeAdapter(tuple[Activity, ...])
TAKEN_BACK: Final = ""
"""Who edited a day of which every edit was undone: its version goes on, its mark is gone."""


@dataclass(frozen=True, slots=True)
class ScheduleInfo:
    """One numbered schedule of a week, without its shifts."""

    id: int
    site: str
    week: date
    number: int
    copied_from: int | None
    based_on: int | None
    """Number of the published schedule that it goes on from, or was last merged with."""
    run: str | None
    note: str
    summary: Mapping[str, Any]
    created_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    superseded_at: datetime | None
    version: int

    @property
    def status(self) -> str:
        """One of draft, published and superseded."""
        if self.published_at is None:
            return "draft"
        return "published" if self.superseded_at is None else "superseded"


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


class DraftBasis(Enum):
    """Stands for what a draft that begins at this moment is based on."""

    NOW = "now"


def create_draft(
    connection: Connection,
    actor: str,
    site: str,
    week: date,
    shifts: Iterable[Shift],
    *,
    copied_from: int | None = None,
    based_on: int | DraftBasis | None = DraftBasis.NOW,
    run: str | None = None,
    note: str = "",
    summary: Mapping[str, Any] | None = None,
) -> ScheduleInfo:
    """Store a new draft under the week's next number.

    `based_on` is what `basis_of` gave when its making began.

    Raises
    ------
    NotFoundError
        If there is no such site.
    ConflictError
        If a shift is of an agent whom the site does not have.
    """
    if isinstance(based_on, DraftBasis):
        lock_week(connection, site, week)
        based_on = basis_of(connection, site, week, copied_from)
    number = _next_number(connection, site, week)
    values = {
        "site": site, "week": week, "number": number, "copied_from": copied_from, "run": run,
        "based_on": based_on, "note": note, "summary": dict(summary or {}), "created_by": actor,
        "created_at": now(), "version": 1,
    }  # fmt: skip
    id_ = connection.scalar(insert(SCHEDULES).values(values).returning(SCHEDULES.c.id))
    rows = shift_rows(id_ or 0, site, shifts)
    if rows:
        with refusals(phrase("refusal.same_day_and_place")):
            connection.execute(insert(SHIFTS), rows)
    record(connection, actor, "create", "schedule", f"{week}/{number}", site=site,
           after={"shifts": len(rows), "copied_from": copied_from})  # fmt: skip
    return get_schedule(connection, site, week, number)


def get_schedule(connection: Connection, site: str, week: date, number: int) -> ScheduleInfo:
    """One schedule of a week.

    Raises
    ------
    NotFoundError
        If the week has none of that number.
    """
    query = select(SCHEDULES).where(
        SCHEDULES.c.site == site, SCHEDULES.c.week == week, SCHEDULES.c.number == number
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("schedule", f"{week}/{number}")
    return ScheduleInfo(**row._mapping)


def published(connection: Connection, site: str, week: date) -> ScheduleInfo | None:
    """Find the schedule in force, if there is one."""
    query = select(WEEKS.c.published_number).where(WEEKS.c.site == site, WEEKS.c.week == week)
    number = connection.scalar(query)
    return None if number is None else get_schedule(connection, site, week, number)


def basis_of(connection: Connection, site: str, week: date, source: int | None) -> int | None:
    """Give the number of the published schedule that a draft which begins now goes on from.

    That is its `source`, where it has one: a draft as a source hands on what it is based on itself.
    Nothing that was published since then is known to the new draft. None where there is none.
    """
    if source is None:
        in_force = published(connection, site, week)
        return None if in_force is None else in_force.number
    found = get_schedule(connection, site, week, source)
    return found.based_on if found.published_at is None else source


def schedules_of(
    connection: Connection,
    site: str,
    week: date,
    after: int = 0,
    limit: int | None = None,
    *,
    only_published: bool = False,
) -> list[ScheduleInfo]:
    """Schedules of a week in the order of their numbers; drafts too, unless they are left out."""
    query = select(SCHEDULES).where(
        SCHEDULES.c.site == site, SCHEDULES.c.week == week, SCHEDULES.c.number > after
    )
    if only_published:
        query = query.where(SCHEDULES.c.published_at.is_not(None))
    query = query.order_by(SCHEDULES.c.number).limit(limit)
    return [ScheduleInfo(**row._mapping) for row in connection.execute(query)]


def shifts_of(
    connection: Connection, schedule: int, agent_ids: Sequence[str] | None = None
) -> tuple[Shift, ...]:
    """Shifts of a schedule, ordered by agent and start."""
    query = select(SHIFTS).where(SHIFTS.c.schedule == schedule)
    if agent_ids is not None:
        query = query.where(SHIFTS.c.agent_id.in_(agent_ids))
    query = query.order_by(SHIFTS.c.agent_id, SHIFTS.c.start)
    return tuple(shift(row) for row in connection.execute(query))


def publications(
    connection: Connection, site: str, weeks: Collection[date]
) -> list[tuple[date, datetime]]:
    """Say of some weeks when a schedule of them was published: the week, and the moment."""
    query = select(SCHEDULES.c.week, SCHEDULES.c.published_at).where(
        SCHEDULES.c.site == site, SCHEDULES.c.week.in_(weeks), SCHEDULES.c.published_at.is_not(None)
    )
    return [(week, at) for week, at in connection.execute(query)]


def published_shifts(
    connection: Connection, site: str, agent_id: str, weeks: Collection[date]
) -> list[tuple[datetime, datetime, datetime]]:
    """List an agent's shifts in whatever was ever published of some weeks.

    Each with its start and end, and when that was published.
    """
    query = (
        select(SHIFTS.c.start, SHIFTS.c.end, SCHEDULES.c.published_at)
        .join(SCHEDULES, SCHEDULES.c.id == SHIFTS.c.schedule)
        .where(
            SHIFTS.c.site == site, SHIFTS.c.agent_id == agent_id, SCHEDULES.c.week.in_(weeks),
            SCHEDULES.c.published_at.is_not(None),
        )
    )  # fmt: skip
    return [(start, end, at) for start, end, at in connection.execute(query)]


def load_schedule(connection: Connection, info: ScheduleInfo) -> Schedule:
    """One schedule, whole."""
    return Schedule(info.site, info.week, shifts_of(connection, info.id), info.number)


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


def shift(row: Row[Any]) -> Shift:
    """Read a shift back from its row."""
    return Shift(
        id=f"{row.agent_id}/{row.date}/{row.ordinal}",
        agent_id=row.agent_id,
        date=row.date,
        activities=tuple(map(_activity, json.loads(row.activities))),
        locked=row.locked,
    )


def _activity(told: Mapping[str, Any]) -> Activity:
    """Read a part of a shift back that `shift_rows` wrote.

    Its moments are in Python's own UTC: those that pydantic makes take many times as long to
    compare, which all that judges a schedule does all the time.
    """
    return Activity(
        code=told["code"],
        category=ActivityCategory(told["category"]),
        start=datetime.fromisoformat(told["start"]),
        end=datetime.fromisoformat(told["end"]),
        paid=told.get("paid", True),
        queue=told.get("queue"),
    )


def shift_rows(schedule: int, site: str, shifts: Iterable[Shift]) -> list[dict[str, Any]]:
    """Rows of shifts; several of an agent on one date are numbered by their start."""
    rows: list[dict[str, Any]] = []
    ordinals: dict[tuple[str, date], int] = {}
    for item in sorted(shifts, key=lambda s: (s.agent_id, s.start)):
        day = (item.agent_id, item.date)
        ordinals[day] = ordinals.get(day, -1) + 1
        rows.append({
            "schedule": schedule, "site": site, "agent_id": item.agent_id, "date": item.date,
            "ordinal": ordinals[day], "start": item.start, "end": item.end,
            "activities": ACTIVITIES.dump_json(item.activities).decode(),
            "locked": item.locked, "in_force": False, "sequence": 0,
        })  # fmt: skip
    return rows


def plain(shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Give shifts as JSON for the audit trail: when and what, activity by activity."""
    return [
        {
            "start": item.start.isoformat(),
            "end": item.end.isoformat(),
            "locked": item.locked,
            "activities": ACTIVITIES.dump_python(item.activities, mode="json"),
        }
        for item in shifts
    ]


def lock_week(connection: Connection, site: str, week: date) -> Row[Any]:
    """Take the week's row for this transaction; whoever comes next waits."""
    query = select(WEEKS).where(WEEKS.c.site == site, WEEKS.c.week == week).with_for_update()
    row = connection.execute(query).first()
    if row is not None:
        return row
    site_query = select(SITES.c.key).where(SITES.c.key == site).with_for_update(key_share=True)
    if connection.scalar(site_query) is None:
        raise NotFoundError("site", site)
    row = connection.execute(query).first()  # another may have made it while this one waited
    if row is None:
        connection.execute(insert(WEEKS).values(site=site, week=week, last_number=0))
        row = connection.execute(query).one()
    return row


def _next_number(connection: Connection, site: str, week: date) -> int:
    number = int(lock_week(connection, site, week).last_number) + 1
    connection.execute(
        update(WEEKS).where(WEEKS.c.site == site, WEEKS.c.week == week).values(last_number=number)
    )
    return number


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
