"""Coverage: the heads that each queue needs in each interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.finding import Finding
from wfm.scheduling.tables import CoverTables


@dataclass(frozen=True, slots=True)
class Coverage:
    """Missing and surplus heads cost by a convex price per queue and interval.

    Each missing head costs `under`; those beyond `shallow` (a share of the requirement) cost
    `deep_under` more, so that shortage spreads before it digs; each surplus head costs `over`.
    A part of a head costs its part. Prices are per interval of the problem's grid.
    """

    under: int = 10
    deep_under: int = 30
    over: int = 2
    shallow: float = 0.1
    name: str = "Coverage"

    def prices(self, required: NDArray[np.float64], heads: int) -> NDArray[np.int64]:
        """Price of 0 … `heads` heads: (…, heads + 1) for required heads of shape (…)."""
        short = required[..., None] - np.arange(heads + 1)
        missing, surplus = np.maximum(short, 0), np.maximum(-short, 0)
        deep = np.maximum(missing - np.ceil(self.shallow * required[..., None]), 0)
        price = self.under * missing + self.deep_under * deep + self.over * surplus
        # slopes are rounded, not prices: that keeps them in order, and the price convex
        steps = np.diff(price, axis=-1, prepend=0.0)
        whole: NDArray[np.int64] = np.floor(np.round(steps, 6) + 0.5).astype(np.int64)
        return np.cumsum(whole, axis=-1)

    def tables(
        self, required: NDArray[np.float64], serves: NDArray[np.bool_], weight: NDArray[np.int64]
    ) -> CoverTables:
        """Tabulate the prices of required[queue, interval], each queue by its weight."""
        width = int(np.ceil(required.max(initial=0.0))) + 1
        return CoverTables(
            self.prices(required, width) * weight[:, None, None],
            np.broadcast_to((self.over * weight)[:, None], required.shape).astype(np.int64).copy(),
            serves,
        )

    def check(
        self, tables: CoverTables, heads: NDArray[np.int32], queues: tuple[str, ...]
    ) -> Iterator[Finding]:
        """Price the heads of each queue (heads[queue, interval]) by the tables."""
        width = tables.price.shape[2]
        at = np.minimum(heads, width - 1)[:, :, None]
        price = np.take_along_axis(tables.price, at, axis=2)[:, :, 0]
        price = price + np.maximum(heads - width + 1, 0) * tables.over
        for queue, total in zip(queues, price.sum(axis=1), strict=True):
            if total:
                yield Finding(self.name, f"missing and surplus heads in {queue}", price=int(total))
