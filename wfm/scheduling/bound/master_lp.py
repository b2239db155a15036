"""The linear programme over tours: which share of each class of agents works which tour.

Rows: heads per group and interval, heads per queue and interval, tours per class. Heads of a group
that serves one queue are that queue's, without a row of their own, and intervals in which nobody
can work have no rows. Where shifts are long, rows of heads are taken as differences from interval
to interval: a span then has two entries instead of one per interval, and the programme is solved
twice as fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import linprog

from wfm.scheduling.bound.lagrangian import Relaxation
from wfm.scheduling.bound.tour_columns import TourColumn
from wfm.scheduling.coverage.convex_pieces import segments
from wfm.scheduling.tours.arrays import CoverTables
from wfm.scheduling.tours.cheapest_tour import Floats

LONG = 3
"""Intervals of the mean shift above which rows of heads are differences."""


class Shares(NamedTuple):
    """A solution: its value, the price of a head, and how many agents work each tour."""

    columns: Sequence[TourColumn]
    value: float
    prices: Floats
    """[group, interval]"""
    agents: Floats
    """[column]"""


class MasterLP:
    """Everything of the linear programme that does not depend on the tours."""

    def __init__(self, cover: CoverTables, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.staffed = np.flatnonzero(_workable(relaxation))
        """Intervals in which somebody can work."""
        self.nobody = float(np.diff(cover.price, axis=2).min(initial=0))
        """A price at which no head is wanted, for the others."""
        queues, open_ = cover.serves.shape[1], len(self.staffed)
        shared = cover.serves.sum(axis=1) != 1
        self.block = np.where(shared, queues + np.cumsum(shared) - 1, cover.serves.argmax(axis=1))
        """[group] block of rows that its heads are counted in; queue q has block q."""
        self.useful = cover.serves.sum(axis=1) > 0
        """[group] whether its heads count anywhere."""
        self.cover_rows = (queues + int(shared.sum())) * open_
        t = np.arange(open_)
        rows, columns, entries = [], [], []
        count = 0
        for g, q in np.argwhere(cover.serves & shared[:, None]):
            rows += [self.block[g] * open_ + t, q * open_ + t]
            columns += [count + t, count + t]
            entries += [np.full(open_, -1.0), np.ones(open_)]
            count += open_
        pieces = segments(cover, self.staffed)
        rows.append(np.array([q * open_ + t for q, t, _, _ in pieces], np.int64))
        columns.append(count + np.arange(len(pieces)))
        entries.append(np.full(len(pieces), -1.0))
        shape = (self.cover_rows + len(relaxation.values), count + len(pieces))
        place = (np.concatenate(rows), np.concatenate(columns))
        tours = relaxation.tours
        self.long = float((tours.end - tours.start).mean()) > LONG if len(tours.start) else False
        self.steps = _steps(shape[0], self.cover_rows if self.long else 0, open_)
        self.heads = self.steps @ sp.csc_array((np.concatenate(entries), place), shape=shape)
        self.price = np.concatenate([np.zeros(count), [price for _, _, price, _ in pieces]])
        self.upper = np.concatenate([np.full(count, np.inf), [most for *_, most in pieces]])
        self.base = float(cover.price[:, :, 0].sum())
        self.right = np.concatenate([np.zeros(self.cover_rows), relaxation.alike.size])

    def solve(
        self, columns: Sequence[TourColumn], least: Floats, seconds: float | None = None
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
        return Shares(
            columns,
            result.fun + self.base,
            self._prices(result.eqlin.marginals),
            np.maximum(0, result.x[: len(columns)]),
        )

    def _prices(self, marginals: Floats) -> Floats:
        """Price of a head [group, interval]."""
        by_block = -(self.steps.T @ marginals)[: self.cover_rows].reshape(-1, len(self.staffed))
        prices = np.full(self.relaxation.shape, self.nobody)
        prices[:, self.staffed] = by_block[self.block]
        return prices

    def _tours(self, columns: Sequence[TourColumn]) -> sp.csc_array:
        """Columns of the tours, rows of heads as differences already."""
        member = np.array([column.member for column in columns])
        joined = b"".join(column.profile for column in columns)
        profiles = np.frombuffer(joined, np.int8).reshape(len(columns), -1)[:, self.staffed]
        changes = np.diff(profiles, axis=1, prepend=np.int8(0)) if self.long else profiles
        group = self.relaxation.group[member]
        which, t = np.nonzero(changes * self.useful[group, None])
        block = self.block[group[which]]
        rows = np.concatenate([block * len(self.staffed) + t, self.cover_rows + member])
        place = (rows, np.concatenate([which, np.arange(len(columns))]))
        entries = np.concatenate([changes[which, t], np.ones(len(columns))])
        shape = (self.heads.shape[0], len(columns))
        return sp.csc_array((entries.astype(float), place), shape=shape)


def _steps(rows: int, heads: int, intervals: int) -> sp.csr_array:
    """Subtract from every row of heads the row of the interval before."""
    later = np.array([row for row in range(heads) if row % intervals])
    before = sp.csr_array((np.ones(len(later)), (later, later - 1)), shape=(rows, rows))
    return sp.csr_array(sp.eye_array(rows) - before)


def _workable(relaxation: Relaxation) -> NDArray[np.bool_]:
    """Tell in which intervals one of the agents could be at work."""
    tours, examples = relaxation.tours, relaxation.alike.example
    changes = np.zeros(relaxation.shape[1] + 1, np.int64)
    for a in examples:
        options = slice(tours.option_ptr[a * tours.days], tours.option_ptr[(a + 1) * tours.days])
        np.add.at(changes, tours.start[options], 1)
        np.add.at(changes, tours.end[options], -1)
    at_work: NDArray[np.int64] = np.cumsum(changes)
    return at_work[:-1] > 0
