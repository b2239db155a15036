"""Coverage of queues whose goal counts over a day or a week: their intervals are traded.

A head costs the same wage in each interval, and a contact answered in time has the same worth in
each interval of a period: a head goes where it brings most. The worth is a Lagrange multiplier of
the period's goal (Everett 1963), found so that the goal is just met; the price of an interval is
therefore separable and convex, and the search needs to know nothing of periods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.answered_in_time import (
    Floats,
    LateContacts,
    late_on_grid,
    lengthened,
)
from wfm.scheduling.rules.coverage import (
    Coverage,
    CoveragePrice,
    queue_weights,
    whole,
    widened,
)
from wfm.scheduling.rules.hourly import HOUR, convex_in_parts
from wfm.scheduling.tours.arrays import Ints, Prices


@dataclass(frozen=True, eq=False)
class TradedContacts:
    """One queue's late contacts, with what they are worth where."""

    late: LateContacts
    worth: Floats
    """[interval] head-hours for which a contact is answered in time."""
    fewest: Floats
    """[interval] gross heads below which no interval falls for the others' sake."""


@dataclass(frozen=True, eq=False)
class AnsweredOverPeriods:
    """The cheapest number of heads costs nothing in an interval, another what it loses.

    That is the wage of a surplus head (`over` of `heads`) for each head, and `worth` such wages
    for each contact that is late. Heads missing below `fewest` cost `deep_under` more. `others`
    prices the other queues.
    """

    queues: Mapping[str, TradedContacts]
    others: CoveragePrice = field(default_factory=Coverage)
    heads: Coverage = field(default_factory=Coverage)
    name: str = Coverage().name

    @property
    def under(self) -> int:
        """About what a missing head costs for an hour."""
        return self.others.under

    def table(self, horizon: Horizon, required: Floats, carried: Ints) -> tuple[Prices, Prices]:
        """Tabulate wages less what heads bring; other queues as `others` does."""
        price, over = self.others.table(horizon, required, carried)
        minutes = horizon.grid.interval_minutes
        per_hour = HOUR // minutes
        known = {name: queue.late for name, queue in self.queues.items()}
        late = late_on_grid(known, horizon) * per_hour
        width = max(price.shape[2], late.shape[2])
        price, mine = widened(price, over, width), ~np.isnan(late[:, :, :1])
        beyond = width + int(carried.max(initial=0))
        there = np.arange(width) + carried[:, :, None]
        own = self._price(horizon, lengthened(np.nan_to_num(late), beyond))
        chosen = whole(np.take_along_axis(own, there, axis=2))
        return np.where(mine, convex_in_parts(chosen, minutes), price), over

    def _price(self, horizon: Horizon, late: Floats) -> Floats:
        """Price [queue, interval, heads] for an hour, 0 where it is least."""
        weight = queue_weights(horizon).astype(np.float64)[:, None, None]
        worth, fewest = self._on_grid(horizon, "worth"), self._on_grid(horizon, "fewest")
        heads = np.arange(late.shape[2])
        missing = np.maximum(fewest[:, :, None] - heads, 0.0)
        wages = self.heads.over * (heads + worth[:, :, None] * late)
        total = wages + self.heads.deep_under * missing
        price: Floats = weight * (total - total.min(axis=2, keepdims=True))
        return price

    def _on_grid(self, horizon: Horizon, column: str) -> Floats:
        found = np.zeros((len(horizon.site.queues), len(horizon.grid)))
        for row, queue in zip(found, horizon.site.queues, strict=True):
            if queue.name in self.queues:
                known = self.queues[queue.name]
                steps = max(1, known.late.minutes // horizon.grid.interval_minutes)
                for start, value in zip(known.late.starts, getattr(known, column), strict=True):
                    begin = horizon.grid.index(start)
                    if 0 <= begin < horizon.day_starts[horizon.days]:
                        row[begin : begin + steps] = value
        return found
