"""A site's requirement: heads per queue and interval that its goals need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.errors import InputError, Problem
from wfm.model import Queue, Site
from wfm.staffing.chat import chat_performance, exact_chat_agents
from wfm.staffing.deferred import DeferredWork, deferred_work, levelled
from wfm.staffing.demand import Demand, demands
from wfm.staffing.erlang import Floats, performance
from wfm.staffing.halving import binding_target
from wfm.staffing.requirement import requirement
from wfm.staffing.shrinkage import gross
from wfm.staffing.uncertainty import at_chance, on_average

Names = NDArray[np.str_]

NO_BACKLOG: Mapping[str, float] = MappingProxyType({})
DEFAULT_WINDOW_MINUTES = 480.0
"""Response window of a deferred queue that declares none: a working day."""


def site_requirements(
    forecast: pd.DataFrame,
    site: Site,
    backlog: Mapping[str, float] = NO_BACKLOG,
    chance: float | None = None,
    average: bool = False,
) -> pd.DataFrame:
    """Heads that each queue and interval needs.

    Parameters
    ----------
    forecast
        `interval_start` (with time zone), `interval_minutes`, `queue`, `contacts`, `aht_seconds`;
        `rate_p05` … `rate_p95` too where `chance` or `average` ask for them.
    site
        Its queues' goals, opening hours, patience, concurrency, response windows and shrinkage.
    backlog
        Contacts that wait in deferred queues at the start.
    chance
        Meet the goals with this chance, whatever the rate turns out to be, instead of at the
        forecast's expected contacts.
    average
        Meet the goals of immediate queues on average over the rate's distribution, each contact
        counting once, instead of at the expected contacts.

    Returns
    -------
    pd.DataFrame
        `interval_start`, `interval_minutes`, `queue`, `load_erlangs` (of the expected contacts),
        `net_requirement` (available heads, fractional), `gross_requirement` (net / (1 - residual
        shrinkage)), `binding_target` (`closed` and 0 heads outside opening hours).

    Raises
    ------
    InputError
        For a forecast that does not fit the site.
    ParameterError
        For a chance outside 0..1.
    """
    parts = [
        _rows(demand, site, *_heads(demand, backlog.get(demand.queue.name, 0.0), chance, average))
        for demand in demands(forecast, site)
    ]
    if not parts:
        raise InputError([Problem("the forecast has no rows", "forecast at least one queue")])
    return pd.concat(parts, ignore_index=True)


def residual_shrinkage(queue: Queue, site: Site) -> float:
    """Return the queue's own, else the site's."""
    return site.shrinkage if queue.shrinkage is None else queue.shrinkage


def work_of(demand: Demand, backlog: float) -> DeferredWork:
    """Return a deferred queue's work with `backlog` contacts that wait at the start.

    Raises
    ------
    InputError
        For a queue with work that never opens.
    """
    if not demand.open.any() and (demand.work.any() or backlog):
        what = f"queue {demand.queue.name!r} has contacts but never opens"
        raise InputError([Problem(what, "give it opening hours", field="hours")])
    window = (demand.queue.response_minutes or DEFAULT_WINDOW_MINUTES) / demand.minutes
    waiting = backlog * float(demand.aht.mean()) / demand.seconds
    return deferred_work(demand.work, demand.open, window, waiting)


def _rows(demand: Demand, site: Site, net: Floats, binding: Names) -> pd.DataFrame:
    load = demand.work if demand.queue.channel.deferred else demand.load
    net = np.where(demand.open, np.maximum(net, demand.queue.goal.minimum_heads), 0.0)
    return pd.DataFrame(
        {
            "interval_start": demand.rows["interval_start"].array,
            "interval_minutes": demand.minutes,
            "queue": demand.queue.name,
            "load_erlangs": load,
            "net_requirement": net,
            "gross_requirement": gross(net, residual_shrinkage(demand.queue, site)),
            "binding_target": np.where(demand.open, binding, "closed"),
        }
    )


def _heads(
    demand: Demand, backlog: float, chance: float | None, average: bool
) -> tuple[Floats, Names]:
    staffed = demand if chance is None else at_chance(demand, chance)
    if demand.queue.channel.deferred:
        return _deferred(staffed, backlog)
    if demand.queue.aht_by_concurrency:
        return _chat(staffed)
    if average:
        return _on_average(demand)
    return _immediate(staffed)


def _immediate(demand: Demand) -> tuple[Floats, Names]:
    queue = demand.queue
    goal = replace(queue.goal, minimum_heads=queue.goal.minimum_heads * queue.concurrency)
    found = requirement(demand.load, demand.aht, goal, queue.patience_seconds)
    return found.exact / queue.concurrency, found.binding


def _on_average(demand: Demand) -> tuple[Floats, Names]:
    heads = on_average(demand)
    found = performance(
        demand.load, heads, demand.aht, demand.queue.goal.threshold, demand.queue.patience_seconds
    )
    return heads / demand.queue.concurrency, binding_target(found, demand.queue.goal)


def _chat(demand: Demand) -> tuple[Floats, Names]:
    queue, per_hour = demand.queue, demand.load / demand.aht * 3600
    sessions, patience = queue.aht_by_concurrency, queue.patience_seconds
    heads = exact_chat_agents(per_hour, sessions, queue.goal, patience)
    found = chat_performance(per_hour, heads, sessions, queue.goal.threshold, patience)
    return heads, binding_target(found, queue.goal)


def _deferred(demand: Demand, backlog: float) -> tuple[Floats, Names]:
    goal = demand.queue.goal
    heads = levelled(work_of(demand, backlog)) / (goal.occupancy or 1.0)
    busy = np.where(heads > 0, "response_window", "none")
    return heads, np.where(heads < goal.minimum_heads, "minimum_heads", busy)
