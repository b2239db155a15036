"""What a number of scheduled heads will give: predicted figures per queue and interval."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wfm.model import Queue, Site
from wfm.staffing.chat import sessions_blocked
from wfm.staffing.deferred import DeferredWork, played
from wfm.staffing.demand import Demand, beside, demands
from wfm.staffing.erlang import Floats, erlang_b, given_blocking
from wfm.staffing.overload import effective_loads, over_the_interval
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
    queue, aht, seconds = demand.queue, demand.aht, demand.seconds
    if queue.aht_by_concurrency:
        aht = np.full(aht.shape, queue.aht_by_concurrency[-1])
    load, slots = demand.contacts * aht / seconds, available * queue.concurrency
    patience = np.full(aht.shape, queue.patience_seconds or np.inf)
    loads = effective_loads(load, slots, aht / patience, seconds / aht, demand.open)
    shaped = np.broadcast_arrays(loads, available, slots, aht, queue.goal.threshold, patience)
    found = given_blocking(_blocked(queue, *shaped[:4]), shaped[0], *shaped[2:])
    return over_the_interval(found)


def _blocked(queue: Queue, load: Floats, heads: Floats, slots: Floats, aht: Floats) -> Floats:
    if not queue.aht_by_concurrency:
        return erlang_b(load, slots)
    sessions = np.array(queue.aht_by_concurrency)
    return sessions_blocked(heads.ravel(), (load / aht).ravel(), sessions)[0].reshape(load.shape)


def _deferred(work: DeferredWork, available: Floats) -> Floats:
    outcome = played(work, available)
    undefined = np.full(available.shape, np.nan)
    busy = np.divide(outcome.done, available, out=undefined.copy(), where=available > 0)
    return np.array([outcome.in_window, undefined, undefined, busy])
