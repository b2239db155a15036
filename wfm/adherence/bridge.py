"""Why the service level was missed or exceeded: one input of the staffing model at a time.

Start from the plan: forecast volume and AHT, met by the heads that the goal requires. Then, in
this order, put in what really was: volume, AHT, the heads lost to absence, the heads lost or won
by adherence (beyond the residual shrinkage that was planned), and the heads by which the schedule
did not fit the requirement. After the last step every input is the real one, so the parts add up
to the whole; what the model then still misses of the recorded figure is named apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.kpis import answered_in_time
from wfm.adherence.model_figures import first_attempts, handle_times, modelled, on_duty
from wfm.model import Queue, Site

Floats: TypeAlias = NDArray[np.float64]
Step: TypeAlias = tuple[Floats, Floats, Floats]
ORDER: Final = ("volume", "aht", "absence", "adherence", "schedule_fit")


@dataclass(frozen=True, slots=True)
class Bridge:
    """Service levels of one queue over a period, as shares; `parts` follow `ORDER`."""

    queue: str
    required: float
    """By the model, at the forecast, with the heads required."""
    parts: tuple[float, ...]
    predicted: float
    """By the model, at what was recorded: required + parts."""
    recorded: float
    contacts: float

    @property
    def unexplained(self) -> float:
        """Recorded − predicted."""
        return self.recorded - self.predicted


def bridges(comparison: pd.DataFrame, site: Site) -> tuple[Bridge, ...]:
    """Split the change of each queue's service level over a comparison.

    Intervals weigh by their contacts; the service level of deferred work is the share answered
    in its window. Queues of which nothing was offered or forecast, or of which nobody recorded
    what was answered in time, have none. Blended queues change together, step by step.
    """
    known = comparison[comparison["offered"].notna() & comparison["forecast"].notna()]
    if not len(known):
        return ()
    steps = [(step[0], _levels(site, known, step)) for step in _steps(site, known)]
    found = (_bridge(known, queue, steps) for queue in site.queues)
    return tuple(one for one in found if one)


def _steps(site: Site, table: pd.DataFrame) -> Iterator[Step]:
    """Volume, AHT and heads: forecast and required, then after each swap of `ORDER`."""
    volume = table["forecast"].to_numpy(float), first_attempts(site, table)
    aht = handle_times(site, table, "forecast_aht"), handle_times(site, table, "aht")
    required = table["required_net"].to_numpy(float)
    available = table["scheduled"].to_numpy(float) * on_duty(site, table)
    actual = (table["actual"] + table["unknown"]).to_numpy(float)
    present = required - table["absent"].to_numpy(float)
    fit = available - required
    yield volume[0], aht[0], required
    yield volume[1], aht[0], required
    yield volume[1], aht[1], required
    yield volume[1], aht[1], present
    yield volume[1], aht[1], actual - fit
    yield volume[1], aht[1], actual


def _levels(site: Site, table: pd.DataFrame, step: Step) -> Floats:
    levels: Floats = modelled(site, table, *step)["service_level"].to_numpy(float)
    return levels


def _bridge(
    table: pd.DataFrame, queue: Queue, steps: Sequence[tuple[Floats, Floats]]
) -> Bridge | None:
    own = (table["queue"] == queue.name).to_numpy()
    rows = table[own].sort_values("interval_start")
    offered = float(rows["offered"].sum())
    if not offered > 0 or not rows["forecast"].sum() > 0:
        return None
    in_time = answered_in_time(rows, queue)
    if not np.isfinite(in_time).any():
        return None
    levels = [_level(volume[own], level[own]) for volume, level in steps]
    parts = tuple(after - before for before, after in pairwise(levels))
    return Bridge(
        queue.name, levels[0], parts, levels[-1], float(np.nansum(in_time)) / offered, offered
    )


def _level(volume: Floats, levels: Floats) -> float:
    weights = np.where(np.isfinite(levels), volume, 0.0)
    if not weights.sum() > 0:
        return float("nan")
    return float(np.average(np.nan_to_num(levels), weights=weights))
