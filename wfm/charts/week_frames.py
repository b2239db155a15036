"""A plan's frames laid on the intervals of its week, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.model.plan import Plan
from wfm.timegrid import TimeGrid

ALL = "All queues"
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeekSeries:
    """Columns of one queue over the whole week; NaN where the queue is closed."""

    queue: str
    columns: Mapping[str, Values]

    def __getitem__(self, column: str) -> Values:
        return self.columns[column]


def grid_of(plan: Plan) -> TimeGrid:
    """Return the intervals of the planned week."""
    return TimeGrid(plan.site.time_zone, plan.week, 7, plan.site.interval_minutes)


def local_times(plan: Plan) -> Sequence[datetime]:
    """Return the wall time at which each interval of the week starts."""
    grid, zone = grid_of(plan), ZoneInfo(plan.site.time_zone)
    return [grid.at(index).astimezone(zone).replace(tzinfo=None) for index in range(len(grid))]


def per_queue(plan: Plan, frame: pd.DataFrame, columns: Sequence[str]) -> list[WeekSeries]:
    """Lay each queue's columns on the week."""
    return [
        WeekSeries(queue.name, _laid(plan, frame[frame["queue"] == queue.name], columns))
        for queue in plan.site.queues
    ]


def over_all(plan: Plan, frame: pd.DataFrame, columns: Sequence[str]) -> WeekSeries:
    """Lay the sums over all queues on the week."""
    sums = frame.groupby("interval_start", as_index=False)[list(columns)].sum()
    return WeekSeries(ALL, _laid(plan, sums, columns))


def _laid(plan: Plan, rows: pd.DataFrame, columns: Sequence[str]) -> Mapping[str, Values]:
    grid = grid_of(plan)
    elapsed = rows["interval_start"] - pd.Timestamp(grid.start)
    places = (elapsed // pd.Timedelta(minutes=grid.interval_minutes)).to_numpy(dtype=np.int64)
    inside = (places >= 0) & (places < len(grid))
    laid = {column: np.full(len(grid), np.nan) for column in columns}
    for column, values in laid.items():
        values[places[inside]] = rows[column].to_numpy(dtype=np.float64)[inside]
    return laid
