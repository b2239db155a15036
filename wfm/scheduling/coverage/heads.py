"""Heads on queue, counted from explicit shifts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Shift
from wfm.scheduling.coverage.head_flow import Cover, add_heads, empty_cover
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.tours.arrays import CoverTables


def group_heads(horizon: Horizon, shifts: Iterable[Shift]) -> NDArray[np.int32]:
    """Count heads on queue per set of skills (in the order of `week.serves`) and interval."""
    numbers = {skills: g for g, skills in enumerate(horizon.serves)}
    group = {agent.id: numbers[agent.skills] for agent in horizon.site.agents}
    spans = [
        (group[shift.agent_id], activity.start.timestamp(), activity.end.timestamp())
        for shift in shifts
        if shift.agent_id in group
        for activity in shift.activities
        if activity.category is ActivityCategory.ON_QUEUE
    ]
    of_group, begins, ends = np.array(spans, float).reshape(-1, 3).T
    first, step = horizon.grid.start.timestamp(), 60 * horizon.grid.interval_minutes
    changes = np.zeros((len(numbers), len(horizon.grid) + 1), np.int32)
    for times, change in ((begins, 1), (ends, -1)):
        at = np.clip((times - first) // step, 0, len(horizon.grid)).astype(np.int64)
        np.add.at(changes, (of_group.astype(np.int64), at), change)
    heads: NDArray[np.int32] = changes[:, :-1].cumsum(axis=1, dtype=np.int32)
    return heads


def shared_heads(tables: CoverTables, heads: NDArray[np.int32]) -> NDArray[np.int32]:
    """Share heads[group, interval] among the queues at the least price: [queue, interval]."""
    return filled_cover(tables, heads).heads


def filled_cover(tables: CoverTables, heads: NDArray[np.int32]) -> Cover:
    """Put heads[group, interval] where each is worth most."""
    cover = empty_cover(tables)
    add_heads(cover, heads)
    return cover
