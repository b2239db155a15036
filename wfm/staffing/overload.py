"""Overload goes on into the next intervals: a fluid queue beside the steady state.

While the load exceeds the agents the queue grows (and callers give up) as a fluid; afterwards it
drains before the steady state of the interval holds. Contacts that wait when a queue closes leave.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from wfm.staffing.engine import blocking_of, figures_of
from wfm.staffing.erlang import Floats
from wfm.staffing.jit import compiled, kernel


def carried(
    load: Floats,
    agents: Floats,
    aht: Floats,
    threshold: Floats,
    patience: Floats,
    seconds: float,
    open_: NDArray[np.bool_],
    blocked: Floats | None = None,
) -> Floats:
    """Service level, ASA in seconds, abandonment and occupancy of consecutive intervals.

    Times are in seconds, an infinite patience means that nobody gives up.
    `blocked` is the share that would find all agents busy if nobody could wait (None: Erlang B).
    """
    theta = aht / patience
    busy = blocking_of(agents, load) if blocked is None else blocked
    steady = figures_of(busy, agents, load, theta, threshold / aht)[[1, 4, 3, 6]]
    out = with_backlog(steady, agents, load, theta, threshold / aht, seconds / aht, open_)
    out[1] *= aht
    return np.where(np.isfinite(out), out, np.nan)


@compiled
def with_backlog(
    steady: Floats,
    agents: Floats,
    load: Floats,
    theta: Floats,
    threshold: Floats,
    length: Floats,
    open_: NDArray[np.bool_],
) -> Floats:
    """`steady` figures (4 rows) corrected for the queue carried in; times in AHT units."""
    out = steady.copy()
    queue = 0.0
    for k in range(agents.size):
        n, a, give_up = agents[k], load[k], theta[k]
        if not open_[k]:
            queue = 0.0
        elif a > n:
            queue = overloaded(out[:, k], queue, n, a, give_up, length[k])
        elif queue > 0.0:
            queue = drained(out[:, k], queue, n, a, give_up, threshold[k], length[k])
    return out


@kernel
def overloaded(row: Floats, queue: float, n: float, a: float, theta: float, length: float) -> float:
    """Let the queue grow; put the figures into `row`, return the queue at the end."""
    if theta > 0.0:
        settled = (a - n) / theta
        return settled + (queue - settled) * math.exp(-theta * length)
    end = queue + (a - n) * length
    if n > 0.0:
        row[1] = 0.5 * (queue + end) / n
    return end


@kernel
def drained(
    row: Floats, queue: float, n: float, a: float, theta: float, threshold: float, length: float
) -> float:
    """Work the queue off, then hold the steady state; the rest of the queue is returned."""
    spare = n - a
    busy = time_to_drain(queue, spare, theta)
    slow = busy - time_to_drain(min(queue, n * threshold), spare, theta)
    rest = 0.0
    if busy > length:
        rest = queue_after(queue, spare, theta, length)
        slow = length - max(0.0, busy - slow - time_to_drain(rest, spare, theta))
        slow = min(max(slow, 0.0), length)
        busy = length
    share = busy / length
    lost = 0.0
    if theta > 0.0 and a > 0.0:
        lost = (queue - rest - spare * busy) / (a * length)
    mean_queue = 0.5 * (queue + rest)
    steady = row[1] if not math.isnan(row[1]) else 0.0
    row[0] *= 1.0 - slow / length
    row[1] = share * (mean_queue / n if n > 0.0 else math.nan) + (1.0 - share) * steady
    row[2] = min(1.0, max(0.0, lost) + (1.0 - share) * row[2])
    row[3] = share + (1.0 - share) * row[3]
    return rest


@kernel
def time_to_drain(queue: float, spare: float, theta: float) -> float:
    """Time until a fluid queue is empty when `spare` agents more than the load work on it."""
    if queue <= 0.0:
        return 0.0
    if spare <= 0.0:
        return math.inf
    return math.log1p(theta * queue / spare) / theta if theta > 0.0 else queue / spare


@kernel
def queue_after(queue: float, spare: float, theta: float, length: float) -> float:
    """Return the fluid queue after `length`."""
    if theta <= 0.0:
        return max(0.0, queue - spare * length)
    return max(0.0, (queue + spare / theta) * math.exp(-theta * length) - spare / theta)
