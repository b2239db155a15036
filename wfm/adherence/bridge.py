"""Why the service level was missed or exceeded: one input of the staffing model at a time.

Start from the plan: forecast volume and AHT, met by the heads that the goal requires. Then, in
this order, put in what really was: volume, AHT, the heads lost to absence, the heads lost or won
by adherence (beyond the residual shrinkage that was planned), and the heads by which the schedule
did not fit the requirement. After the last step every input is the real one, so the parts add up
to the whole; what the model then still misses of the recorded figure is named apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.kpis import answered_in_time
from wfm.adherence.modelled import first_attempts, handle_times, modelled
from wfm.model import Queue, Site
from wfm.staffing.shrinkage import residual_shrinkage

Step: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
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

    Intervals weigh by their contacts; the service level of deferred work is the share answered
    in its window. None where nothing was offered or forecast, or what was answered in time was not
    recorded.
    """
    known = rows[rows["offered"].notna() & rows["forecast"].notna()].sort_values("interval_start")
    offered = float(known["offered"].sum())
    if not offered > 0 or not known["forecast"].sum() > 0:
        return None
    in_time = answered_in_time(known, queue)
    if not np.isfinite(in_time).any():
        return None
    levels = [_level(known, queue, site, step) for step in _steps(known, queue, site)]
    parts = tuple(after - before for before, after in pairwise(levels))
    return Bridge(
        queue.name, levels[0], parts, levels[-1], float(np.nansum(in_time)) / offered, offered
    )


def _steps(rows: pd.DataFrame, queue: Queue, site: Site) -> Iterator[Step]:
    """Volume, AHT and heads: as planned, then after each swap of `ORDER`."""
    volume = rows["forecast"].to_numpy(float), first_attempts(queue, rows)
    aht = handle_times(queue, rows, "forecast_aht"), handle_times(queue, rows, "aht")
    required = rows["required_net"].to_numpy(float)
    available = rows["scheduled"].to_numpy(float) * (1 - residual_shrinkage(queue, site))
    actual = (rows["actual"] + rows["unknown"]).to_numpy(float)
    present = required - rows["absent"].to_numpy(float)
    fit = available - required
    yield volume[0], aht[0], required
    yield volume[1], aht[0], required
    yield volume[1], aht[1], required
    yield volume[1], aht[1], present
    yield volume[1], aht[1], actual - fit
    yield volume[1], aht[1], actual


def _level(rows: pd.DataFrame, queue: Queue, site: Site, step: Step) -> float:
    levels = modelled(queue, site, rows, *step)["service_level"].to_numpy(float)
    weights = np.where(np.isfinite(levels), step[0], 0.0)
    if not weights.sum() > 0:
        return float("nan")
    return float(np.average(np.nan_to_num(levels), weights=weights))
