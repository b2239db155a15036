"""Why the service level was missed or exceeded: one input of the staffing model at a time.

Start from the plan: forecast volume and AHT, met by the heads that the goal requires. Then, in
this order, put in what really was: volume, AHT, the heads lost to absence, the heads lost or won
by adherence (beyond the residual shrinkage that was planned), and the heads by which the schedule
did not fit the requirement. After the last step every input is the real one, so the parts add up
to the whole; what the model then still misses of the recorded figure is named apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.comparison import handle_times
from wfm.model import Queue, Site
from wfm.staffing import performance
from wfm.staffing.shrinkage import residual_shrinkage

ORDER: Final = ("volume", "aht", "absence", "adherence", "schedule_fit")


@dataclass(frozen=True, slots=True)
class Bridge:
    """Service levels of one queue over a period, as shares; `parts` follow `ORDER`."""

    queue: str
    planned: float
    """By the model, at the forecast, with the heads required."""
    parts: tuple[float, ...]
    modelled: float
    """By the model, at what was recorded: planned + parts."""
    recorded: float
    contacts: float

    @property
    def unexplained(self) -> float:
        """Recorded − modelled."""
        return self.recorded - self.modelled


def bridge(rows: pd.DataFrame, queue: Queue, site: Site) -> Bridge | None:
    """Split the change of a queue's service level over some rows of a comparison.

    Intervals weigh by their contacts. None where nothing was offered or recorded, or where the
    work is deferred and no queueing model applies.
    """
    known = rows[rows["offered"].notna() & rows["forecast"].notna()]
    if queue.channel.deferred or not known["offered"].sum() > 0 or not known["forecast"].sum() > 0:
        return None
    steps = _steps(known, queue, site)
    levels = [_level(known, queue, *step) for step in steps]
    return Bridge(
        queue.name,
        levels[0],
        tuple(after - before for before, after in pairwise(levels)),
        levels[-1],
        known["answered_within_threshold"].sum() / known["offered"].sum(),
        float(known["offered"].sum()),
    )


def _steps(
    rows: pd.DataFrame, queue: Queue, site: Site
) -> list[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """Volume, AHT and heads: as planned, then after each swap of `ORDER`."""
    volume = rows["forecast"].to_numpy(float), rows["offered"].to_numpy(float)
    aht = handle_times(queue, rows, "forecast_aht"), handle_times(queue, rows, "aht")
    required = rows["required_net"].to_numpy(float)
    available = rows["scheduled"].to_numpy(float) * (1 - residual_shrinkage(queue, site))
    actual = (rows["actual"] + rows["unknown"]).to_numpy(float)
    present = required - rows["absent"].to_numpy(float)
    fit = available - required
    return [
        (volume[0], aht[0], required),
        (volume[1], aht[0], required),
        (volume[1], aht[1], required),
        (volume[1], aht[1], present),
        (volume[1], aht[1], actual - fit),
        (volume[1], aht[1], actual),
    ]


def _level(
    rows: pd.DataFrame,
    queue: Queue,
    volume: NDArray[np.float64],
    aht: NDArray[np.float64],
    heads: NDArray[np.float64],
) -> float:
    house = volume * (1 - queue.outsource_share)
    load = house * aht / (rows["interval_minutes"].to_numpy(float) * 60)
    staffed = np.maximum(heads, 0) * queue.concurrency
    figures = performance(load, staffed, aht, queue.goal.threshold, queue.patience_seconds)
    return float(np.average(figures.service_level, weights=volume))
