"""A site's week as the simulation sees it: what all runs share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.errors import InputError, InputProblem
from wfm.model import Queue, Shift, Site
from wfm.simulation.contacts import Arriving, arriving
from wfm.simulation.crew import Stints, stints_of
from wfm.simulation.floor import Centre
from wfm.staffing.demand import QueueDemand, demands
from wfm.staffing.site_staffing import work_of
from wfm.staffing.tolerances import Floats, Integers
from wfm.words import phrase

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class CentreWeek:
    """The queues that are forecast, in the site's order, and the crew before anyone is away."""

    origin: pd.Timestamp
    every: tuple[QueueDemand, ...]
    queues: tuple[Arriving, ...]
    centre: Centre
    stints: Stints


def week_of(
    site: Site,
    forecast: pd.DataFrame,
    shifts: Iterable[Shift],
    heads: pd.DataFrame,
    backlog: Mapping[str, float],
) -> CentreWeek:
    """Prepare the forecast's time; arguments as for `simulate`.

    Raises
    ------
    InputError
        For a forecast that does not fit the site.
    """
    every = tuple(demands(forecast, site))
    if not every:
        raise InputError([InputProblem(phrase("demand.no_rows"), phrase("do.forecast_one"))])
    origin = min(demand.starts[0] for demand in every)
    last = max(demand.starts[-1] + pd.Timedelta(seconds=demand.seconds) for demand in every)
    horizon = (last - origin).total_seconds()
    interval = site.interval_minutes * 60
    step = math.gcd(interval, *(int((d.starts[0] - origin).total_seconds()) for d in every))
    step = math.gcd(step, *(int(demand.seconds) for demand in every))
    starts = origin + pd.to_timedelta(np.arange(int(horizon // step)) * step, unit="s")
    served = replace(site, queues=tuple(demand.queue for demand in every))
    return CentreWeek(
        origin,
        every,
        tuple(_arriving(demand, origin, backlog) for demand in every),
        _centre(every, heads, starts, float(step)),
        stints_of(shifts, served, origin.to_pydatetime(), float(interval), horizon),
    )


def _arriving(demand: QueueDemand, origin: pd.Timestamp, backlog: Mapping[str, float]) -> Arriving:
    waiting = backlog.get(demand.queue.name, 0.0)
    work = work_of(demand, waiting) if demand.queue.channel.deferred else None
    return arriving(demand, origin.timestamp(), work, waiting)


def _centre(
    every: tuple[QueueDemand, ...], heads: pd.DataFrame, starts: pd.DatetimeIndex, step: float
) -> Centre:
    queues = [demand.queue for demand in every]
    most = max(_concurrency(queue) for queue in queues)
    return Centre(
        step=step,
        open=np.array([_at(starts, d, pd.Series(d.open, index=d.starts)) > 0 for d in every]),
        share=np.array([_share(demand, heads, starts) for demand in every]),
        deferred=np.array([queue.channel.deferred for queue in queues]),
        concurrency=np.array([_concurrency(queue) for queue in queues]),
        pace=np.array([_pace(queue, most) for queue in queues]),
        blended=np.array([[q.name in queue.blended_queues for q in queues] for queue in queues]),
        reserve=np.array([queue.idle_reserve or 0 for queue in queues]),
        lines=np.array([queue.lines or UNLIMITED for queue in queues]),
    )


def _at(starts: pd.DatetimeIndex, demand: QueueDemand, values: pd.Series[float]) -> Floats:
    """Values by the intervals of a queue, at the slots in which they lie; 0 elsewhere."""
    found = values.astype(float).reindex(starts.floor(f"{demand.minutes}min"), fill_value=0.0)
    return np.asarray(found, dtype=np.float64)


def _share(demand: QueueDemand, heads: pd.DataFrame, starts: pd.DatetimeIndex) -> Integers:
    """Agents whom the schedule shares out to a deferred queue, a part of one counting as one."""
    if not demand.queue.channel.deferred:
        return np.zeros(len(starts), dtype=np.int64)
    own = heads[heads["queue"] == demand.queue.name]
    index = pd.DatetimeIndex(own["interval_start"].dt.tz_convert("UTC"))
    given = _at(starts, demand, pd.Series(own["scheduled"].to_numpy(float), index=index))
    return np.ceil(given).astype(np.int64)


def _concurrency(queue: Queue) -> int:
    return len(queue.aht_by_concurrency) or queue.concurrency


def _pace(queue: Queue, most: int) -> NDArray[np.float64]:
    """Seconds of work done per second and contact, with 0, 1, … contacts in hand."""
    pace = np.ones(most + 1)
    for held, aht in enumerate(queue.aht_by_concurrency, 1):
        pace[held] = queue.aht_by_concurrency[-1] / aht
    return pace
