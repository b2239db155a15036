"""Heads below a declared minimum apart from all else, so that what they cost hides nothing.

A missed head costs a thousand times what others do, which leaves no prices that are good for both.
Where each costs `off` less, a schedule costs less by `off` × the heads that it misses:

    optimum ≥ optimum where each missed head costs `off` less + off × fewest heads ever missed
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wfm.scheduling.coverage.prices import MINIMUM
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.recombine import cover_of
from wfm.scheduling.tours.arrays import FORBIDDEN, CoverTables, Prices
from wfm.scheduling.tours.roster import Roster

TIMES = 2
"""A missed head costs so many times, at first, what the dearest of other heads does."""


def missed_alone(problem: Problem) -> Problem:
    """Give the problem of missing as few heads as possible, at 1 each; nothing else has a price."""
    tours, cover = problem.tours, problem.cover
    return replace(
        problem,
        tours=tours._replace(
            price=_free(tours.price),
            off_price=_free(tours.off_price),
            edge_price=_free(tours.edge_price),
            final_price=_free(tours.final_price),
        ),
        cover=CoverTables(_missed(problem), np.zeros_like(cover.over), cover.serves),
    )


def cheaper(problem: Problem, off: int) -> Problem:
    """Give the problem with each missed head cheaper by `off`, at most its price."""
    return replace(
        problem, cover=problem.cover._replace(price=problem.cover.price - off * _missed(problem))
    )


def price_of_missed(problem: Problem) -> int:
    """Least price of a missed head of any interval."""
    return int(MINIMUM.each(problem.horizon).min())


def dearest_other(problem: Problem) -> int:
    """Most that a head is worth beside those that the minimum asks for."""
    each = MINIMUM.each(problem.horizon)[:, None] * np.diff(_missed(problem), axis=2)
    return int(-(np.diff(problem.cover.price, axis=2) - each).min(initial=-1))


def heads_missed(problem: Problem, roster: Roster, agents: list[int]) -> int:
    """Count what the heads of a roster are short of the minimum, over all queues and intervals."""
    heads = cover_of(problem, roster, agents).heads
    return int(np.maximum(0, problem.least - heads).sum())


def _missed(problem: Problem) -> Prices:
    """Count what heads are short of the minimum: [queue, interval, heads]."""
    heads = np.arange(problem.cover.price.shape[2])
    missed: Prices = np.maximum(0, problem.least[:, :, None] - heads).astype(np.int64)
    return missed


def _free(price: Prices) -> Prices:
    found: Prices = np.where(price >= FORBIDDEN, price, 0)
    return found
