"""Minimum heads: the fewest heads that a queue must have while it is open."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.model import Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.hourly import in_parts
from wfm.scheduling.rules.resting import FEW, resting
from wfm.scheduling.tours.arrays import Ints, Prices
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class MinimumHeads:
    """While a queue is open and planned it has at least the heads of its goal, whatever they cost.

    A head below the minimum is priced far above everything that a price can buy, so that a minimum
    is missed only where nobody can be there.
    """

    price: int = 40_000
    """Of a missing head, for an hour."""
    name: str = "Minimum heads"

    def least(self, horizon: Horizon, required: NDArray[np.float64]) -> Ints:
        """Fewest heads [queue, interval]; 0 where none are required."""
        declared = np.array([np.ceil(queue.goal.minimum_heads) for queue in horizon.site.queues])
        least: Ints = np.where(required > 0, declared[:, None], 0).astype(np.int32)
        return least

    def surcharge(self, horizon: Horizon, least: Ints, heads: int) -> Prices:
        """Price of missing heads below the minimum: [queue, interval, heads]."""
        missing = np.maximum(0, least[:, :, None] - np.arange(heads))
        price: Prices = self.each(horizon)[:, None] * missing
        return price

    def price_of(self, horizon: Horizon, least: Ints, heads: Ints) -> Prices:
        """Price of what heads[queue, interval] are short of the minimum."""
        price: Prices = self.each(horizon) * np.maximum(0, least - heads)
        return price

    def each(self, horizon: Horizon) -> Prices:
        """Price of a missing head [interval]."""
        intervals = np.arange(len(horizon.grid))
        return in_parts(np.array(self.price), horizon.grid.interval_minutes, intervals)

    def check(
        self, horizon: Horizon, least: Ints, heads: Ints, shifts: Collection[Shift]
    ) -> Iterator[Finding]:
        """Compare heads[queue, interval] of some shifts with the minimum, day by day."""
        missing, prices = np.maximum(0, least - heads), self.price_of(horizon, least, heads)
        for number, queue in enumerate(horizon.site.queues):
            skilled = {a.id for a in horizon.site.agents if queue.skill in a.skills}
            for day in range(horizon.days):
                begin, end = horizon.day_starts[day], horizon.day_starts[day + 1]
                short = missing[number, begin:end]
                if short.any():
                    worst = begin + int(short.argmax())
                    at = horizon.local(horizon.grid.at(worst))
                    hours = short.sum() * horizon.grid.interval_minutes / 60
                    there = int(heads[number, worst])
                    text = phrase(
                        "rule.minimum_heads.missed",
                        queue=queue.name, skill=queue.skill, at=at, hours=float(hours),
                        heads=there, least=int(least[number, worst]),
                        resting=resting(horizon, skilled, shifts, at) if there <= FEW else (),
                    )  # fmt: skip
                    price, date = int(prices[number, begin:end].sum()), horizon.grid.date_of(day)
                    yield Finding(self.name, text, None, date, price, hard=True)
