"""The proven lower bound: the best prices of the relaxed problem.

Subgradient steps come near them (Polyak 1969, deflected as by Camerini, Fratta and Maffioli 1975);
then column generation (Dantzig and Wolfe 1960) closes in: a linear programme over the tours met so
far, those of the best schedule among them, gives prices, at which every agent's cheapest tour is
added. Each step's value is a valid bound; the limit is the linear relaxation over all tours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import linprog

from wfm.scheduling.problem import Problem
from wfm.scheduling.relaxation import Relaxation, count_heads
from wfm.scheduling.search import Roster, own_price
from wfm.scheduling.tables import CoverTables, TourTables
from wfm.scheduling.tours import Floats

STEPS = 800
PATIENCE = 30
"""Subgradient steps without progress after which they are shortened."""
KEPT = 3000
"""Tours met by the subgradient steps that enter the linear programme, at least 15 per class."""
ROUNDS = 12
CLOSE = 5e-4
"""Share by which the linear programme may exceed the bound in the end."""

Columns = dict[tuple[int, bytes], float]
"""(class, heads per interval as int8) → price of the tour by the agent's own rules."""


def lower_bound(
    problem: Problem,
    best: Roster,
    target: float,
    agents: NDArray[np.int64],
    stopped: Callable[[], bool],
) -> int:
    """Prove that no legal schedule of `agents` costs less than the returned price.

    `best` is a known schedule and `target` its price. What `stopped` cuts short is still a bound.
    """
    relaxation = Relaxation(problem.tours, problem.cover, agents)
    columns = _tours_of(problem.tours, relaxation, best, agents)
    bound, prices, met = _subgradient(relaxation, target, stopped)
    columns |= _cheapest(relaxation, prices, met)
    programme = _Programme(problem.cover, relaxation)
    for _ in range(ROUNDS):
        if stopped() or math.ceil(bound - 1e-6) >= target:
            break
        solved = programme.solve(columns)
        if solved is None:
            break
        limit, prices = solved
        value, _ = relaxation.value(prices)
        bound = max(bound, value)
        if limit - bound <= CLOSE * abs(limit):
            break
        columns |= _columns(relaxation, prices)
    return math.ceil(bound - 1e-6)


def _subgradient(
    relaxation: Relaxation, target: float, stopped: Callable[[], bool]
) -> tuple[float, Floats, Columns]:
    """Step towards the best prices; return the bound, its prices, and the tours met on the way."""
    prices, direction = np.zeros(relaxation.shape), np.zeros(relaxation.shape)
    lowest, highest = _price_range(relaxation.cover)
    best, best_prices, pace, stale = -math.inf, prices, 1.0, 0
    met: Columns = {}
    for number in range(STEPS):
        value, step = relaxation.value(prices)
        if number > STEPS // 2 and number % 4 == 0:
            met |= _columns(relaxation, prices)
        stale = 0 if value > best + 1e-4 * abs(best) else stale + 1
        if value > best:
            best, best_prices = value, prices
        if stale >= PATIENCE:
            pace, stale = 0.8 * pace, 0
        length = float((step**2).sum())
        if length == 0 or best >= target or stopped():
            break
        direction = 0.9 * direction + 0.1 * step
        prices = np.clip(prices + pace * (target - value) / length * direction, lowest, highest)
    return best, best_prices, met


def _price_range(cover: CoverTables) -> tuple[float, float]:
    """Bounds of what a head can cost: no best price lies outside the slopes."""
    slopes = np.diff(cover.price, axis=2)
    return float(slopes.min(initial=0)), float(max(cover.over.max(initial=0), slopes.max()))


def _columns(relaxation: Relaxation, prices: Floats) -> Columns:
    """Read the cheapest tours of the last evaluation."""
    own = relaxation.values - (relaxation.profiles * prices[relaxation.group]).sum(axis=1)
    profiles = relaxation.profiles.astype(np.int8)
    return {(k, profiles[k].tobytes()): float(own[k]) for k in range(len(own))}


def _cheapest(relaxation: Relaxation, prices: Floats, met: Columns) -> Columns:
    """Keep, per class, the tours met that are cheapest at the given prices."""
    ranked: dict[int, list[tuple[float, tuple[int, bytes]]]] = {}
    for key, own in met.items():
        profile = np.frombuffer(key[1], np.int8)
        value = own + float(profile @ prices[relaxation.group[key[0]]])
        ranked.setdefault(key[0], []).append((value, key))
    most = max(15, KEPT // max(1, len(ranked)))
    return {key: met[key] for tours in ranked.values() for _, key in sorted(tours)[:most]}


def _tours_of(
    tours: TourTables, relaxation: Relaxation, roster: Roster, agents: NDArray[np.int64]
) -> Columns:
    """List the tours of a schedule as columns."""
    found: Columns = {}
    for a in agents:
        heads = np.zeros(relaxation.shape[1])
        for day in range(tours.days):
            if roster.option[a, day] >= 0:
                option = tours.option_ptr[a * tours.days] + roster.option[a, day]
                count_heads(tours, a, option, roster.places[a, day], heads)
        key = (int(relaxation.alike.member[a]), heads.astype(np.int8).tobytes())
        found[key] = float(own_price(tours, a, roster.option[a]))
    return found


class _Programme:
    """The linear programme over tours: heads of groups shared among queues, at convex prices.

    Rows: heads per group and interval, heads per queue and interval, tours per class.
    """

    def __init__(self, cover: CoverTables, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        groups, intervals = relaxation.shape
        queues = cover.serves.shape[1]
        self.group_rows, self.cover_rows = groups * intervals, (groups + queues) * intervals
        t = np.arange(intervals)
        rows, columns, entries = [], [], []
        count = 0
        for g, q in np.argwhere(cover.serves):
            rows += [g * intervals + t, self.group_rows + q * intervals + t]
            columns += [count + t, count + t]
            entries += [np.full(intervals, -1.0), np.ones(intervals)]
            count += intervals
        pieces = segments(cover)
        rows.append(np.array([self.group_rows + q * intervals + t for q, t, _, _ in pieces]))
        columns.append(count + np.arange(len(pieces)))
        entries.append(np.full(len(pieces), -1.0))
        shape = (self.cover_rows + len(relaxation.values), count + len(pieces))
        place = (np.concatenate(rows), np.concatenate(columns))
        self.heads = sp.csc_array((np.concatenate(entries), place), shape=shape)
        self.price = np.concatenate([np.zeros(count), [price for _, _, price, _ in pieces]])
        self.upper = np.concatenate([np.full(count, np.inf), [most for *_, most in pieces]])
        self.base = float(cover.price[:, :, 0].sum())
        self.right = np.concatenate([np.zeros(self.cover_rows), relaxation.alike.size])

    def solve(self, columns: Columns) -> tuple[float, Floats] | None:
        """Return the value over these tours, and the price of a head per group and interval.

        None where the solver gives up.
        """
        keys = list(columns)
        member = np.array([k for k, _ in keys])
        profiles = np.frombuffer(b"".join(p for _, p in keys), np.int8).reshape(len(keys), -1)
        which, t = np.nonzero(profiles)
        intervals = self.relaxation.shape[1]
        rows = np.concatenate(
            [self.relaxation.group[member[which]] * intervals + t, self.cover_rows + member]
        )
        place = (rows, np.concatenate([which, np.arange(len(keys))]))
        entries = np.concatenate([profiles[which, t], np.ones(len(keys))])
        shape = (self.heads.shape[0], len(keys))
        tours = sp.csc_array((entries.astype(float), place), shape=shape)
        # the stubs know neither sparse arrays nor an array of bounds
        rows_equal: Any = sp.hstack([tours, self.heads]).tocsc()
        upper = np.concatenate([np.full(len(keys), np.inf), self.upper])
        bounds: Any = np.stack([np.zeros(len(upper)), upper], axis=1)
        result = linprog(
            np.concatenate([[columns[key] for key in keys], self.price]),
            A_eq=rows_equal,
            b_eq=self.right,
            bounds=bounds,
            method="highs-ipm",
        )
        if result.fun is None:
            return None
        prices = -result.eqlin.marginals[: self.group_rows].reshape(self.relaxation.shape)
        return result.fun + self.base, prices


def segments(cover: CoverTables) -> list[tuple[int, int, float, float]]:
    """Cut each convex price into pieces of equal slope: (queue, interval, slope, heads)."""
    found = []
    for q, t in np.ndindex(cover.over.shape):
        slopes, counts = np.unique(np.diff(cover.price[q, t]), return_counts=True)
        found += [(q, t, float(s), float(n)) for s, n in zip(slopes, counts, strict=True)]
        found.append((q, t, float(cover.over[q, t]), math.inf))
    return found
