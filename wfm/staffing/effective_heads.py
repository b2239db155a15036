"""The heads that a queue alone would need to give the service that was seen."""

from __future__ import annotations

import numpy as np

from wfm.model import Queue
from wfm.staffing.immediate_work import queue_performance
from wfm.staffing.tolerances import Floats

STEPS = 30
"""Halvings of the heads in which the answer lies."""
ROOM, FEW = 3.0, 10.0
"""The answer lies below `ROOM` times the offered load and `FEW` heads."""
TELLING = {"service_level": (0.01, 0.997), "asa": (0.02, 1800.0), "abandonment": (2e-4, 0.9)}
"""Target → values between which heads can be told from it."""


def effective_heads(
    queue: Queue, load: Floats, aht: Floats, target: str, values: Floats
) -> Floats:  # fmt: skip
    """Available heads with which the queue's own model gives these values of a target.

    In steady state; `target` is one of `TELLING`. NaN where nothing is offered or seen.
    """
    least, most = TELLING[target]
    some = (load > 0) & ~np.isnan(values)
    found = np.full(load.shape, np.nan)
    wanted, offered, times = np.clip(values[some], least, most), load[some], aht[some]
    low, high = np.zeros(offered.size), ROOM * offered + FEW
    for _ in range(STEPS if offered.size else 0):
        middle = 0.5 * (low + high)
        figures = getattr(queue_performance(queue, offered, middle, times), target)
        better = figures >= wanted if target == "service_level" else figures <= wanted
        low, high = np.where(better, low, middle), np.where(better, middle, high)
    found[some] = 0.5 * (low + high)
    return found
