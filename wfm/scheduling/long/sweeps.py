"""Which days of a long horizon are planned next: from left to right, then here and there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm.scheduling.long.window import FreeDays
from wfm.scheduling.problem import Problem

FREE, STEP = 28, 21
"""Days of a window, and from one to the next in the first pass: the last days before those that are
not planned yet are planned again with them."""
FREE_LATER = 28, 42
"""Days of the windows of one sweep and of the next, after the first pass."""


def from_left_to_right(problem: Problem) -> Iterator[FreeDays]:
    """Go through the horizon."""
    days = problem.horizon.days
    for begin in range(0, max(1, days - FREE + STEP), STEP):
        yield FreeDays.of(problem, begin, min(days, begin + FREE))


def here_and_there(problem: Problem, seed: int, sweep: int) -> Iterator[FreeDays]:
    """Go through the horizon in another order and by other borders in each sweep."""
    days, random = problem.horizon.days, np.random.default_rng([seed, sweep])
    free = FREE_LATER[sweep % len(FREE_LATER)]
    offset = int(random.integers(0, STEP))
    begins = np.unique(np.clip(np.arange(offset - STEP, days, STEP), 0, max(0, days - free)))
    for begin in random.permutation(begins).tolist():
        yield FreeDays.of(problem, begin, min(days, begin + free))
