"""The trail of adherence figures: what was said of each shift, and why it changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from wfm.store.schedules import lock_week
from wfm.store.tables import FIGURES

Entry = Mapping[str, Any]


def said(
    connection: Connection,
    site: str,
    week: date,
    agents: Sequence[str] | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Entry]:
    """Give what was said of a week, oldest first, with `number` and `measured_at`."""
    query = select(FIGURES).where(
        FIGURES.c.site == site, FIGURES.c.week == week, FIGURES.c.number > after
    )
    if agents is not None:
        query = query.where(FIGURES.c.agent_id.in_(agents))
    rows = connection.execute(query.order_by(FIGURES.c.number).limit(limit))
    return [{**r.entry, "number": r.number, "measured_at": r.measured_at} for r in rows]


def last_said(connection: Connection, site: str, week: date) -> int:
    """Lock the week and give the number of its last entry, 0 without any."""
    lock_week(connection, site, week)
    newest = select(func.max(FIGURES.c.number))
    query = newest.where(FIGURES.c.site == site, FIGURES.c.week == week)
    return connection.scalar(query) or 0


def say(
    connection: Connection,
    site: str,
    week: date,
    last: int,
    entries: Sequence[Entry],
    moment: datetime,
) -> None:
    """Append entries behind the number `last`."""
    rows = [
        {
            "site": site,
            "week": week,
            "number": number,
            "measured_at": moment,
            "agent_id": entry["agent_id"],
            "entry": dict(entry),
        }
        for number, entry in enumerate(entries, start=last + 1)
    ]
    if rows:
        connection.execute(insert(FIGURES), rows)
