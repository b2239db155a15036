"""Smallest numbers that meet a condition, for whole arrays: doubling, then halving."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm.model import ServiceGoal
from wfm.staffing.erlang import Performance
from wfm.staffing.tolerances import TOLERANCE, Floats

Condition = Callable[[Floats], NDArray[np.bool_]]
"""Which of the given numbers of agents do, one per interval."""
HALVINGS = 30


def least_whole(meets: Condition, size: int, most: float = np.inf) -> Floats:
    """Fewest whole agents, from 1 to `most`; `most` where even they do not do."""
    low, high = np.zeros(size), np.ones(size)
    while (short := ~meets(high) & (high < most)).any():
        low, high = np.where(short, high, low), np.where(short, np.minimum(2 * high, most), high)
    while (open_ := high - low > 1).any():
        middle = np.floor(0.5 * (low + high))
        met = meets(np.maximum(middle, 1.0))
        low, high = np.where(open_ & ~met, middle, low), np.where(open_ & met, middle, high)
    return high


def least_real(meets: Condition, size: int, most: float = np.inf) -> Floats:
    """Smallest real number of agents, to 1e-9 of an agent; `most` where even they do not do."""
    high = least_whole(meets, size, most)
    low = high - 1
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        met = meets(middle)
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    return high


def meets_goal(found: Performance, goal: ServiceGoal) -> NDArray[np.bool_]:
    """Where the figures meet every target within the tolerance, and the queue is stable."""
    met = np.isfinite(found.mean_wait)
    for cap, value in _caps(found, goal).values():
        met = met & (value <= cap + TOLERANCE)
    return met


def binding_target(found: Performance, goal: ServiceGoal) -> NDArray[np.str_]:
    """Name the target that the figures of the exact requirement meet most narrowly."""
    caps = _caps(found, goal)
    if not caps:
        return np.full(np.shape(found.service_level), "workload")
    used = [np.nan_to_num(value / cap) for cap, value in caps.values()]
    binding: NDArray[np.str_] = np.array(list(caps))[np.argmax(used, axis=0)]
    return binding


def _caps(found: Performance, goal: ServiceGoal) -> dict[str, tuple[float, Floats]]:
    late = None if goal.service_level is None else 1 - goal.service_level
    caps = {
        "service_level": (late, 1 - found.service_level),
        "asa": (goal.asa, found.asa),
        "mean_wait": (goal.mean_wait, found.mean_wait),
        "abandonment": (goal.abandonment, found.abandonment),
        "occupancy": (goal.occupancy, found.occupancy),
    }
    return {name: (cap, value) for name, (cap, value) in caps.items() if cap is not None}
