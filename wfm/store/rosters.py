"""What agents read: shifts in force, straight from their index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, String, and_, bindparam, cast, literal, select

from wfm.model import ActivityCategory
from wfm.store.columns import iso_text
from wfm.store.database import Database
from wfm.store.one_statement import OneStatement
from wfm.store.stored_shifts import ACTIVITIES
from wfm.store.tables import AGENTS, SCHEDULES, SHIFTS, USERS
from wfm.store.users import Role


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
        return _json(self.date, self.start, self.end, self.activities)


_COLUMNS = (
    SHIFTS.c.date, SHIFTS.c.ordinal, SHIFTS.c.start, SHIFTS.c.end, SHIFTS.c.activities,
    SHIFTS.c.sequence, SCHEDULES.c.published_at,
)  # fmt: skip
_TOUCHES = (
    SHIFTS.c.site == bindparam("of_site"),
    SHIFTS.c.agent_id == bindparam("of_agent"),
    SHIFTS.c.in_force,
    SHIFTS.c.start < bindparam("until"),
    SHIFTS.c.end > bindparam("since"),
)
_BETWEEN = (
    select(*_COLUMNS)
    .join(SCHEDULES, SCHEDULES.c.id == SHIFTS.c.schedule)
    .where(*_TOUCHES)
    .order_by(SHIFTS.c.start)
)
_SHIFT_JSON = (
    literal('{"date":"')
    + cast(SHIFTS.c.date, String)
    + literal('","start":"')
    + iso_text(SHIFTS.c.start)
    + literal('","end":"')
    + iso_text(SHIFTS.c.end)
    + literal('","activities":')
    + SHIFTS.c.activities
    + literal("}")
)
_OWN = OneStatement(
    select(USERS.c.role, USERS.c.active, USERS.c.epoch, _SHIFT_JSON)
    .outerjoin_from(
        USERS,
        SHIFTS,
        and_(
            SHIFTS.c.site == USERS.c.site,
            SHIFTS.c.agent_id == USERS.c.agent_id,
            SHIFTS.c.in_force,
            SHIFTS.c.start < bindparam("until"),
            SHIFTS.c.end > bindparam("since"),
        ),
    )
    .where(USERS.c.name == bindparam("of_user"))
    .order_by(SHIFTS.c.start)
)
"""The database writes the JSON: a row would cost more to read than to send."""


def shifts_in_force(
    connection: Connection, site: str, agent_id: str, since: datetime, until: datetime
) -> list[PublishedShift]:
    """Find the published shifts of one agent that touch [since, until), in order."""
    parameters = {"of_site": site, "of_agent": agent_id, "since": since, "until": until}
    return [PublishedShift(*row) for row in connection.execute(_BETWEEN, parameters)]


async def own_shifts_json(
    database: Database, user: str, epoch: int, since: datetime, until: datetime
) -> tuple[Role, str] | None:
    """Write the published shifts of a user that touch [since, until) as a JSON list, in one query.

    Returns
    -------
    tuple[Role, str] | None
        The user's role and the list; None where nobody active has this name and epoch, or the
        database does not answer.
    """
    rows = await _OWN.rows(database, {"of_user": user, "since": since, "until": until})
    if not rows:
        return None
    role, active, known = rows[0][:3]
    if not active or known != epoch:
        return None
    shifts = ",".join([row[3] for row in rows if row[3] is not None])
    return Role(role), f"[{shifts}]"


@dataclass(frozen=True, slots=True)
class ColleagueOnShift:
    """Who of the team is on shift, and the category of what they do until when; nothing more."""

    name: str
    category: ActivityCategory
    until: datetime


HIDDEN = frozenset({ActivityCategory.TIME_OFF, ActivityCategory.UNAVAILABLE})
"""Categories that would tell of a leave: whoever is in one looks as if they were off."""


def colleagues_on_shift(
    connection: Connection, site: str, agent_id: str, moment: datetime
) -> list[ColleagueOnShift]:
    """List the agent's team mates whose published shift runs at a moment, by name."""
    team = select(AGENTS.c.team).where(AGENTS.c.site == site, AGENTS.c.id == agent_id)
    query = (
        select(AGENTS.c.name, SHIFTS.c.activities)
        .join(AGENTS, and_(AGENTS.c.site == SHIFTS.c.site, AGENTS.c.id == SHIFTS.c.agent_id))
        .where(SHIFTS.c.site == site, SHIFTS.c.in_force, AGENTS.c.active)
        .where(SHIFTS.c.start <= moment, SHIFTS.c.end > moment)
        .where(AGENTS.c.team == team.scalar_subquery(), AGENTS.c.id != agent_id)
        .order_by(AGENTS.c.name, AGENTS.c.id)
    )
    found = []
    for name, activities in connection.execute(query):
        now = next(a for a in ACTIVITIES.validate_json(activities) if a.start <= moment < a.end)
        if now.category not in HIDDEN:
            found.append(ColleagueOnShift(name, now.category, now.end))
    return found


def _json(date: date, start: datetime, end: datetime, activities: str) -> str:
    return (
        f'{{"date":"{date}","start":"{_iso(start)}","end":"{_iso(end)}","activities":{activities}}}'
    )


def _iso(instant: datetime) -> str:
    return f"{instant.isoformat()[:19]}Z"
