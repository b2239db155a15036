"""What several sheets read from a plan: heads per interval, letters per agent, clock columns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wfm.model import ActivityCategory, Shift
from wfm.model.plan import Plan
from wfm.timegrid import TimeGrid

Slot = tuple[int, int, int]
"""Local hour, 1 where clocks show it a second time, minute: sorts as time passes."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Heads of one interval over all queues; `short` sums what each queue lacks."""

    required: float
    scheduled: float
    short: float

    @property
    def net(self) -> float:
        """Scheduled less required."""
        return self.scheduled - self.required


def week_grid(plan: Plan) -> TimeGrid:
    """Return the intervals of the planned week."""
    return TimeGrid(plan.site.time_zone, plan.week, 7, plan.site.interval_minutes)


def local_time(grid: TimeGrid, interval: int) -> datetime:
    """Return the local time at which an interval starts."""
    return grid.at(interval).astimezone(ZoneInfo(grid.time_zone))


def slot_of(moment: datetime) -> Slot:
    """Return a local time's place in its day."""
    return moment.hour, moment.fold, moment.minute


def clock(slot: Slot) -> time:
    """Return the wall time of a slot."""
    hour, _, minute = slot
    return time(hour, minute)


def indexed_coverage(plan: Plan) -> pd.DataFrame:
    """Coverage with the columns `interval` (index in the week) and `short` added."""
    grid = week_grid(plan)
    elapsed = plan.coverage["interval_start"] - pd.Timestamp(grid.start)
    interval = (elapsed // pd.Timedelta(minutes=grid.interval_minutes)).astype(np.int64)
    short = (plan.coverage["required"] - plan.coverage["scheduled"]).clip(lower=0)
    return plan.coverage.assign(interval=interval, short=short)


def heads_by_interval(coverage: pd.DataFrame) -> Mapping[int, Heads]:
    """Sum indexed coverage over the queues."""
    sums = coverage.groupby("interval")[["required", "scheduled", "short"]].sum()
    heads = (Heads(*row) for row in sums.to_numpy(dtype=float).tolist())
    return dict(zip(sums.index.tolist(), heads, strict=True))


def categories_by_agent(plan: Plan) -> Mapping[str, Mapping[int, ActivityCategory]]:
    """Return what each agent mostly does in each interval, shifts carried in included."""
    grid = week_grid(plan)
    starts = [grid.at(interval) for interval in range(len(grid) + 1)]
    agents: dict[str, dict[int, ActivityCategory]] = {}
    for shift in (*plan.site.previous, *plan.schedule.shifts):
        agents.setdefault(shift.agent_id, {}).update(_categories(shift, starts))
    return agents


def _categories(shift: Shift, starts: Sequence[datetime]) -> Iterator[tuple[int, ActivityCategory]]:
    first = max(bisect_right(starts, shift.start) - 1, 0)
    for interval in range(first, min(bisect_left(starts, shift.end), len(starts) - 1)):
        start, end = starts[interval], starts[interval + 1]
        shares = {
            activity.category: min(activity.end, end) - max(activity.start, start)
            for activity in shift.activities
            if activity.start < end and activity.end > start
        }
        yield interval, max(shares, key=lambda category: shares[category])


def shifts_by_agent(plan: Plan) -> Mapping[str, Mapping[date, Sequence[Shift]]]:
    """Return each agent's shifts by the local date on which they start, in order."""
    agents: dict[str, dict[date, list[Shift]]] = {agent.id: {} for agent in plan.site.agents}
    for shift in sorted(plan.schedule.shifts, key=lambda shift: shift.start):
        agents[shift.agent_id].setdefault(shift.date, []).append(shift)
    return agents


def absent_days(plan: Plan) -> frozenset[tuple[str, date]]:
    """Return the agents and local days that time off touches."""
    grid = week_grid(plan)
    return frozenset(
        (absence.agent_id, day)
        for absence in plan.site.time_off
        for day in plan.days
        if absence.start < grid.instant(day, 1440) and absence.end > grid.instant(day, 0)
    )
