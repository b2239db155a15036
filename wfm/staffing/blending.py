"""Deferred work in the idle time of immediate queues, down to a reserve of idle heads.

An agent who becomes free takes deferred work only while more than `reserve` agents are idle. Taking
every idle moment would cost the service level: who works on mail cannot pick up a call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wfm.staffing.erlang import Floats, Performance, checked, given_blocking, not_negative


@dataclass(frozen=True, slots=True)
class Blended:
    """An immediate queue whose idle heads work on deferred contacts."""

    performance: Performance
    """Figures of the immediate queue; `occupancy` is of immediate work alone."""
    deferred_heads: Floats
    """Heads busy with deferred work when there is always some: what the plan can count on."""


def blended(
    load: ArrayLike,
    agents: ArrayLike,
    reserve: ArrayLike,
    aht: ArrayLike,
    threshold: ArrayLike = 20.0,
    patience: ArrayLike | None = None,
) -> Blended:
    """Figures when `reserve` heads at most are left idle and deferred work never runs out.

    Deferred contacts are taken to last as long as immediate ones (`aht` seconds) and are finished
    once begun, so at least agents - reserve heads are always busy: the states below do not occur.
    """
    arrays = checked(load=load, agents=agents, aht=aht, threshold=threshold, patience=patience)
    spare = not_negative("reserve", reserve)
    loads, heads, times, thresholds, patiences, spares = np.broadcast_arrays(*arrays, spare)
    blocked, idle = _with_reserve(loads, heads, np.minimum(spares, heads))
    found = given_blocking(blocked, loads, heads, times, thresholds, patiences)
    free = (1 - found.waiting_probability) * idle
    return Blended(found, np.maximum(heads - free - loads * (1 - found.abandonment), 0.0))


def _with_reserve(load: Floats, agents: Floats, reserve: Floats) -> tuple[Floats, Floats]:
    """Erlang B over the states from agents - reserve up; mean idle heads while any is idle."""
    blocked, idle = np.ones(load.shape), np.zeros(load.shape)
    state = agents - np.floor(reserve)
    with np.errstate(divide="ignore"):
        for _ in range(int(np.floor(reserve).max(initial=0.0))):
            grows = state + 0.5 < agents
            idle = np.where(grows, (idle + 1) * (1 - blocked) + blocked, idle)
            pace = (state + 1) / load
            blocked = np.where(grows, blocked / (blocked + pace), blocked)
            state = np.where(grows, state + 1, state)
    return blocked, idle
