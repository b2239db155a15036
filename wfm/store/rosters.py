"""What agents read: shifts in force, straight from their index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from wfm.store.tables import SCHEDULES, SHIFTS


@dataclass(frozen=True, slots=True)
class PublishedShift:
    """A shift in force; `activities` is JSON text."""

    date: date
    ordinal: int
    start: datetime
    end: datetime
    activities: str
    sequence: int
    published_at: datetime

    def as_json(self) -> str:
        """Write it as the API does; the activities are not even parsed."""
        return (
            f'{{"date":"{self.date}","start":"{_iso(self.start)}","end":"{_iso(self.end)}",'
            f'"activities":{self.activities}}}'
        )


_COLUMNS = (
    SHIFTS.c.date, SHIFTS.c.ordinal, SHIFTS.c.start, SHIFTS.c.end, SHIFTS.c.activities,
    SHIFTS.c.sequence, SCHEDULES.c.published_at,
)  # fmt: skip
_BETWEEN = (
    select(*_COLUMNS)
    .join(SCHEDULES, SCHEDULES.c.id == SHIFTS.c.schedule)
    .where(
        SHIFTS.c.site == bindparam("of_site"),
        SHIFTS.c.agent_id == bindparam("of_agent"),
        SHIFTS.c.in_force,
        SHIFTS.c.start < bindparam("until"),
        SHIFTS.c.end > bindparam("since"),
    )
    .order_by(SHIFTS.c.start)
)


def shifts_in_force(
    connection: Connection, site: str, agent_id: str, since: datetime, until: datetime
) -> list[PublishedShift]:
    """Find the published shifts of one agent that touch [since, until), in order."""
    parameters = {"of_site": site, "of_agent": agent_id, "since": since, "until": until}
    return [PublishedShift(*row) for row in connection.execute(_BETWEEN, parameters)]


def shifts_in_force_json(
    connection: Connection, site: str, agent_id: str, since: datetime, until: datetime
) -> str:
    """Write the published shifts of one agent that touch [since, until) as a JSON list."""
    shifts = shifts_in_force(connection, site, agent_id, since, until)
    return f"[{','.join(shift.as_json() for shift in shifts)}]"


def _iso(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
