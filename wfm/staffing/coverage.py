"""What a number of scheduled heads will give: predicted figures per queue and interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.model import Site
from wfm.staffing.deferred import deferred_work, played
from wfm.staffing.demand import Demand, demands
from wfm.staffing.erlang import Floats
from wfm.staffing.overload import carried
from wfm.staffing.shrinkage import net
from wfm.staffing.site_requirements import DEFAULT_WINDOW_MINUTES, residual_shrinkage

FIGURES = ("service_level", "asa_seconds", "abandonment", "occupancy")


def predict_coverage(
    requirement: pd.DataFrame, forecast: pd.DataFrame, heads: pd.DataFrame, site: Site
) -> pd.DataFrame:
    """Predict the figures that the scheduled heads will give, beside required and scheduled.

    `heads` has `interval_start`, `queue` and `scheduled`: gross heads on queue by the schedule. The
    models see them net of residual shrinkage; overload goes on into the next intervals. Deferred
    queues have the share answered within the response window as `service_level`.

    Returns
    -------
    pd.DataFrame
        `interval_start`, `interval_minutes`, `queue`, `required` and `scheduled` (gross heads),
        `net` (scheduled - required), `service_level`, `asa_seconds`, `abandonment`, `occupancy`
        (NaN where undefined).

    Raises
    ------
    InputError
        For a forecast that does not fit the site.
    """
    keys = ["interval_start", "queue"]
    table = forecast.merge(requirement[[*keys, "gross_requirement"]], on=keys, how="left")
    table = table.merge(heads[[*keys, "scheduled"]], on=keys, how="left")
    table[["gross_requirement", "scheduled"]] = table[["gross_requirement", "scheduled"]].fillna(0)
    return pd.concat(
        [_queue_coverage(demand, site) for demand in demands(table, site)], ignore_index=True
    )


def _queue_coverage(demand: Demand, site: Site) -> pd.DataFrame:
    rows = demand.rows
    scheduled = rows["scheduled"].to_numpy(np.float64)
    required = rows["gross_requirement"].to_numpy(np.float64)
    available = net(scheduled, residual_shrinkage(demand.queue, site))
    predict = _deferred if demand.queue.channel.deferred else _immediate
    figures = np.where(demand.open, predict(demand, available), np.nan)
    return pd.DataFrame(
        {
            "interval_start": rows["interval_start"].to_numpy(),
            "interval_minutes": demand.minutes,
            "queue": demand.queue.name,
            "required": required,
            "scheduled": scheduled,
            "net": scheduled - required,
            **dict(zip(FIGURES, figures, strict=True)),
        }
    )


def _immediate(demand: Demand, available: Floats) -> Floats:
    queue = demand.queue
    patience = np.inf if queue.patience_seconds is None else queue.patience_seconds
    return carried(
        demand.load,
        available * queue.concurrency,
        demand.aht,
        np.full(demand.aht.shape, queue.goal.threshold),
        np.full(demand.aht.shape, patience),
        demand.seconds,
        demand.open,
    )


def _deferred(demand: Demand, available: Floats) -> Floats:
    window = (demand.queue.response_minutes or DEFAULT_WINDOW_MINUTES) / demand.minutes
    outcome = played(deferred_work(demand.work, demand.open, window), available)
    undefined = np.full(available.shape, np.nan)
    busy = np.divide(outcome.done, available, out=undefined.copy(), where=available > 0)
    return np.array([outcome.in_window, undefined, undefined, busy])
