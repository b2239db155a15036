"""Smallest numbers that meet a condition, for whole arrays: doubling, then halving."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm.model import ServiceGoal
from wfm.staffing.erlang import Floats, Performance
from wfm.staffing.search import TOLERANCE

Condition = Callable[[Floats], NDArray[np.bool_]]
"""Which of the given numbers of agents do, one per interval."""
HALVINGS = 30


def least_whole(meets: Condition, size: int) -> Floats:
    """Fewest whole agents, 1 or more."""
    low, high = np.zeros(size), np.ones(size)
    while not (met := meets(high)).all():
        low, high = np.where(met, low, high), np.where(met, high, 2 * high)
    while (open_ := high - low > 1).any():
        middle = np.floor(0.5 * (low + high))
        met = meets(np.maximum(middle, 1.0))
        low, high = np.where(open_ & ~met, middle, low), np.where(open_ & met, middle, high)
    return high


def least_real(meets: Condition, size: int) -> Floats:
    """Smallest real number of agents, to 1e-9 of an agent."""
    high = least_whole(meets, size)
    low = high - 1
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        met = meets(middle)
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    return high


def meets_goal(found: Performance, goal: ServiceGoal) -> NDArray[np.bool_]:
    """Where the figures meet every target within the tolerance, and the queue is stable."""
    late = None if goal.service_level is None else 1 - goal.service_level
    caps = (
        (late, 1 - found.service_level),
        (goal.asa, found.asa),
        (goal.mean_wait, found.mean_wait),
        (goal.abandonment, found.abandonment),
        (goal.occupancy, found.occupancy),
    )
    met = np.asarray(found.waiting_probability < 1)
    for cap, value in caps:
        if cap is not None:
            met = met & (value <= cap + TOLERANCE)
    return met
