"""Steps towards the prices of the best bound: the volume algorithm (Barahona and Anbil 2000)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm.scheduling.tours.cheapest_tour import Floats

NEWEST = 0.03
"""Weight of a step's own direction in the mean. More is faster, but does not leave a corner."""
FIRST, LONGEST, SHORTEST = 0.1, 2.0, 1e-4
"""Share of the way to the price of the best schedule that a step tries to go: the first one, the
most, and what is not worth another."""
LONGER, SHORTER, PATIENCE = 1.1, 0.66, 20
"""Steps are longer after each that raised the bound, and shorter after so many that did not."""


def climb(
    value: Callable[[Floats], tuple[float, Floats]],
    prices: Floats,
    limits: tuple[Floats | float, Floats | float],
    target: float,
    steps: int,
    stopped: Callable[[], bool],
    *,
    first: tuple[float, Floats],
    seen: Callable[[int, Floats], None] = lambda *_: None,
) -> tuple[float, Floats]:
    """Step from `prices` towards the best ones within `limits`, each time from the best met.

    `value` gives the bound at some prices and the direction in which it grows; `first` are those at
    `prices`. `target` is the price of a known schedule. Each step's number and prices are `seen`.
    Returns the bound and its prices.
    """
    best, mean = first
    pace, failed = FIRST, 0
    for number in range(1, steps):
        length = float((mean**2).sum())
        if length == 0 or best >= target or pace < SHORTEST or stopped():
            break
        tried = np.clip(prices + pace * (target - best) / length * mean, *limits)
        found, direction = value(tried)
        seen(number, tried)
        mean = (1 - NEWEST) * mean + NEWEST * direction
        if found > best:
            best, prices, pace, failed = found, tried, min(LONGEST, LONGER * pace), 0
            continue
        failed += 1
        if failed % PATIENCE == 0:
            pace *= SHORTER
    return best, prices
