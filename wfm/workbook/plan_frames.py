"""What several sheets read from a plan: heads per interval, letters per agent, clock columns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wfm.figures.net_staffing import under_and_over
from wfm.model import ActivityCategory, Shift
from wfm.model.plan import Plan
from wfm.timegrid import TimeGrid
from wfm.workbook.styles import LETTERS


@dataclass(frozen=True, slots=True)
class Part:
    """What an agent does from `start` to `end`, in UTC."""

    category: ActivityCategory
    start: datetime
    end: datetime


Slot = tuple[int, int, int]
"""Local hour, 1 where clocks show it a second time, minute: sorts as time passes."""


@dataclass(frozen=True, slots=True)
class HeadsInAll:
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
    short, _ = under_and_over(plan.coverage["scheduled"], plan.coverage["required"])
    return plan.coverage.assign(interval=interval, short=short)


def heads_by_interval(coverage: pd.DataFrame) -> Mapping[int, HeadsInAll]:
    """Sum indexed coverage over the queues."""
    sums = coverage.groupby("interval")[["required", "scheduled", "short"]].sum()
    heads = (HeadsInAll(*row) for row in sums.to_numpy(dtype=float).tolist())
    return dict(zip(sums.index.tolist(), heads, strict=True))


def parts_by_agent(plan: Plan) -> Mapping[str, Sequence[Part]]:
    """Return what each agent does when, shifts carried in and absences of part of a day included.

    An absence counts on days with a shift only: other days say it in the roster.
    """
    agents: dict[str, list[Part]] = {}
    shifts = (*plan.site.previous, *plan.schedule.shifts)
    working = {(shift.agent_id, shift.date) for shift in shifts}
    for shift in shifts:
        parts = agents.setdefault(shift.agent_id, [])
        parts += [Part(part.category, part.start, part.end) for part in shift.activities]
    for (agent, day), spans in absences(plan).items():
        if (agent, day) in working:
            away = (Part(ActivityCategory.TIME_OFF, start, end) for start, end in spans)
            agents.setdefault(agent, []).extend(away)
    return {agent: sorted(parts, key=lambda part: part.start) for agent, parts in agents.items()}


def letters(parts: Sequence[Part], starts: Sequence[datetime]) -> Mapping[int, str]:
    """Return the letters of each column that somebody is at work or away in; None are left out.

    `starts` are the columns' borders. Whatever interrupts the work on queue is told, however short
    it is; in lower case where it fills only a part of the column.
    """
    found: dict[int, dict[ActivityCategory, timedelta]] = {}
    for part in parts:
        first = max(bisect_right(starts, part.start) - 1, 0)
        for column in range(first, min(bisect_left(starts, part.end), len(starts) - 1)):
            share = min(part.end, starts[column + 1]) - max(part.start, starts[column])
            shares = found.setdefault(column, {})
            shares[part.category] = shares.get(part.category, timedelta()) + share
    return {
        column: _letters(shares, starts[column + 1] - starts[column])
        for column, shares in found.items()
    }


def _letters(shares: Mapping[ActivityCategory, timedelta], whole: timedelta) -> str:
    on_queue = ActivityCategory.ON_QUEUE
    told = [kind for kind in shares if len(shares) == 1 or kind is not on_queue]
    marks = {kind: LETTERS[kind][0] for kind in told}
    return "".join(m if shares[kind] == whole else m.lower() for kind, m in marks.items())


def shifts_by_agent(plan: Plan) -> Mapping[str, Mapping[date, Sequence[Shift]]]:
    """Return each agent's shifts by the local date on which they start, in order."""
    agents: dict[str, dict[date, list[Shift]]] = {agent.id: {} for agent in plan.site.agents}
    for shift in sorted(plan.schedule.shifts, key=lambda shift: shift.start):
        agents[shift.agent_id].setdefault(shift.date, []).append(shift)
    return agents


def absences(plan: Plan) -> Mapping[tuple[str, date], Sequence[tuple[datetime, datetime]]]:
    """Return when agents are away, by agent and local day, cut at midnight and in order."""
    grid = week_grid(plan)
    found: dict[tuple[str, date], list[tuple[datetime, datetime]]] = {}
    for absence in sorted(plan.site.time_off, key=lambda absence: absence.start):
        for day in plan.days:
            midnight, next_midnight = grid.instant(day, 0), grid.instant(day, 1440)
            start, end = max(absence.start, midnight), min(absence.end, next_midnight)
            if start < end:
                spans = found.setdefault((absence.agent_id, day), [])
                if spans and start <= spans[-1][1]:
                    start, end = spans[-1][0], max(end, spans.pop()[1])
                spans.append((start, end))
    return found


def is_whole_day(plan: Plan, day: date, spans: Sequence[tuple[datetime, datetime]]) -> bool:
    """Tell whether absences leave nothing of a local day."""
    grid = week_grid(plan)
    return list(spans) == [(grid.instant(day, 0), grid.instant(day, 1440))]
