"""Deferred work in the idle time of immediate queues, down to a reserve of idle heads.

An agent who becomes free takes deferred work only while more than `reserve` agents are idle. Taking
every idle moment would cost the service level: who works on mail cannot pick up a call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wfm.staffing.erlang import Performance, checked, erlang_b, given_blocking, not_negative
from wfm.staffing.tolerances import Floats


@dataclass(frozen=True, slots=True)
class Blended:
    """An immediate queue whose idle heads work on deferred contacts."""

    performance: Performance
    """Figures of the immediate queue; `occupancy` is of immediate work alone."""
    deferred_heads: Floats
    """Heads busy with deferred work: what the plan can count on."""


def blended(
    load: ArrayLike,
    agents: ArrayLike,
    reserve: ArrayLike,
    aht: ArrayLike,
    threshold: ArrayLike = 20.0,
    patience: ArrayLike | None = None,
    waiting_share: ArrayLike = 1.0,
) -> Blended:
    """Figures when `reserve` heads at most are left idle.

    Deferred contacts are taken to last as long as immediate ones (`aht` seconds) and are finished
    once begun, so while some wait at least agents - reserve heads are busy: the states below do
    not occur. `waiting_share` is the share of the time in which deferred work waits to be done.

    Raises
    ------
    ParameterError
        For a negative reserve and arguments that `performance` refuses.
    """
    arrays = checked(load=load, agents=agents, aht=aht, threshold=threshold, patience=patience)
    spare, share = not_negative("reserve", reserve), not_negative("waiting_share", waiting_share)
    shaped = np.broadcast_arrays(*arrays, spare, share)
    loads, heads, times, thresholds, patiences, spares, shares = shaped
    blocked, idle = _with_reserve(loads, heads, spares)
    always = given_blocking(blocked, loads, heads, times, thresholds, patiences)
    free = (1 - always.waiting_probability) * idle
    done = np.maximum(heads - free - loads * (1 - always.abandonment), 0.0)
    done = np.where(spares < heads, done, 0.0)
    if np.all(shares == 1):
        return Blended(always, done)
    mixed = shares * blocked + (1 - shares) * erlang_b(loads, heads)
    found = given_blocking(mixed, loads, heads, times, thresholds, patiences)
    return Blended(found, shares * done)


def _with_reserve(load: Floats, agents: Floats, reserve: Floats) -> tuple[Floats, Floats]:
    """Erlang B over the states from agents - reserve up; mean idle heads while any is idle."""
    steps = np.floor(np.minimum(reserve, agents))
    state, idle = agents - steps, np.zeros(load.shape)
    blocked = np.where(reserve < agents, 1.0, erlang_b(load, state))
    with np.errstate(divide="ignore"):
        for _ in range(int(steps.max(initial=0.0))):
            grows = state + 0.5 < agents
            idle = np.where(grows, (idle + 1) * (1 - blocked) + blocked, idle)
            pace = (state + 1) / load
            blocked = np.where(grows, blocked / (blocked + pace), blocked)
            state = np.where(grows, state + 1, state)
    return blocked, idle
