"""What changed days cost in heads on queue and in service, in the published weeks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from wfm.model import Schedule
from wfm.service.changed_days import DayShifts, with_days
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.schedules import ScheduleInfo, load_schedule
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.week_demand import WeekDemand

KEYS = ["queue", "interval_start"]
HAIR = 1e-6
"""Sums of heads that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class HeadCost:
    """What a change costs a queue in an interval: heads, and net staffing before and after."""

    queue: str
    start: datetime
    """By the site's clock."""
    heads: float
    before: float
    after: float

    @property
    def said(self) -> Phrase:
        """Say it."""
        return phrase(
            "leave.coverage.costs",
            heads=self.heads, queue=self.queue, at=self.start, net=self.after,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """Predicted service of a queue on a day, before and after; NaN where it is not defined."""

    queue: str
    date: date
    before: float
    after: float


class PublishedHeads:
    """Heads of published weeks, each counted once however many changes are looked at."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self._weeks: dict[int, tuple[WeekDemand, Schedule, pd.DataFrame] | None] = {}

    def costs(self, info: ScheduleInfo, days: DayShifts) -> list[HeadCost] | None:
        """Give where a change of days costs heads; None where the run kept no requirement."""
        week = self._week(info)
        if week is None:
            return None
        demand, schedule, before = week
        after, zone = self._net(demand, with_days(schedule, days)), demand.horizon.zone
        both = before.merge(after, on=KEYS, suffixes=("", "_after"))
        lost = both[both["scheduled"] - both["scheduled_after"] > HAIR]
        moments = [at.to_pydatetime().astimezone(zone) for at in lost["interval_start"]]
        figures = lost.assign(heads=lost["scheduled"] - lost["scheduled_after"])
        numbers = figures[["heads", "net", "net_after"]].to_numpy(float).tolist()
        queues = map(str, lost["queue"])
        return [
            HeadCost(queue, at, *costs)
            for queue, at, costs in zip(queues, moments, numbers, strict=True)
        ]

    def net(self, info: ScheduleInfo) -> pd.DataFrame | None:
        """Give heads beside the requirement per queue and interval; None where none was kept."""
        week = self._week(info)
        return None if week is None else week[2]

    def net_without(
        self, info: ScheduleInfo, away: Collection[str], moment: datetime
    ) -> pd.DataFrame | None:
        """Give the same without the shifts, running at a moment, of agents who are not there."""
        week = self._week(info)
        if week is None:
            return None
        demand, schedule, net = week
        days = {
            (shift.agent_id, shift.date): tuple(
                other
                for other in schedule.shifts
                if (other.agent_id, other.date) == (shift.agent_id, shift.date)
                and other is not shift
            )
            for shift in schedule.shifts
            if shift.agent_id in away and shift.start <= moment < shift.end
        }
        return self._net(demand, with_days(schedule, days)) if days else net

    def service(self, info: ScheduleInfo, days: DayShifts) -> list[ServiceChange]:
        """Give the predicted service level of each queue on the changed dates."""
        from wfm.planning.predicted_kpis import predicted_kpis

        week = self._week(info)
        if week is None:
            return []
        demand, schedule, _ = week
        dates = {day for _, day in days}
        levels = []
        for one in (schedule, with_days(schedule, days)):
            coverage = demand.coverage(demand.heads_of(one))
            kpis = predicted_kpis(coverage, demand.forecast, demand.site)
            of_days = kpis[kpis["queue"].notna() & kpis["date"].notna()]
            names = zip(of_days["queue"], of_days["date"], of_days["service_level"], strict=True)
            levels.append({(str(q), d): float(level) for q, d, level in names if d in dates})
        before, after = levels
        return [ServiceChange(*day, before[day], after[day]) for day in sorted(before)]

    def _week(self, info: ScheduleInfo) -> tuple[WeekDemand, Schedule, pd.DataFrame] | None:
        if info.id not in self._weeks:
            try:
                demand = demand_of_schedule(self.tx, info)
            except NotFoundError:
                self._weeks[info.id] = None
            else:
                schedule = load_schedule(self.tx, info)
                self._weeks[info.id] = demand, schedule, self._net(demand, schedule)
        return self._weeks[info.id]

    @staticmethod
    def _net(demand: WeekDemand, schedule: Schedule) -> pd.DataFrame:
        import pandas as pd

        heads = demand.heads_of(schedule)
        heads["interval_start"] = pd.to_datetime(heads["interval_start"], utc=True)
        wanted = demand.requirement[[*KEYS, "gross_requirement"]]
        found = heads.merge(
            wanted.assign(interval_start=pd.to_datetime(wanted["interval_start"], utc=True)),
            on=KEYS,
        )
        found["net"] = found["scheduled"] - found["gross_requirement"]
        return found


def worst(costs: Sequence[HeadCost]) -> list[HeadCost]:
    """Give of each queue the interval that would be shortest of heads."""
    found: dict[str, HeadCost] = {}
    for cost in costs:
        if cost.queue not in found or cost.after < found[cost.queue].after:
            found[cost.queue] = cost
    return list(found.values())
