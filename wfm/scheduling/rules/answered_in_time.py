"""Coverage priced by service: contacts that are not answered in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.coverage import Coverage, queue_weights, whole, widened
from wfm.scheduling.rules.hourly import HOUR, convex_in_parts
from wfm.scheduling.tours.arrays import Ints, Prices
from wfm.staffing.convex import convex_below

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LateContacts:
    """What the service model says of one queue: contacts that are answered late or never."""

    starts: tuple[datetime, ...]
    minutes: int
    late: Floats
    """[interval, heads] for 0, 1, … gross heads."""


@dataclass(frozen=True, eq=False)
class AnsweredInTime:
    """A contact that is not answered in time costs the same in every queue and interval.

    Its price is such that a head missing from a met requirement costs `under` of `heads` an hour on
    average, so that the prices of the other rules keep their meaning. Each head missing below
    `floor`, a share of the requirement, costs `deep_under` more: no interval is given up. Surplus
    heads, and queues without a service model (deferred work), cost what `heads` says.
    """

    queues: Mapping[str, LateContacts]
    floor: float = 0.0
    heads: Coverage = field(default_factory=Coverage)
    name: str = Coverage().name

    @property
    def under(self) -> int:
        """About what a missing head costs for an hour."""
        return self.heads.under

    def table(self, horizon: Horizon, required: Floats, carried: Ints) -> tuple[Prices, Prices]:
        """Tabulate late contacts, a floor under them and surplus heads on top."""
        price, over = self.heads.table(horizon, required, carried)
        late = late_on_grid(self.queues, horizon) * (HOUR // horizon.grid.interval_minutes)
        width = max(price.shape[2], late.shape[2])
        price, late = widened(price, over, width), lengthened(late, width)
        known = ~np.isnan(late[:, :, :1])
        there = np.arange(width) + carried[:, :, None]
        more = lengthened(np.nan_to_num(late), width + int(carried.max(initial=0)))
        service = whole(np.take_along_axis(self._price(horizon, required, more), there, 2))
        return np.where(known, convex_in_parts(service, horizon.grid.interval_minutes), price), over

    def _price(self, horizon: Horizon, required: Floats, late: Floats) -> Floats:
        weight = queue_weights(horizon).astype(np.float64)[:, None, None]
        n, needed = np.arange(late.shape[2]), required[:, :, None]
        short, surplus = np.maximum(0, self.floor * needed - n), np.maximum(0, n - needed)
        fixed = weight * (self.heads.deep_under * short + self.heads.over * surplus)
        price: Floats = self._each(required, late) * weight.max() * late + fixed
        return price

    def _each(self, required: Floats, late: Floats) -> float:
        """Price of a late contact: `under` over what the last required head answers on average."""
        last = np.ceil(required).astype(np.int64)[:, :, None]
        before = np.take_along_axis(late, np.maximum(last - 1, 0), 2)
        saved = (before - np.take_along_axis(late, last, 2))[last > 0]
        saved = saved[saved > 0]
        return self.heads.under / float(saved.mean()) if saved.size else 0.0


def late_on_grid(queues: Mapping[str, LateContacts], horizon: Horizon) -> Floats:
    """Late contacts [queue, interval of the grid, heads], convex; NaN where not known."""
    width = max((queue.late.shape[1] for queue in queues.values()), default=1)
    found = np.full((len(horizon.site.queues), len(horizon.grid), width), np.nan)
    for row, queue in zip(found, horizon.site.queues, strict=True):
        if queue.name in queues:
            known = queues[queue.name]
            steps = max(1, known.minutes // horizon.grid.interval_minutes)
            below = lengthened(convex_below(known.late) / steps, width)
            for start, prices in zip(known.starts, below, strict=True):
                begin = horizon.grid.index(start)
                if 0 <= begin < horizon.day_starts[horizon.days]:
                    row[begin : begin + steps] = prices
    return found


def lengthened(late: Floats, width: int) -> Floats:
    """Let further heads save nothing more."""
    more = [(0, 0)] * (late.ndim - 1) + [(0, width - late.shape[-1])]
    return np.pad(late, more, mode="edge")
