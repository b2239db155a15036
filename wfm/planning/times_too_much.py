"""How far simulated figures are from a queue's goal, as one number for all kinds of targets."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from wfm.model import Queue

MARGIN = 0.005
"""Share of contacts by which a schedule is to exceed its goal."""
TOLERATED = 0.02
"""Share by which late contacts may exceed what is aimed at and still count as met."""


def times_too_much(queue: Queue, figures: Mapping[Hashable, Any]) -> float:
    """How many times too much is late, waited or lost: at most 1 where the goal is met.

    `figures` has those of `wfm.simulation.FIGURES`; 1 where none of the queue's targets is known.
    """
    goal = queue.goal
    caps = (
        (1 - figures["service_level"], _allowed(goal.service_level)),
        (figures["asa_seconds"], goal.asa),
        (figures["abandonment"], goal.abandonment),
    )
    parts = [value / cap for value, cap in caps if cap and not np.isnan(value)]
    return max(parts, default=1.0)


def _allowed(service_level: float | None) -> float | None:
    return None if service_level is None else max(1 - service_level - MARGIN, MARGIN)
