"""A site's requirement: heads per queue and interval that its goals need."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from wfm.errors import InputError, Problem
from wfm.model import Queue, Site
from wfm.staffing.deferred import deferred_work, levelled
from wfm.staffing.demand import Demand, demands
from wfm.staffing.erlang import Floats
from wfm.staffing.requirement import requirement
from wfm.staffing.shrinkage import gross

NO_BACKLOG: Mapping[str, float] = MappingProxyType({})
DEFAULT_WINDOW_MINUTES = 480.0
"""Response window of a deferred queue that declares none: a working day."""


def site_requirements(
    forecast: pd.DataFrame, site: Site, backlog: Mapping[str, float] = NO_BACKLOG
) -> pd.DataFrame:
    """Heads that each queue and interval needs.

    Parameters
    ----------
    forecast
        `interval_start` (with time zone), `interval_minutes`, `queue`, `contacts`, `aht_seconds`.
    site
        Its queues' goals, opening hours, patience, concurrency, response windows and shrinkage.
    backlog
        Contacts that wait in deferred queues at the start.

    Returns
    -------
    pd.DataFrame
        `interval_start`, `interval_minutes`, `queue`, `load_erlangs`, `net_requirement` (available
        heads, fractional), `gross_requirement` (net / (1 - residual shrinkage)), `binding_target`
        (`closed` and 0 heads outside opening hours).

    Raises
    ------
    InputError
        For a forecast that does not fit the site.
    """
    parts = [queue_requirement(demand, site, backlog) for demand in demands(forecast, site)]
    if not parts:
        raise InputError([Problem("the forecast has no rows", "forecast at least one queue")])
    return pd.concat(parts, ignore_index=True)


def queue_requirement(demand: Demand, site: Site, backlog: Mapping[str, float]) -> pd.DataFrame:
    """Return the requirement of one queue."""
    if demand.queue.channel.deferred:
        load, net, binding = _deferred(demand, backlog.get(demand.queue.name, 0.0))
    else:
        load, net, binding = _immediate(demand)
    return pd.DataFrame(
        {
            "interval_start": demand.rows["interval_start"].to_numpy(),
            "interval_minutes": demand.minutes,
            "queue": demand.queue.name,
            "load_erlangs": load,
            "net_requirement": net,
            "gross_requirement": gross(net, residual_shrinkage(demand.queue, site)),
            "binding_target": np.where(demand.open, binding, "closed"),
        }
    )


def residual_shrinkage(queue: Queue, site: Site) -> float:
    """Return the queue's own, else the site's."""
    return site.shrinkage if queue.shrinkage is None else queue.shrinkage


def _immediate(demand: Demand) -> tuple[Floats, Floats, np.ndarray]:
    queue, load = demand.queue, demand.load
    found = requirement(load, demand.aht, queue.goal, queue.patience_seconds)
    heads = np.maximum(found.exact / queue.concurrency, queue.goal.minimum_heads)
    return load, np.where(demand.open, heads, 0.0), found.binding


def _deferred(demand: Demand, backlog: float) -> tuple[Floats, Floats, np.ndarray]:
    queue = demand.queue
    window = (queue.response_minutes or DEFAULT_WINDOW_MINUTES) / demand.minutes
    waiting = backlog * float(demand.aht.mean()) / demand.seconds
    plan = levelled(deferred_work(demand.work, demand.open, window, waiting))
    busy = plan / (queue.goal.occupancy or 1.0)
    least = queue.goal.minimum_heads
    net = np.where(demand.open, np.maximum(busy, least), 0.0)
    binding = np.where(busy < least, "minimum_heads", np.where(busy > 0, "response_window", "none"))
    return demand.work, net, binding
