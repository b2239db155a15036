"""Chat: agents who hold several sessions at once, each slower the more they hold.

Sessions are shared out evenly, and a birth-death process counts them: with s sessions held by n
agents the rate of completion follows the AHT at their concurrency. Once every agent is full, chats
wait as calls do for n × concurrency servers of the AHT at full concurrency.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.errors import ParameterError
from wfm.model import ServiceGoal
from wfm.staffing.erlang import (
    Performance,
    erlang_b,
    given_blocking,
    not_negative,
    patience_of,
    positive,
)
from wfm.staffing.requirement import refuse_waits_met_by_losing_callers
from wfm.staffing.smallest_numbers import least_whole, meets_goal
from wfm.staffing.tolerances import Floats
from wfm.words import phrase


def chat_performance(
    contacts_per_hour: ArrayLike,
    agents: ArrayLike,
    aht_by_concurrency: Sequence[float],
    threshold: ArrayLike = 20.0,
    patience: ArrayLike | None = None,
) -> Performance:
    """Figures of chats in steady state; arrays broadcast.

    `aht_by_concurrency` is the mean length in seconds of a chat whose agent holds 1, 2, … sessions;
    its length is the concurrency. `occupancy` is the share of sessions that are taken.
    """
    aht = _sessions(aht_by_concurrency)
    shaped = np.broadcast_arrays(
        not_negative("contacts_per_hour", contacts_per_hour),
        not_negative("agents", agents),
        not_negative("threshold", threshold),
        patience_of(patience, np.asarray(aht[-1])),
    )
    per_hour, heads, thresholds, patiences = shaped
    blocked, idle_sessions = sessions_blocked(heads.ravel(), per_hour.ravel() / 3600, aht)
    slots = heads * aht.size
    load = per_hour / 3600 * aht[-1]
    full = np.full(load.shape, aht[-1])
    found = given_blocking(blocked.reshape(load.shape), load, slots, full, thresholds, patiences)
    busy = found.waiting_probability * slots
    busy += (1 - found.waiting_probability) * idle_sessions.reshape(load.shape)
    taken = np.divide(busy, slots, out=np.full(load.shape, np.nan), where=slots > 0)
    figures = {name: getattr(found, name) for name in found.__slots__}
    return Performance(**figures | {"occupancy": taken})


def required_chat_agents(
    contacts_per_hour: ArrayLike,
    aht_by_concurrency: Sequence[float],
    goal: ServiceGoal | None = None,
    patience: float | None = None,
) -> NDArray[np.int64]:
    """Fewest whole agents whose sessions meet every target of `goal`."""
    goal = goal or ServiceGoal()
    refuse_waits_met_by_losing_callers(goal, np.inf if patience is None else patience)
    per_hour = not_negative("contacts_per_hour", contacts_per_hour)
    offered = per_hour[per_hour > 0]

    def meets(agents: Floats) -> NDArray[np.bool_]:
        found = chat_performance(offered, agents, aht_by_concurrency, goal.threshold, patience)
        return meets_goal(found, goal)

    heads = np.zeros(per_hour.shape)
    heads[per_hour > 0] = least_whole(meets, offered.size)
    least = int(np.ceil(goal.minimum_heads))
    return np.maximum(heads.astype(np.int64), least)[()]


def _sessions(aht_by_concurrency: Sequence[float]) -> Floats:
    aht = positive("aht_by_concurrency", aht_by_concurrency)
    rates = np.arange(1, aht.size + 1) / aht
    if aht.ndim != 1 or aht.size == 0 or np.any(np.diff(rates) <= 0):
        accepted = phrase("range.aht_by_sessions")
        raise ParameterError("aht_by_concurrency", aht_by_concurrency, accepted)
    return aht


def sessions_blocked(agents: Floats, per_second: Floats, aht: Floats) -> tuple[Floats, Floats]:
    """Share that would find every session taken if no chat could wait; sessions held when not so.

    The recursion B(s) = B(s-1) / (B(s-1) + μ(s)/λ) over sessions, from the fraction of one.
    """
    slots = agents * aht.size
    held = slots - np.floor(slots)
    blocked = erlang_b(per_second * aht[0], held)
    mean = np.zeros(agents.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(int(slots.max(initial=0.0))):
            grows = held + 0.5 < slots
            pace = _completions(held + 1, agents, aht) / per_second
            mean = np.where(grows, mean * (1 - blocked) + held * blocked, mean)
            blocked = np.where(grows, blocked / (blocked + pace), blocked)
            held = np.where(grows, held + 1, held)
    return blocked, mean


def _completions(sessions: Floats, agents: Floats, aht: Floats) -> Floats:
    """Chats finished per second when `sessions` are shared out evenly among the agents."""
    pace = np.concatenate([[0.0], np.arange(1, aht.size + 1) / aht])
    each = np.divide(sessions, agents, out=np.zeros(agents.shape), where=agents > 0)
    paced: Floats = agents * np.interp(each, np.arange(pace.size), pace)
    return paced
