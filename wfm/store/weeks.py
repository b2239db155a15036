"""How far each week of a site is: forecast, drafted, published, changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from wfm.store.plans import PlanKind
from wfm.store.tables import PLANS, SCHEDULES, WEEKS


@dataclass(frozen=True, slots=True)
class WeekState:
    """A week: whether it is forecast, its newest draft, and what is in force."""

    week: date
    forecast: bool = False
    draft: int | None = None
    """Number of the newest draft that is newer than what is published."""
    published: int | None = None
    published_at: datetime | None = None


def week_states(connection: Connection, site: str) -> dict[date, WeekState]:
    """Tell the state of every week of which anything is stored."""
    plans = select(PLANS.c.week).where(PLANS.c.site == site, PLANS.c.kind == PlanKind.FORECAST)
    forecast = set(connection.scalars(plans.distinct()))
    newest = (
        select(SCHEDULES.c.week, func.max(SCHEDULES.c.number))
        .where(SCHEDULES.c.site == site, SCHEDULES.c.published_at.is_(None))
        .group_by(SCHEDULES.c.week)
    )
    drafts: dict[date, int] = {row[0]: row[1] for row in connection.execute(newest)}
    force = (
        select(SCHEDULES.c.week, SCHEDULES.c.number, SCHEDULES.c.published_at)
        .join(WEEKS, (WEEKS.c.site == SCHEDULES.c.site) & (WEEKS.c.week == SCHEDULES.c.week))
        .where(SCHEDULES.c.site == site, SCHEDULES.c.number == WEEKS.c.published_number)
    )
    published = {week: (number, at) for week, number, at in connection.execute(force)}
    states = {}
    for week in sorted(forecast | drafts.keys() | published.keys()):
        number, at = published.get(week, (None, None))
        draft = drafts.get(week)
        newer = draft is not None and (number is None or draft > number)
        states[week] = WeekState(week, week in forecast, draft if newer else None, number, at)
    return states
