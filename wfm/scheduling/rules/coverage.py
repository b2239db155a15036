"""Coverage: the heads that each queue needs in each interval.

Where the price of heads comes from is pluggable: `Coverage` prices missing and surplus heads,
`AnsweredInTime` (its own file) the contacts that the heads will answer too late.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.hourly import convex_in_parts, in_parts
from wfm.scheduling.tours.arrays import CoverTables, Ints, Prices

NAME = "Coverage"


class CoveragePrice(Protocol):
    """A convex price of the heads in each queue and interval."""

    @property
    def name(self) -> str:
        """Coverage in the scheduler's words."""

    @property
    def under(self) -> int:
        """About what a missing head costs for an hour: the scale of the search."""

    def table(
        self, horizon: Horizon, required: NDArray[np.float64], carried: NDArray[np.int32]
    ) -> tuple[Prices, Prices]:
        """Price of 0, 1, … heads [queue, interval, heads], and the slope beyond them.

        `required` is gross heads [queue, interval]; `carried` of them are there anyway.
        """


@dataclass(frozen=True, slots=True)
class Coverage:
    """Missing and surplus heads cost by a convex price per queue and interval.

    Each missing head costs `under`; those beyond `shallow` (a share of the requirement) cost
    `deep_under` more, so that shortage spreads before it digs; each surplus head costs `over`.
    A part of a head costs its part. Prices are per hour, whatever the interval; deferred work
    counts half beside immediate work.
    """

    under: int = 40
    deep_under: int = 120
    over: int = 8
    shallow: float = 0.1
    name: str = NAME

    def prices(self, required: NDArray[np.float64], heads: int) -> NDArray[np.int64]:
        """Price of 0 … `heads` heads for an hour: (…, heads + 1) for required heads (…)."""
        short = required[..., None] - np.arange(heads + 1)
        missing, surplus = np.maximum(short, 0), np.maximum(-short, 0)
        deep = np.maximum(missing - np.ceil(self.shallow * required[..., None]), 0)
        return whole(self.under * missing + self.deep_under * deep + self.over * surplus)

    def table(
        self, horizon: Horizon, required: NDArray[np.float64], carried: NDArray[np.int32]
    ) -> tuple[Prices, Prices]:
        """Tabulate the prices of the heads that are still required, each queue by its weight."""
        left, weight = np.maximum(0, required - carried), queue_weights(horizon)
        width = int(np.ceil(left.max(initial=0.0))) + 1
        minutes, intervals = horizon.grid.interval_minutes, np.arange(required.shape[1])
        price = convex_in_parts(self.prices(left, width) * weight[:, None, None], minutes)
        return price, in_parts((self.over * weight)[:, None], minutes, intervals)


def queue_weights(horizon: Horizon) -> NDArray[np.int64]:
    """Immediate work counts twice as much as deferred work."""
    weight = np.array([1 if q.channel.deferred else 2 for q in horizon.site.queues], np.int64)
    weight //= weight.min()
    return weight


def whole(price: NDArray[np.float64]) -> Prices:
    """Round convex prices: their slopes, which keeps them in order and the price convex."""
    steps = np.diff(price, axis=-1, prepend=0.0)
    rounded: Prices = np.floor(np.round(steps, 6) + 0.5).astype(np.int64)
    prices: Prices = np.cumsum(rounded, axis=-1)
    return prices


def widened(price: Prices, over: Prices, width: int) -> Prices:
    """Go on with the slope beyond a table until it holds `width` heads at least."""
    more = np.arange(1, width - price.shape[2] + 1)
    return np.concatenate([price, price[:, :, -1:] + over[:, :, None] * more], axis=2)


def avoid_closed(price: Prices, over: Prices, is_open: NDArray[np.bool_]) -> None:
    """Price a head in a closed queue above a surplus one in any that is open, where any is.

    Else heads to spare would go to a queue without contacts and be seen nowhere.
    """
    wanted = price[:, :, 1] < price[:, :, 0]
    apart = ~is_open & ~wanted & is_open.any(axis=0)
    dearest = np.where(is_open, over, 0).max(axis=0) + 1
    over[apart] = np.broadcast_to(dearest, over.shape)[apart]
    price[apart] = over[apart][:, None] * np.arange(price.shape[2])


def price_of(tables: CoverTables, heads: Ints) -> Prices:
    """Price of heads[queue, interval] by the tables, per queue."""
    width = tables.price.shape[2]
    at = np.minimum(heads, width - 1)[:, :, None]
    price = np.take_along_axis(tables.price, at, axis=2)[:, :, 0]
    beyond: Prices = np.maximum(heads - width + 1, 0) * tables.over
    prices: Prices = (price + beyond).sum(axis=1)
    return prices
