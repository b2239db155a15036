"""Publishing: one version of a week comes into force for everyone at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select, update

from wfm.model import Shift
from wfm.store.audit import record, record_all
from wfm.store.columns import now
from wfm.store.edited_days import TAKEN_BACK, edited_days
from wfm.store.errors import ConflictError, StaleError
from wfm.store.refusals import refusals
from wfm.store.schedules import DraftBasis, ScheduleInfo, create_draft, get_schedule, lock_week
from wfm.store.stored_shifts import plain, shift_rows, shifts_of
from wfm.store.tables import EDITED_DAYS, NOTICES, SCHEDULES, SHIFTS, WEEKS
from wfm.words import phrase

Day = tuple[str, date]


@dataclass(frozen=True, slots=True)
class DayChange:
    """How one agent's day differs between two schedules; times in UTC, empty where off."""

    agent_id: str
    date: date
    before: tuple[tuple[datetime, datetime], ...]
    after: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One changed day of a publication and the hours of notice that the agent had.

    Notice runs from the publication to the earlier start of the day before and after the change;
    it is negative for what already began.
    """

    agent_id: str
    date: date
    before: Sequence[Any]
    after: Sequence[Any]
    notice_hours: float


def publish(
    connection: Connection,
    actor: str,
    info: ScheduleInfo,
    version: int,
    broken_rules: int = 0,
    also: Mapping[str, Any] = MappingProxyType({}),
) -> ScheduleInfo:
    """Put a draft into force in place of what was, and record whose days changed.

    `broken_rules` is how many were accepted, for the trail, as is what else is `also` to be known.

    Raises
    ------
    StaleError
        If the draft was edited since `version`.
    ConflictError
        If it is published already, another came into force that it does not know, or an agent
        would be booked twice.
    """
    week = lock_week(connection, info.site, info.week)
    query = select(SCHEDULES).where(SCHEDULES.c.id == info.id).with_for_update()
    current = connection.execute(query).one()
    if current.published_at is not None:
        raise ConflictError(phrase("refusal.published_already"))
    if current.version != version:
        raise StaleError(
            phrase("stale.schedule", week=info.week, number=info.number), current.version
        )
    if current.based_on != week.published_number:
        raise ConflictError(phrase("refusal.merge_first", number=week.published_number))
    former = _former(connection, info, week.published_number)
    notices = _notices(connection, former, info)
    _exchange(connection, actor, former, info)
    if notices:
        connection.execute(insert(NOTICES), [{"schedule": info.id, **n} for n in notices])
    record(connection, actor, "publish", "schedule", f"{info.week}/{info.number}", site=info.site,
           before={"published": week.published_number},
           after={"published": info.number, "days_changed": len(notices),
                  "broken_rules": broken_rules, **dict(also)})  # fmt: skip
    return get_schedule(connection, info.site, info.week, info.number)


def take_days(
    connection: Connection,
    actor: str,
    draft: ScheduleInfo,
    source: ScheduleInfo,
    days: Mapping[Day, tuple[Sequence[Shift], Sequence[Shift]]],
    same: Collection[Day],
) -> ScheduleInfo:
    """Give a draft some agents' days of another schedule; it is based on that one from now on.

    `days` hold the shifts of each, the draft's and the source's. Marks of edits by hand come along,
    also those of days that are the `same` in both. The trail has a line for each day that changes.
    """
    for agent_id, day in days:
        for table in (SHIFTS, EDITED_DAYS):
            here = (table.c.schedule == draft.id, table.c.agent_id == agent_id)
            connection.execute(delete(table).where(*here, table.c.date == day))
    rows = shift_rows(draft.id, draft.site, [s for _, after in days.values() for s in after])
    if rows:
        connection.execute(insert(SHIFTS), rows)
    unmarked = {*days, *same} - edited_days(connection, draft.id).keys()
    copy_marks(connection, source.id, draft.id, unmarked)
    based = {"version": SCHEDULES.c.version + 1, "based_on": source.number}
    connection.execute(update(SCHEDULES).where(SCHEDULES.c.id == draft.id).values(based))
    place = f"{draft.week}/{draft.number}"
    record_all(connection, actor, draft.site, [
        {"action": "merge", "entity": "day", "key": f"{place}/{agent_id}/{day}",
         "before": plain(before), "after": plain(after)}
        for (agent_id, day), (before, after) in sorted(days.items())
    ])  # fmt: skip
    return get_schedule(connection, draft.site, draft.week, draft.number)


def copy(
    connection: Connection,
    actor: str,
    info: ScheduleInfo,
    note: str = "",
    *,
    based_on: int | DraftBasis | None = DraftBasis.NOW,
) -> ScheduleInfo:
    """Make a new draft with the same shifts and the same marks of hand-edited days."""
    draft = create_draft(
        connection, actor, info.site, info.week, shifts_of(connection, info.id),
        copied_from=info.number, based_on=based_on, run=info.run, note=note, summary=info.summary,
    )  # fmt: skip
    copy_marks(connection, info.id, draft.id, edited_days(connection, info.id).keys())
    return draft


def copy_marks(connection: Connection, source: int, target: int, days: Collection[Day]) -> None:
    """Mark days as edited by hand as they are in another schedule: by whom, and when."""
    taken_back = delete(EDITED_DAYS).where(
        EDITED_DAYS.c.schedule == target,
        EDITED_DAYS.c.edited_by == TAKEN_BACK,
        EDITED_DAYS.c.agent_id == bindparam("whose"),
        EDITED_DAYS.c.date == bindparam("day"),
    )
    if days:
        connection.execute(taken_back, [{"whose": whose, "day": day} for whose, day in days])
    found = connection.execute(
        select(EDITED_DAYS).where(
            EDITED_DAYS.c.schedule == source, EDITED_DAYS.c.edited_by != TAKEN_BACK
        )
    )
    marks = [row._asdict() | {"schedule": target, "version": 1} for row in found]
    marks = [mark for mark in marks if (mark["agent_id"], mark["date"]) in days]
    if marks:
        connection.execute(insert(EDITED_DAYS), marks)


def notices_of(
    connection: Connection, schedule: int, after: Day | None = None, limit: int | None = None
) -> list[Notice]:
    """Whose days a publication changed."""
    query = select(NOTICES).where(NOTICES.c.schedule == schedule)
    query = query.order_by(NOTICES.c.agent_id, NOTICES.c.date).limit(limit)
    if after is not None:
        same_agent = and_(NOTICES.c.agent_id == after[0], NOTICES.c.date > after[1])
        query = query.where((NOTICES.c.agent_id > after[0]) | same_agent)
    rows = connection.execute(query)
    return [Notice(r.agent_id, r.date, r.before, r.after, r.notice_hours) for r in rows]


def difference(
    connection: Connection, before: ScheduleInfo, after: ScheduleInfo
) -> list[DayChange]:
    """Agents' days that differ in any activity between two schedules of a site."""
    one, other = _days(connection, before.id), _days(connection, after.id)
    return [
        DayChange(*day, _hours(one.get(day, ())), _hours(other.get(day, ())))
        for day in sorted(one.keys() | other.keys())
        if _content(one.get(day, ())) != _content(other.get(day, ()))
    ]


def _former(connection: Connection, info: ScheduleInfo, number: int | None) -> ScheduleInfo | None:
    return None if number is None else get_schedule(connection, info.site, info.week, number)


def _exchange(
    connection: Connection, actor: str, former: ScheduleInfo | None, info: ScheduleInfo
) -> None:
    moment = now()
    sequences: list[dict[str, Any]] = []
    if former is not None:
        sequences = _kept_sequences(connection, former, info)
        connection.execute(
            update(SHIFTS).where(SHIFTS.c.schedule == former.id).values(in_force=False)
        )
        connection.execute(
            update(SCHEDULES).where(SCHEDULES.c.id == former.id).values(superseded_at=moment)
        )
    with refusals(phrase("refusal.overlap")):
        connection.execute(
            update(SHIFTS)
            .where(SHIFTS.c.schedule == info.id)
            .values(in_force=True, sequence=info.number)
        )
    if sequences:
        connection.execute(_SET_SEQUENCE, sequences)
    connection.execute(
        update(SCHEDULES)
        .where(SCHEDULES.c.id == info.id)
        .values(published_by=actor, published_at=moment, version=SCHEDULES.c.version + 1)
    )
    connection.execute(
        update(WEEKS)
        .where(WEEKS.c.site == info.site, WEEKS.c.week == info.week)
        .values(published_number=info.number)
    )


_SET_SEQUENCE = (
    update(SHIFTS)
    .where(
        SHIFTS.c.schedule == bindparam("in_schedule"),
        SHIFTS.c.agent_id == bindparam("of_agent"),
        SHIFTS.c.date == bindparam("on_date"),
        SHIFTS.c.ordinal == bindparam("at_ordinal"),
    )
    .values(sequence=bindparam("kept"))
)


def _kept_sequences(
    connection: Connection, former: ScheduleInfo, info: ScheduleInfo
) -> list[dict[str, Any]]:
    """Let a shift that stays as it was keep its sequence: no calendar then calls it changed."""
    before = {(r.agent_id, r.date, r.ordinal): r for r in _rows(connection, former.id)}
    kept = []
    for row in _rows(connection, info.id):
        same = before.get((row.agent_id, row.date, row.ordinal))
        if same is not None and _content([same]) == _content([row]):
            kept.append({
                "in_schedule": info.id, "of_agent": row.agent_id, "on_date": row.date,
                "at_ordinal": row.ordinal, "kept": same.sequence,
            })  # fmt: skip
    return kept


def _notices(
    connection: Connection, former: ScheduleInfo | None, info: ScheduleInfo
) -> list[dict[str, Any]]:
    moment = now()
    one = {} if former is None else _days(connection, former.id)
    other = _days(connection, info.id)
    notices = []
    for day in sorted(one.keys() | other.keys()):
        before, after = one.get(day, ()), other.get(day, ())
        if _content(before) != _content(after):
            first = min(row.start for row in (*before, *after))
            notices.append({
                "agent_id": day[0], "date": day[1], "before": _iso(before), "after": _iso(after),
                "notice_hours": (first - moment).total_seconds() / 3600,
            })  # fmt: skip
    return notices


def _rows(connection: Connection, schedule: int) -> Sequence[Row[Any]]:
    query = select(SHIFTS).where(SHIFTS.c.schedule == schedule).order_by(SHIFTS.c.start)
    return connection.execute(query).all()


def _days(connection: Connection, schedule: int) -> Mapping[Day, Sequence[Row[Any]]]:
    days: dict[Day, list[Row[Any]]] = {}
    for row in _rows(connection, schedule):
        days.setdefault((row.agent_id, row.date), []).append(row)
    return days


def _content(rows: Sequence[Row[Any]]) -> list[tuple[Any, ...]]:
    return [(row.start, row.end, row.activities) for row in rows]


def _hours(rows: Sequence[Row[Any]]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((row.start, row.end) for row in rows)


def _iso(rows: Sequence[Row[Any]]) -> list[list[str]]:
    return [[row.start.isoformat(), row.end.isoformat()] for row in rows]
