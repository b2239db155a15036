"""Heads on queue, counted from explicit shifts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

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
    heads = np.zeros((len(numbers), len(horizon.grid)), np.int32)
    first, interval = horizon.grid.start, timedelta(minutes=horizon.grid.interval_minutes)
    for shift in shifts:
        if shift.agent_id in group:
            for activity in shift.activities:
                if activity.category is ActivityCategory.ON_QUEUE:
                    begin, end = (
                        (activity.start - first) // interval,
                        (activity.end - first) // interval,
                    )
                    heads[group[shift.agent_id], max(0, begin) : max(0, end)] += 1
    return heads


def shared_heads(tables: CoverTables, heads: NDArray[np.int32]) -> NDArray[np.int32]:
    """Share heads[group, interval] among the queues at the least price: [queue, interval]."""
    return filled_cover(tables, heads).heads


def filled_cover(tables: CoverTables, heads: NDArray[np.int32]) -> Cover:
    """Put heads[group, interval] where each is worth most."""
    cover = empty_cover(tables)
    add_heads(cover, heads)
    return cover
