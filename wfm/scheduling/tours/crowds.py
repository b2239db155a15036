"""Heads counted across agents: what one more or less of them costs by the rules between people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from wfm.model import Agent
from wfm.scheduling.rules.groups.base import CountedState, Crowd
from wfm.scheduling.tours.arrays import Ints, Prices, TourTables
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.staffing.jit import compiled, kernel, lean_compiled, lean_kernel

PRESENT: Final = int(CountedState.PRESENT)
ON_QUEUE: Final = int(CountedState.ON_QUEUE)
PAUSED: Final = int(CountedState.PAUSED)
DAYS: Final = int(CountedState.DAYS)
AWAY: Final = -1
"""State in the gap between two shifts."""


class Crowds(NamedTuple):
    """Counts as they stand, and their bounds. Arrays are [crowd, interval]; see `Crowd`."""

    crowd_ptr: Ints
    """[a] first of an agent's entries."""
    crowd: Ints
    weight: Ints
    """[entry] a crowd that an agent belongs to, and by how much the agent counts."""
    counted: Ints
    """[crowd]"""
    least: Ints
    most: Ints
    price: Prices
    begun: Ints
    """Heads of shifts before the horizon."""
    heads: Ints


def crowd_tables(agents: Sequence[Agent], crowds: Sequence[Crowd], begun: Sequence[Ints]) -> Crowds:
    """Lay crowds end to end; `begun` are the counts of shifts before the horizon."""
    entries = [
        [
            (c, crowd.weights[agent.id])
            for c, crowd in enumerate(crowds)
            if agent.id in crowd.weights
        ]
        for agent in agents
    ]
    flat = np.array([entry for mine in entries for entry in mine], np.int32).reshape(-1, 2)
    shape = (len(crowds), len(begun[0]) if crowds else 0)
    return Crowds(
        np.concatenate([[0], np.cumsum([len(mine) for mine in entries])]).astype(np.int32),
        np.ascontiguousarray(flat[:, 0]),
        np.ascontiguousarray(flat[:, 1]),
        np.array([crowd.counted for crowd in crowds], np.int32),
        np.array([crowd.least for crowd in crowds], np.int32).reshape(shape),
        np.array([crowd.most for crowd in crowds], np.int32).reshape(shape),
        np.array([crowd.price for crowd in crowds], np.int64).reshape(shape),
        np.array(begun, np.int32).reshape(shape),
        np.array(begun, np.int32).reshape(shape),
    )


@lean_kernel
def _beyond(crowds: Crowds, c: int, t: int, heads: int) -> int:
    few, many = crowds.least[c, t] - heads, heads - crowds.most[c, t]
    return int(crowds.price[c, t] * (max(0, few) + max(0, many)))


@lean_kernel
def belongs(crowds: Crowds, agent: int) -> bool:
    """Tell whether an agent is counted at all."""
    return bool(crowds.crowd_ptr[agent + 1] > crowds.crowd_ptr[agent])


@lean_kernel
def presence_prices(
    crowds: Crowds, tables: TourTables, agent: int, prices: Floats, whole: Floats, daily: Floats
) -> None:
    """Add what one more head costs: on queue to `prices`, present to `whole`, on a day to `daily`.

    A break saves the price of being on queue and pays that of a break, which so is taken from the
    one and added to the whole shift.
    """
    for entry in range(crowds.crowd_ptr[agent], crowds.crowd_ptr[agent + 1]):
        c, weight = crowds.crowd[entry], crowds.weight[entry]
        counted = crowds.counted[c]
        size = tables.days if counted == DAYS else prices.shape[0]
        b, high = tables.blocked_ptr[agent], tables.blocked_ptr[agent + 1]
        for t in range(size):
            heads = crowds.heads[c, t]
            change = _beyond(crowds, c, t, heads + weight) - _beyond(crowds, c, t, heads)
            if counted == DAYS:
                daily[t] += change
            elif counted == PRESENT:
                whole[t] += change
            elif counted == ON_QUEUE:
                prices[t] += change
            else:
                while b < high and tables.blocked[b] < t:
                    b += 1
                prices[t] -= change
                if b == high or tables.blocked[b] != t:  # no break lies in a meeting
                    whole[t] += change


@compiled
def charge_presence(
    tables: TourTables, agent: int, option_price: Floats, whole: Floats, daily: Floats
) -> None:
    """Add the prices of being present, and of working on a day, to an agent's options."""
    first = tables.option_ptr[agent * tables.days]
    sums = np.zeros(whole.shape[0] + 1)
    for t in range(whole.shape[0]):
        sums[t + 1] = sums[t] + whole[t]
    for d in range(tables.days):
        for o in range(
            tables.option_ptr[agent * tables.days + d],
            tables.option_ptr[agent * tables.days + d + 1],
        ):
            option_price[o - first] += sums[tables.end[o]] - sums[tables.start[o]] + daily[d]
            gap = tables.gap[tables.template[o]]
            if gap >= 0:  # who is away is neither present nor in a break
                b = tables.break_ptr[tables.template[o]] + gap
                away = tables.start[o] + tables.break_earliest[b]
                option_price[o - first] -= sums[away + tables.break_length[b]] - sums[away]


@lean_compiled
def apply_crowds(
    tables: TourTables, crowds: Crowds, agent: int, option: Ints, places: Ints, adding: bool
) -> float:
    """Count an agent's tour, or no longer; return the change of the crowds' price."""
    change = 0.0
    for entry in range(crowds.crowd_ptr[agent], crowds.crowd_ptr[agent + 1]):
        c = crowds.crowd[entry]
        weight = crowds.weight[entry] if adding else -crowds.weight[entry]
        for d in range(tables.days):
            if option[d] >= 0:
                o = tables.option_ptr[agent * tables.days] + option[d]
                if crowds.counted[c] == DAYS:
                    change += _count(crowds, c, d, weight)
                else:
                    change += _count_shift(tables, crowds, c, agent, o, places[d], weight)
    return change


@kernel
def _count_shift(
    tables: TourTables, crowds: Crowds, c: int, agent: int, o: int, places: Ints, weight: int
) -> float:
    """Count one shift in a crowd of intervals."""
    change = 0.0
    counted, start, end = crowds.counted[c], tables.start[o], tables.end[o]
    state = np.full(end - start, ON_QUEUE, np.int8)
    first = tables.break_ptr[tables.template[o]]
    for b in range(first, tables.break_ptr[tables.template[o] + 1]):
        begin = places[b - first] - start
        away = b - first == tables.gap[tables.template[o]]
        state[begin : begin + tables.break_length[b]] = AWAY if away else PAUSED
    for i in range(tables.blocked_ptr[agent], tables.blocked_ptr[agent + 1]):
        if start <= tables.blocked[i] < end:
            state[tables.blocked[i] - start] = PRESENT
    for t in range(start, end):
        here = counted == PRESENT and state[t - start] != AWAY
        if here or state[t - start] == counted:
            change += _count(crowds, c, t, weight)
    return change


@lean_kernel
def _count(crowds: Crowds, c: int, t: int, weight: int) -> int:
    heads = crowds.heads[c, t]
    crowds.heads[c, t] = heads + weight
    return _beyond(crowds, c, t, heads + weight) - _beyond(crowds, c, t, heads)


def crowds_price(crowds: Crowds) -> int:
    """Sum what all counts cost as they stand."""
    few = np.maximum(0, crowds.least - crowds.heads)
    many = np.maximum(0, crowds.heads - crowds.most)
    return int((crowds.price * (few + many)).sum())
