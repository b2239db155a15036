"""The proven lower bound: Lagrangian relaxation of the coverage, by subgradients.

For any price of a head per group and interval, the cheapest tours of all agents against these
prices, plus per interval the cheapest number of heads bought back at them, cost no more than any
legal schedule (Geoffrion 1974). The best such prices give the value of the linear relaxation over
all tours. Steps follow Polyak (1969) towards the best schedule's price, deflected as by Camerini,
Fratta and Maffioli (1975).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from wfm.scheduling.problem import Problem
from wfm.scheduling.search import Scratch, tour_work
from wfm.scheduling.tables import CoverTables, Ints, TourTables
from wfm.scheduling.tours import INFINITE, Floats, cheapest_tour, place_breaks, price_options

ITERATIONS = 1500
PATIENCE = 30
"""Steps without a better bound after which the steps are shortened."""


@njit(cache=True, nogil=True)
def tours_against(
    tables: TourTables, prices: Floats, covered: Floats, agents: NDArray[np.int64], work: Scratch
) -> float:
    """Sum the price of every agent's cheapest tour at prices[g, t]; count covered[g, t]."""
    option_price, pricing, days_chosen, scratch = work
    covered[:] = 0
    total = 0.0
    for agent in agents:
        g = tables.group[agent]
        first = tables.option_ptr[agent * tables.days]
        away = price_options(tables, agent, prices[g], option_price, pricing)
        total += cheapest_tour(tables, agent, option_price, days_chosen, scratch)
        for d in range(tables.days):
            if days_chosen[d] >= 0:
                o = first + days_chosen[d]
                place_breaks(tables, o, away, pricing[2])
                _count(tables, agent, o, pricing[2], covered[g])
    return total


@njit(cache=True, nogil=True)
def _count(tables: TourTables, agent: int, option: int, places: Ints, covered: Floats) -> None:
    """Count the intervals in which a shift is on queue."""
    for t in range(tables.start[option], tables.end[option]):
        covered[t] += 1
    b = tables.break_ptr[tables.template[option]]
    for k in range(tables.break_ptr[tables.template[option] + 1] - b):
        for t in range(places[k], places[k] + tables.break_length[b + k]):
            covered[t] -= 1
    for i in range(tables.blocked_ptr[agent], tables.blocked_ptr[agent + 1]):
        if tables.start[option] <= tables.blocked[i] < tables.end[option]:
            covered[tables.blocked[i]] -= 1


@njit(cache=True, nogil=True)
def heads_against(cover: CoverTables, most: Ints, prices: Floats, wanted: Floats) -> float:
    """Buy heads back: the cheapest number per queue and interval at prices[g, t].

    A head of queue q is worth the highest price of a group that serves it. Write wanted[g, t];
    return the sum over queues and intervals of the price of the heads less what they are worth.
    """
    price, over, serves = cover.price, cover.over, cover.serves
    queues, intervals, width = price.shape
    wanted[:] = 0
    total = 0.0
    for q in range(queues):
        for t in range(intervals):
            best_group, worth = -1, -INFINITE
            for g in range(serves.shape[0]):
                if serves[g, q] and prices[g, t] > worth:
                    best_group, worth = g, prices[g, t]
            if best_group < 0:
                total += price[q, t, 0]
                continue
            best, best_n = price[q, t, 0] + 0.0, 0
            for n in range(1, min(width - 1, most[q]) + 1):
                value = price[q, t, n] - worth * n
                if value < best:
                    best, best_n = value, n
            if most[q] > width - 1 and over[q, t] < worth and best_n == width - 1:
                best += (over[q, t] - worth) * (most[q] - width + 1)
                best_n = most[q]
            total += best
            wanted[best_group, t] += best_n
    return total


def lower_bound(
    problem: Problem,
    target: float,
    agents: NDArray[np.int64],
    stopped: Callable[[], bool],
    iterations: int = ITERATIONS,
) -> int:
    """Prove that no legal schedule of `agents` costs less than the returned price.

    `target` is the price of a known schedule. Stops early when `stopped`.
    """
    tours, cover = problem.tours, problem.cover
    most = cover.serves[tours.group[agents]].sum(axis=0)
    work = tour_work(tours, cover)
    shape = (cover.serves.shape[0], cover.price.shape[1])
    covered, wanted = np.zeros(shape), np.zeros(shape)
    prices, direction = np.zeros(shape), np.zeros(shape)
    lowest, highest = _price_range(cover)
    best, pace, stale = -math.inf, 1.0, 0
    for _ in range(iterations):
        value = tours_against(tours, prices, covered, agents, work)
        value += heads_against(cover, most, prices, wanted)
        stale = 0 if value > best + 1e-4 * abs(best) else stale + 1
        best = max(best, value)
        if stale >= PATIENCE:
            pace, stale = 0.8 * pace, 0
        step = covered - wanted
        length = float((step**2).sum())
        if length == 0 or best >= target or stopped():
            break
        direction = 0.9 * direction + 0.1 * step
        prices = np.clip(prices + pace * (target - value) / length * direction, lowest, highest)
    return math.ceil(best - 1e-6)


def _price_range(cover: CoverTables) -> tuple[float, float]:
    """Bounds of what a head can cost: no optimal price lies outside the slopes."""
    slopes = np.diff(cover.price, axis=2)
    return float(slopes.min(initial=0)), float(cover.over.max(initial=0))
