"""One queue of immediate work by the model that its options ask for.

Calls follow Erlang A, or C without patience; chats share an agent; limited lines turn contacts
away; idle agents may do deferred work; and lost contacts may try again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.model import Queue
from wfm.staffing.blending import blended
from wfm.staffing.chat import chat_performance
from wfm.staffing.erlang import Performance, not_negative, performance, positive
from wfm.staffing.lines import performance_with_lines
from wfm.staffing.redials import met_with_redials, with_redials
from wfm.staffing.requirement import (
    TARGETS,
    refuse_waits_met_by_losing_callers,
    requirement,
)
from wfm.staffing.smallest_numbers import Condition, binding_target, least_real, meets_goal
from wfm.staffing.tolerances import Floats

Names = NDArray[np.str_]

CLOSE = 1e-9


def total_load(
    queue: Queue,
    load: ArrayLike,
    heads: ArrayLike,
    aht: ArrayLike,
    deferred: ArrayLike | None = None,
) -> Floats:
    """Load in Erlangs with the redials that `heads` leave; `load` is of first attempts."""
    first, agents, times, busy = _shaped(load, heads, aht, deferred)
    if not queue.redial_share:
        return first

    def lost(total: Floats) -> Floats:
        return figures(queue, total, agents, times, busy).lost

    return with_redials(first, queue.redial_share, lost)


def queue_performance(
    queue: Queue,
    load: ArrayLike,
    heads: ArrayLike,
    aht: ArrayLike,
    deferred: ArrayLike | None = None,
) -> Performance:
    """Figures of a queue in steady state; arrays broadcast.

    Parameters
    ----------
    load
        Of first attempts, in Erlangs at `aht` seconds.
    heads
        Agents available; each takes as many contacts at once as the queue's concurrency.
    deferred
        Heads that are busy with deferred work in idle time, as far as the reserve allows it;
        None where there is none.
    """
    first, agents, times, busy = _shaped(load, heads, aht, deferred)
    return figures(queue, total_load(queue, first, agents, times, busy), agents, times, busy)


def _shaped(
    load: ArrayLike, heads: ArrayLike, aht: ArrayLike, deferred: ArrayLike | None
) -> tuple[Floats, Floats, Floats, Floats | None]:
    arrays = (
        not_negative("load", load),
        not_negative("agents", heads),
        positive("aht", aht),
        np.asarray(0.0 if deferred is None else deferred, np.float64),
    )
    first, agents, times, done = np.broadcast_arrays(*arrays)
    return first, agents, times, None if deferred is None else done


def figures(
    queue: Queue, load: Floats, heads: Floats, aht: Floats, deferred: Floats | None = None
) -> Performance:
    """`queue_performance` of a load that holds the redials; equal shapes."""
    threshold, patience = queue.goal.threshold, queue.patience_seconds
    if queue.aht_by_concurrency:
        per_hour = load / aht * 3600
        return chat_performance(per_hour, heads, queue.aht_by_concurrency, threshold, patience)
    if queue.lines is not None:
        return performance_with_lines(load, heads, queue.lines, aht, threshold, patience)
    if deferred is not None and queue.idle_reserve is not None:
        share = waiting_share(deferred, idle_heads(queue, load, heads, aht))
        reserve = queue.idle_reserve
        return blended(load, heads, reserve, aht, threshold, patience, share).performance
    return performance(load, heads * queue.concurrency, aht, threshold, patience)


def idle_heads(queue: Queue, load: Floats, heads: Floats, aht: Floats) -> Floats:
    """Heads that can be busy with deferred work in idle time while some always waits."""
    if queue.idle_reserve is None:
        return np.zeros(load.shape)
    patience = queue.patience_seconds
    return blended(load, heads, queue.idle_reserve, aht, patience=patience).deferred_heads


def spare_heads(queue: Queue, load: ArrayLike, heads: ArrayLike, aht: ArrayLike) -> Floats:
    """Heads busy with deferred work in idle time if some always waits; `load` of first attempts."""
    first, agents, times, always = _shaped(load, heads, aht, np.inf)
    return idle_heads(queue, total_load(queue, first, agents, times, always), agents, times)


def waiting_share(deferred: Floats, idle: Floats) -> Floats:
    """Share of the time in which deferred work waits if `deferred` of `idle` heads do some."""
    share = np.divide(deferred, idle, out=np.zeros(idle.shape), where=idle > 0)
    return np.minimum(share, 1.0)


def queue_requirement(
    queue: Queue, load: ArrayLike, aht: ArrayLike, deferred: ArrayLike | None = None
) -> tuple[Floats, Names]:
    """Fractional heads that meet every target, and which target binds; flat arrays broadcast.

    Arguments as in `queue_performance`; `deferred` may be infinite: as much as the reserve allows.
    `lines` binds where an agent for every line is too few.
    """
    first, _, times, busy = _shaped(np.atleast_1d(load), 0.0, aht, deferred)
    if not queue.redial_share:
        return _required(queue, first, times, busy)

    def lost(total: Floats) -> Floats:
        heads, _ = _required(queue, total, times, busy)
        return figures(queue, total, heads, times, busy).lost

    return _required(queue, met_with_redials(first, queue.redial_share, lost), times, busy)


def _required(
    queue: Queue, load: Floats, aht: Floats, deferred: Floats | None
) -> tuple[Floats, Names]:
    special = queue.aht_by_concurrency or queue.lines is not None or deferred is not None
    if special and queue.goal.targets:
        some = load > 0
        busy, times = load[some], aht[some]
        done = None if deferred is None else deferred[some]
        return fewest_heads(
            queue,
            some,
            lambda heads: figures(queue, busy, heads, times, done),
            lambda heads: able(queue, busy, heads, times, done),
        )
    found = requirement(load, aht, replace(queue.goal, minimum_heads=0.0), queue.patience_seconds)
    return at_least_minimum(queue, found.exact / queue.concurrency, found.binding)


def fewest_lines(queue: Queue, load: float, aht: float) -> int:
    """Lines with which enough agents meet the goal of a queue."""

    def met(lines: int) -> bool:
        wider = replace(queue, lines=lines)
        _, binding = queue_requirement(wider, load, aht)
        return str(binding[0]) != "lines"

    low, high = 0, 1
    while not met(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if met(middle) else (middle, high)
    return high


def able(
    queue: Queue, load: Floats, heads: Floats, aht: Floats, deferred: Floats | None
) -> NDArray[np.bool_]:
    """Where `heads` have the idle time for the deferred work that they are to do."""
    if deferred is None:
        return np.ones(load.shape, dtype=bool)
    enough = idle_heads(queue, load, heads, aht) >= deferred * (1 - CLOSE)
    return enough | np.isinf(deferred)


def fewest_heads(
    queue: Queue,
    offered: NDArray[np.bool_],
    experienced: Callable[[Floats], Performance],
    able: Condition,
) -> tuple[Floats, Names]:
    """Search where something is `offered`: what contacts experience meets every target."""
    refuse_waits_met_by_losing_callers(queue.goal, queue.patience_seconds or np.inf)

    def meets(heads: Floats) -> NDArray[np.bool_]:
        return meets_goal(experienced(heads), queue.goal) & able(heads)

    most = np.inf if queue.lines is None else float(queue.lines)
    found = least_real(meets, int(offered.sum()), most)
    heads, binding = np.zeros(offered.size), np.full(offered.size, "none", dtype=TARGETS.dtype)
    heads[offered] = found
    closest = binding_target(experienced(found), queue.goal)
    binding[offered] = np.where((found >= most) & ~meets(found), "lines", closest)
    return at_least_minimum(queue, heads, binding)


def at_least_minimum(queue: Queue, heads: Floats, binding: Names) -> tuple[Floats, Names]:
    """Apply the queue's minimum heads."""
    least = queue.goal.minimum_heads
    return np.maximum(heads, least), np.where(heads < least, "minimum_heads", binding)
