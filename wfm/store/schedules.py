"""Schedules of a week: numbered from 1, drafts until they are published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from wfm.model import Schedule, Shift
from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.errors import NotFoundError
from wfm.store.refusals import refusals
from wfm.store.stored_shifts import shift_rows, shifts_of
from wfm.store.tables import SCHEDULES, SHIFTS, SITES, WEEKS
from wfm.words import phrase


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
