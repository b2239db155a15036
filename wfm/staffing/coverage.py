"""What a number of scheduled heads will give: predicted figures per queue and interval."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wfm.model import Site
from wfm.staffing.chat import sessions_blocked
from wfm.staffing.deferred import DeferredWork, played
from wfm.staffing.demand import Demand, beside, demands
from wfm.staffing.erlang import Floats
from wfm.staffing.overload import carried
from wfm.staffing.shrinkage import net
from wfm.staffing.site_requirements import NO_BACKLOG, residual_shrinkage, work_of

FIGURES = ("service_level", "asa_seconds", "abandonment", "occupancy")


def predict_coverage(
    requirement: pd.DataFrame,
    forecast: pd.DataFrame,
    heads: pd.DataFrame,
    site: Site,
    backlog: Mapping[str, float] = NO_BACKLOG,
) -> pd.DataFrame:
    """Predict the figures that the scheduled heads will give, beside required and scheduled.

    `heads` has `interval_start`, `queue` and `scheduled`: gross heads on queue by the schedule. The
    models see them net of residual shrinkage; overload goes on into the next intervals. Deferred
    queues have the share answered within the response window as `service_level`; `backlog` is the
    contacts that wait in them at the start.

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
    table = beside(forecast, requirement, "gross_requirement")
    table = beside(table, heads, "scheduled")
    parts = [_queue_coverage(demand, site, backlog) for demand in demands(table, site)]
    return pd.concat(parts, ignore_index=True)


def _queue_coverage(demand: Demand, site: Site, backlog: Mapping[str, float]) -> pd.DataFrame:
    scheduled, required = demand.column("scheduled"), demand.column("gross_requirement")
    available = net(scheduled, residual_shrinkage(demand.queue, site))
    if demand.queue.channel.deferred:
        figures = _deferred(work_of(demand, backlog.get(demand.queue.name, 0.0)), available)
    else:
        figures = _immediate(demand, available)
    figures = np.where(demand.open, figures, np.nan)
    return pd.DataFrame(
        {
            "interval_start": demand.rows["interval_start"].array,
            "interval_minutes": demand.minutes,
            "queue": demand.queue.name,
            "required": required,
            "scheduled": scheduled,
            "net": scheduled - required,
            **dict(zip(FIGURES, figures, strict=True)),
        }
    )


def _immediate(demand: Demand, available: Floats) -> Floats:
    queue, load, aht, blocked = demand.queue, demand.load, demand.aht, None
    if queue.aht_by_concurrency:
        sessions = np.array(queue.aht_by_concurrency)
        load, aht = load / aht * sessions[-1], np.full(aht.shape, sessions[-1])
        blocked, _ = sessions_blocked(available, load / aht, sessions)
    patience = np.inf if queue.patience_seconds is None else queue.patience_seconds
    return carried(
        load,
        available * queue.concurrency,
        aht,
        np.full(aht.shape, queue.goal.threshold),
        np.full(aht.shape, patience),
        demand.seconds,
        demand.open,
        blocked,
    )


def _deferred(work: DeferredWork, available: Floats) -> Floats:
    outcome = played(work, available)
    undefined = np.full(available.shape, np.nan)
    busy = np.divide(outcome.done, available, out=undefined.copy(), where=available > 0)
    return np.array([outcome.in_window, undefined, undefined, busy])
