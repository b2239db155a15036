"""Two versions of a week side by side: heads, service and cost, and whose days differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from wfm.model import Site
from wfm.model.paid_time import paid_time
from wfm.planning.closed_days import holiday_minutes
from wfm.planning.predicted_kpis import predicted_kpis
from wfm.planning.revise_schedule import FIGURES
from wfm.service.load_plan import closed_as_planned, site_of_week
from wfm.service.publish import judged
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.publishing import DayChange, difference
from wfm.store.schedules import ScheduleInfo, load_schedule
from wfm.store.stored_shifts import shifts_of
from wfm.store.trades import self_service

if TYPE_CHECKING:
    from wfm.planning.week_demand import WeekDemand

BESIDE: Final = ("required_hours", "scheduled_hours", *FIGURES)
"""Key figures that are shown of both versions."""


@dataclass(frozen=True, slots=True)
class VersionTotal:
    """What a version comes to in a week."""

    paid_hours: float
    cost: float
    """Of the paid hours, in the site's currency."""
    broken: int
    """Hard rules that are broken."""


@dataclass(frozen=True, slots=True)
class QueueDay:
    """A queue on a day (None: in the week): each figure of `BESIDE` in both versions."""

    queue: str
    date: date | None
    figures: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class DifferentDay:
    """An agent's day that differs, and the notice of a change from one version to the other."""

    change: DayChange
    notice_hours: float
    """From the publication, or now, to the earlier start; negative for what had begun."""
    short: bool
    """Whether that is less than the site's notice."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a week."""

    before: ScheduleInfo
    after: ScheduleInfo
    totals: tuple[VersionTotal, VersionTotal]
    measured_by: ScheduleInfo | None
    """Whose forecast and requirement both are measured by; None where neither run kept any."""
    queues: tuple[QueueDay, ...]
    days: tuple[DifferentDay, ...]
    site: Site
    least_notice: int
    """Hours."""

    @property
    def short(self) -> list[str]:
        """Agents of whom a day would change at short notice."""
        return list(dict.fromkeys(one.change.agent_id for one in self.days if one.short))


def compared(tx: Connection, before: ScheduleInfo, after: ScheduleInfo) -> Comparison:
    """Lay two versions of a week side by side; both are measured by one requirement.

    That is the second one's, as it is what may come into force, else the first one's.
    """
    site = site_of_week(tx, after.site, after.week)
    demand, whose = _demand(tx, site, after, before)
    least = self_service(tx, after.site).value.notice_hours
    return Comparison(
        before=before,
        after=after,
        totals=(_total(tx, site, before), _total(tx, site, after)),
        measured_by=whose,
        queues=() if demand is None else tuple(_queues(tx, demand, before, after)),
        days=tuple(_days(tx, before, after, least)),
        site=site,
        least_notice=least,
    )


def _demand(
    tx: Connection, site: Site, *infos: ScheduleInfo
) -> tuple[WeekDemand | None, ScheduleInfo | None]:
    for info in infos:
        try:
            return demand_of_schedule(tx, info, site), info
        except NotFoundError:
            continue
    return None, None


def _total(tx: Connection, site: Site, info: ScheduleInfo) -> VersionTotal:
    from wfm.scheduling.horizon import Horizon

    horizon = Horizon(closed_as_planned(tx, info, site), info.week)
    hours, cost = paid_time(site.agents, shifts_of(tx, info.id), holiday_minutes(horizon))
    return VersionTotal(hours, cost, sum(finding.hard for finding in judged(tx, info)))


def _queues(
    tx: Connection, demand: WeekDemand, before: ScheduleInfo, after: ScheduleInfo
) -> Iterator[QueueDay]:
    tables = []
    for info in (before, after):
        coverage = demand.coverage(demand.heads_of(load_schedule(tx, info)))
        kpis = predicted_kpis(coverage, demand.forecast, demand.site)
        tables.append(kpis[kpis["queue"].notna()].to_dict("records"))
    for old, new in zip(*tables, strict=True):
        day = new["date"] if isinstance(new["date"], date) else None
        figures = {name: (float(old[name]), float(new[name])) for name in BESIDE}
        yield QueueDay(str(new["queue"]), day, figures)


def _days(
    tx: Connection, before: ScheduleInfo, after: ScheduleInfo, least: int
) -> Iterator[DifferentDay]:
    told: datetime = after.published_at or now()
    for change in difference(tx, before, after):
        first = min(start for start, _ in (*change.before, *change.after))
        notice = (first - told).total_seconds() / 3600
        yield DifferentDay(change, notice, short=notice < least)
