"""Steps towards the prices of the best bound, each price by what its own direction tells of it.

Over a long horizon prices of heads and charges of sums are of many kinds: the direction by one
jumps by a head each step, that by another hardly moves. One length for all suits none. So each goes
by its mean direction beside the size that it mostly has (RMSProp with momentum, Tieleman and Hinton
2012; Adam, Kingma and Ba 2015), all at one pace, which falls where steps no longer raise the bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from wfm.scheduling.tours.cheapest_tour import Floats

NEWEST, NEWEST_SIZE = 0.1, 0.01
"""Weight of a step's own direction in the mean, and of its square in the mean of squares."""
LEAST_SIZE = 0.05
"""Size of a direction that is taken for none."""
PATIENCE, SLOWER = 30, 0.7
"""So many steps that do not raise the bound slow the pace down."""
SLOWEST = 1e-3
"""Share of the first pace at which steps hardly raise the bound any more."""


class ScaledSteps:
    """The best prices met, and the steps from them on.

    `value` gives the bound at some prices and the direction in which it grows. `pace` is about how
    far a price goes in one of the first steps.
    """

    def __init__(
        self,
        value: Callable[[Floats], tuple[float, Floats]],
        prices: Floats,
        limits: tuple[Floats, Floats],
        pace: float,
    ) -> None:
        self._value, self._now, self._limits = value, prices, limits
        self.best, self.prices = -math.inf, prices
        self._mean, self._square = np.zeros_like(prices), np.zeros_like(prices)
        self._pace, self._slowest, self._failed = pace, SLOWEST * pace, 0

    @property
    def closed(self) -> bool:
        """Whether steps hardly raise the bound any more."""
        return self._pace < self._slowest

    def step(self) -> None:
        """Go one step on from where the last one led, better or not."""
        found, direction = self._value(self._now)
        if found > self.best:
            self.best, self.prices, self._failed = found, self._now, 0
        else:
            self._failed += 1
            if self._failed % PATIENCE == 0:
                self._pace *= SLOWER
        self._mean += NEWEST * (direction - self._mean)
        self._square += NEWEST_SIZE * (direction**2 - self._square)
        along = self._mean / (np.sqrt(self._square) + LEAST_SIZE)
        self._now = np.clip(self._now + self._pace * along, *self._limits)
