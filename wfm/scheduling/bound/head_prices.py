"""What a head is worth in several weeks, from what it is worth in each of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.cheapest_tour import Floats


def joined(problem: Problem, weeks: Iterable[tuple[Problem, Floats | None]]) -> Floats:
    """Lay the prices [group, interval] at which weeks were bounded end to end, for all of them.

    Where nothing is known of a week a head is free. The bound at any prices is valid, so that
    it does not matter that a week's prices know nothing of the others.
    """
    grid = problem.horizon.grid
    found = np.zeros((len(problem.groups), len(grid)))
    for week, prices in weeks:
        if prices is None:
            continue
        own = week.horizon.grid
        begin = grid.day_start((week.horizon.first - problem.horizon.first).days)
        # a night of the last days reaches into the next week, whose own prices count there
        share = grid.interval_minutes / own.interval_minutes
        lasts = min(len(grid) - begin, int(len(own) / share))
        index = (np.arange(lasts) * share).astype(int)
        found[:, begin : begin + lasts] = prices[:, index] * share
    return found
