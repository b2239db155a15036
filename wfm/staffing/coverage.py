"""What a number of scheduled heads will give: predicted figures per queue and interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from wfm.model import Site
from wfm.staffing.deferred_work import DeferredWork, played
from wfm.staffing.demand import QueueDemand, beside, demands
from wfm.staffing.idle_time import IdleTime
from wfm.staffing.immediate_work import figures, total_load
from wfm.staffing.overload import effective_loads, over_the_interval
from wfm.staffing.shrinkage import net, residual_shrinkage
from wfm.staffing.site_staffing import NO_BACKLOG, available_heads, work_of
from wfm.staffing.tolerances import Floats

FIGURES = ("service_level", "asa_seconds", "abandonment", "occupancy")
SHARED = "shared_heads"
"""Column of a requirement: gross heads by which a queue is better served than by its own alone."""


def predict_coverage(
    requirement: pd.DataFrame,
    forecast: pd.DataFrame,
    heads: pd.DataFrame,
    site: Site,
    backlog: Mapping[str, float] = NO_BACKLOG,
) -> pd.DataFrame:
    """Predict the figures that the scheduled heads will give, beside required and scheduled.

    `heads` has `interval_start`, `queue` and `scheduled`: gross heads on queue by the schedule. The
    models see them net of residual shrinkage, with the requirement's `shared_heads` where it has
    them: what agents shared with other queues add; overload goes on into the next intervals.
    Deferred queues have the share answered within the response window as `service_level`; `backlog`
    is the contacts that wait in them at the start.

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
    table = beside(forecast, requirement, "gross_requirement", "requirement")
    if SHARED in requirement:
        table = beside(table, requirement, SHARED, "requirement")
    table = beside(table, heads, "scheduled", "schedule")
    every = tuple(demands(table, site))
    idle = idle_time(every, site)
    deferred = {
        demand.queue.name: _deferred(demand, site, backlog.get(demand.queue.name, 0.0), idle)
        for demand in every
        if demand.queue.channel.deferred
    }
    parts = [
        _rows(demand, deferred.get(demand.queue.name, _immediate(demand, site, idle)))
        for demand in every
    ]
    return pd.concat(parts, ignore_index=True)


def idle_time(every: Iterable[QueueDemand], site: Site) -> IdleTime:
    """Idle time of the blended queues under the scheduled heads."""
    idle = IdleTime()
    for demand in every:
        if demand.queue.blended_queues:
            idle.offer(demand, available_heads(demand, site))
    return idle


def deferred_heads(work: DeferredWork, demand: QueueDemand, own: Floats, idle: IdleTime) -> Floats:
    """Heads that can work on a deferred queue: its own, and those idle; what they use is taken."""
    most = own + idle.left_for(demand)
    idle.take(demand, np.maximum(played(work, most).done - own, 0.0))
    return most


def _rows(demand: QueueDemand, figures: Floats) -> pd.DataFrame:
    scheduled, required = demand.column("scheduled"), demand.column("gross_requirement")
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


def _immediate(demand: QueueDemand, site: Site, idle: IdleTime) -> Floats:
    queue, seconds, available = demand.queue, demand.seconds, available_heads(demand, site)
    if SHARED in demand.rows:
        shared = net(demand.column(SHARED), residual_shrinkage(queue, site))
        available = np.maximum(available + shared, 0.0)
    given = idle.given_by(demand)
    busy = given if given.any() else None
    aht = demand.aht
    if queue.aht_by_concurrency:
        aht = np.full(aht.shape, queue.aht_by_concurrency[-1])
    first = np.where(demand.open, demand.contacts * aht / seconds, 0.0)
    load = total_load(queue, first, available, aht, busy)
    slots = available * queue.concurrency
    theta = aht / (queue.patience_seconds or np.inf)
    lines = np.inf if queue.lines is None else float(queue.lines)
    parts = effective_loads(load, slots, theta, seconds / aht, demand.open, lines)
    shaped = np.broadcast_arrays(parts, available, aht, *([] if busy is None else [busy]))
    return over_the_interval(figures(queue, *shaped))


def _deferred(demand: QueueDemand, site: Site, waiting: float, idle: IdleTime) -> Floats:
    work, own = work_of(demand, waiting), available_heads(demand, site)
    outcome = played(work, deferred_heads(work, demand, own, idle))
    undefined = np.full(own.shape, np.nan)
    busy = np.divide(np.minimum(outcome.done, own), own, out=undefined.copy(), where=own > 0)
    return np.array([outcome.in_window, undefined, undefined, busy])
