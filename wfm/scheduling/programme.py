"""The linear programme over tours: which share of each class of agents works which tour.

Rows: heads per group and interval, heads per queue and interval, tours per class. A tour covers
whole spans of intervals, so rows of heads are taken as differences from interval to interval: a
span then has two entries instead of one per interval, and the programme is solved twice as fast.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from wfm.scheduling.relaxation import Relaxation
from wfm.scheduling.tables import CoverTables, Ints
from wfm.scheduling.tours import Floats


class Column(NamedTuple):
    """A tour that every agent of a class may work."""

    member: int
    """Class."""
    profile: bytes
    """Heads per interval as int8."""
    price: float
    """By the agent's own rules."""
    option: Ints
    """[day] as in a roster."""
    places: Ints
    """[day, break] as in a roster."""


class Shares(NamedTuple):
    """A solution: its value, the price of a head, and how many agents work each tour."""

    columns: Sequence[Column]
    value: float
    prices: Floats
    """[group, interval]"""
    agents: Floats
    """[column]"""


class Programme:
    """Everything of the linear programme that does not depend on the tours."""

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
        self.steps = _steps(shape[0], self.cover_rows, intervals)
        self.heads = self.steps @ sp.csc_array((np.concatenate(entries), place), shape=shape)
        self.price = np.concatenate([np.zeros(count), [price for _, _, price, _ in pieces]])
        self.upper = np.concatenate([np.full(count, np.inf), [most for *_, most in pieces]])
        self.base = float(cover.price[:, :, 0].sum())
        self.right = np.concatenate([np.zeros(self.cover_rows), relaxation.alike.size])

    def solve(
        self, columns: Sequence[Column], least: Floats, seconds: float | None = None
    ) -> Shares | None:
        """Share the agents of each class among these tours; None where the solver gives up.

        `least` is how many agents work each tour at least.
        """
        options: Any = {} if seconds is None else {"time_limit": max(0.1, seconds)}
        # the stubs know neither sparse arrays nor an array of bounds
        rows_equal: Any = sp.hstack([self._tours(columns), self.heads]).tocsc()
        lower = np.concatenate([least, np.zeros(len(self.upper))])
        upper = np.concatenate([np.full(len(columns), np.inf), self.upper])
        bounds: Any = np.stack([lower, upper], axis=1)
        result = linprog(
            np.concatenate([[column.price for column in columns], self.price]),
            A_eq=rows_equal,
            b_eq=self.right,
            bounds=bounds,
            method="highs-ipm",
            options=options,
        )
        if result.fun is None or result.x is None:
            return None
        prices = -(self.steps.T @ result.eqlin.marginals)[: self.group_rows]
        return Shares(
            columns,
            result.fun + self.base,
            prices.reshape(self.relaxation.shape),
            np.maximum(0, result.x[: len(columns)]),
        )

    def _tours(self, columns: Sequence[Column]) -> sp.csc_array:
        """Columns of the tours, rows of heads as differences already."""
        member = np.array([column.member for column in columns])
        joined = b"".join(column.profile for column in columns)
        profiles = np.frombuffer(joined, np.int8).reshape(len(columns), -1)
        changes = np.diff(profiles, axis=1, prepend=np.int8(0))
        which, t = np.nonzero(changes)
        first = self.relaxation.group[member[which]] * self.relaxation.shape[1]
        rows = np.concatenate([first + t, self.cover_rows + member])
        place = (rows, np.concatenate([which, np.arange(len(columns))]))
        entries = np.concatenate([changes[which, t], np.ones(len(columns))])
        shape = (self.heads.shape[0], len(columns))
        return sp.csc_array((entries.astype(float), place), shape=shape)


def _steps(rows: int, heads: int, intervals: int) -> sp.csr_array:
    """Subtract from every row of heads the row of the interval before."""
    later = np.array([row for row in range(heads) if row % intervals])
    before = sp.csr_array((np.ones(len(later)), (later, later - 1)), shape=(rows, rows))
    return sp.csr_array(sp.eye_array(rows) - before)


def segments(cover: CoverTables) -> list[tuple[int, int, float, float]]:
    """Cut each convex price into pieces of equal slope: (queue, interval, slope, heads)."""
    found = []
    for q, t in np.ndindex(cover.over.shape):
        slopes, counts = np.unique(np.diff(cover.price[q, t]), return_counts=True)
        found += [(q, t, float(s), float(n)) for s, n in zip(slopes, counts, strict=True)]
        found.append((q, t, float(cover.over[q, t]), math.inf))
    return found


def columns_of(relaxation: Relaxation, prices: Floats) -> list[Column]:
    """Read the cheapest tours of the relaxation's last evaluation, at these prices."""
    own = relaxation.values - (relaxation.profiles * prices[relaxation.group]).sum(axis=1)
    profiles = relaxation.profiles.astype(np.int8)
    option, places = relaxation.cheapest
    return [
        Column(k, profiles[k].tobytes(), float(own[k]), option[k].copy(), places[k].copy())
        for k in range(len(own))
    ]
