"""What 0, 1, 2 … heads cost in each queue and interval."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.scheduling.coverage.heads import group_heads, shared_heads
from wfm.scheduling.coverage.night_after import price_night_after
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules import Coverage, CoveragePrice
from wfm.scheduling.rules.coverage import avoid_closed, widened
from wfm.scheduling.rules.minimum_heads import MinimumHeads
from wfm.scheduling.tours.arrays import CoverTables

COVERAGE, MINIMUM = Coverage(), MinimumHeads()


def cover_tables(
    horizon: Horizon, requirement: pd.DataFrame, coverage: CoveragePrice = COVERAGE
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32], CoverTables]:
    """Tabulate what heads are worth.

    Returns the required heads [queue, interval] less those whom last week's shifts bring, the
    latter, the minimum less them, and the tables of prices.
    """
    queues, end = horizon.site.queues, horizon.day_starts[horizon.days]
    required = required_heads(horizon, requirement)
    least = MINIMUM.least(horizon, required)
    serves = np.zeros((len(horizon.serves), len(queues)), bool)
    for row, numbers in zip(serves, horizon.serves.values(), strict=True):
        row[list(numbers)] = True
    before = [shift for shifts in horizon.previous.values() for shift in shifts]

    def tables(there: NDArray[np.int32]) -> CoverTables:
        price, over = coverage.table(horizon, required, there)
        price = widened(price, over, int(least.max(initial=0)) + 1)
        price += MINIMUM.surcharge(horizon, least - there, price.shape[2])
        avoid_closed(price, over, horizon.open_intervals)
        price[:, end:] = over[:, end:] = 0
        return CoverTables(price, over, serves)

    alone = tables(np.zeros(required.shape, np.int32))
    carried = shared_heads(alone, group_heads(horizon, before))
    left, found = np.maximum(0, required - carried), tables(carried)
    width = max(alone.price.shape[2], found.price.shape[2])
    alone, found = (each._replace(price=widened(*each[:2], width)) for each in (alone, found))
    price_night_after(horizon, alone, found)
    return left, carried, np.maximum(0, least - carried), found


def required_heads(horizon: Horizon, requirement: pd.DataFrame) -> NDArray[np.float64]:
    """Gross heads per queue and interval of the horizon's grid; 0 where nothing is required."""
    required = np.zeros((len(horizon.site.queues), len(horizon.grid)))
    step = timedelta(minutes=horizon.grid.interval_minutes)
    starts = pd.to_datetime(requirement["interval_start"], utc=True)
    begins = (starts - horizon.grid.start) // step
    lengths = requirement["interval_minutes"].astype(int) // horizon.grid.interval_minutes
    ends = begins + lengths.clip(lower=1)
    numbers = {queue.name: number for number, queue in enumerate(horizon.site.queues)}
    for name, begin, end, heads in zip(
        requirement["queue"], begins, ends, requirement["gross_requirement"], strict=True
    ):
        if name in numbers and begin < len(horizon.grid) and end > 0:
            required[numbers[name], max(0, begin) : end] = heads
    required[:, horizon.day_starts[horizon.days] :] = 0
    return required
