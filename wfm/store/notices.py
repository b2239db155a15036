"""Days of an agent that publications changed, until the agent has confirmed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.tables import NOTICES, SCHEDULES


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A changed day that its agent has not confirmed: the hours as they were before the first."""

    date: date
    before: tuple[tuple[datetime, datetime], ...]
    published_at: datetime
    """When the latest of the changes was published."""
    schedule: int
    """Id of that publication: what is confirmed goes up to here."""


def changes_of(connection: Connection, site: str, agent_id: str, since: date) -> list[OwnChange]:
    """List what the agent has not confirmed, from a date on, a day each.

    What a week's first publication brought is no change.
    """
    earlier = SCHEDULES.alias()
    query = (
        select(NOTICES.c.date, NOTICES.c.before, SCHEDULES.c.published_at, NOTICES.c.schedule)
        .join(SCHEDULES, SCHEDULES.c.id == NOTICES.c.schedule)
        .where(SCHEDULES.c.site == site, NOTICES.c.agent_id == agent_id)
        .where(NOTICES.c.date >= since, NOTICES.c.confirmed_at.is_(None))
        .where(
            select(earlier.c.id)
            .where(
                earlier.c.site == SCHEDULES.c.site,
                earlier.c.week == SCHEDULES.c.week,
                earlier.c.published_at < SCHEDULES.c.published_at,
            )
            .exists()
        )
        .order_by(NOTICES.c.date, SCHEDULES.c.published_at)
    )
    found: dict[date, OwnChange] = {}
    for day, before, published_at, schedule in connection.execute(query):
        first = found.get(day)
        hours = _hours(before) if first is None else first.before
        found[day] = OwnChange(day, hours, published_at, schedule)
    return list(found.values())


def confirm_changes(
    connection: Connection, actor: str, site: str, agent_id: str, up_to: int
) -> int:
    """Confirm an agent's changes up to that publication; tells how many there were."""
    mine = select(SCHEDULES.c.id).where(SCHEDULES.c.site == site, SCHEDULES.c.id <= up_to)
    confirmed = connection.execute(
        update(NOTICES)
        .where(
            NOTICES.c.agent_id == agent_id,
            NOTICES.c.confirmed_at.is_(None),
            NOTICES.c.schedule.in_(mine),
        )
        .values(confirmed_at=now())
    ).rowcount
    if confirmed:
        record(connection, actor, "confirm", "changed days", agent_id, site=site,
               after={"days": confirmed})  # fmt: skip
    return confirmed


def _hours(said: Sequence[Any] | None) -> tuple[tuple[datetime, datetime], ...]:
    return tuple(
        (datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in said or ()
    )
