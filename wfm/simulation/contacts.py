"""The contacts of one run, drawn from the forecast.

Per queue and day one level is drawn, and every interval of the day takes its rate at that quantile
of the forecast, so that a busy day is busy throughout. Arrivals are Poisson at this rate, handling
and patience exponential. Every queue and run has random numbers of its own: schedules that are
compared meet the same contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from wfm.simulation.floor import NEVER, Contacts
from wfm.staffing.deferred_work import DeferredWork
from wfm.staffing.demand import QueueDemand
from wfm.staffing.tolerances import Floats, Integers
from wfm.staffing.uncertainty import LEVELS, rates

EXTREME = 0.001
"""Share of days beyond each end of the levels that are drawn."""
AFTER_CLOSING = 1800.0
"""Seconds after closing at which the last immediate contacts that wait give up."""


class Arriving(NamedTuple):
    """What a queue's contacts are drawn from; instants in seconds from the start."""

    demand: QueueDemand
    start: Floats
    """Of each interval."""
    gone: Floats
    """By interval: when a contact of it gives up at the latest."""
    due: Floats
    """By interval: when deferred contacts of it are due."""
    starting: Floats
    """When each deferred contact that waits at the start is due."""


class Drawn(NamedTuple):
    """Contacts of one run, and the interval of its queue in which each came (-1: before)."""

    contacts: Contacts
    interval: Integers


def arriving(
    demand: QueueDemand, origin: float, work: DeferredWork | None, waiting: float
) -> Arriving:
    """Prepare a queue; `work` is of a deferred queue, in which `waiting` contacts wait."""
    starts = demand.starts.as_unit("s").asi8.astype(np.float64) - origin
    if work is None:
        never = np.full(starts.size, NEVER)
        return Arriving(demand, starts, _latest(demand, starts), never, np.zeros(0))
    ends = np.append(starts + demand.seconds, NEVER)
    number = round(waiting)
    shares = np.cumsum(work.starting) / (work.starting.sum() or 1.0)
    of_each = np.searchsorted(shares, (np.arange(number) + 0.5) / max(number, 1))
    due = ends[np.minimum(of_each, starts.size)]
    return Arriving(demand, starts, np.full(starts.size, NEVER), ends[work.due], due)


def _latest(demand: QueueDemand, starts: Floats) -> Floats:
    """When the opening ends in which each interval lies, and some time after."""
    closing = np.full(starts.size, NEVER)
    end = NEVER
    for k in range(starts.size - 1, -1, -1):
        if not demand.open[k]:
            end = starts[k]
        closing[k] = end + AFTER_CLOSING
    return closing


def draw(queues: Sequence[Arriving], seed: int, run: int, *, uncertain: bool) -> Drawn:
    """Draw the contacts of a run; with `uncertain` days where the forecast has quantiles."""
    parts = [
        _of_queue(queue, np.random.default_rng((seed, run, _key(queue))), uncertain=uncertain)
        for queue in queues
    ]
    sizes = [len(part) for part in parts]
    time, interval, work, gives_up, due = np.concatenate(parts).T.copy()
    contacts = Contacts(
        time=time,
        queue=np.repeat(np.arange(len(queues)), sizes),
        work=work,
        gives_up=gives_up,
        due=due,
        first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        order=np.argsort(time, kind="stable"),
    )
    return Drawn(contacts, interval.astype(np.int64))


def _key(queue: Arriving) -> int:
    """Give a queue the same random numbers whatever other queues there are."""
    return crc32(queue.demand.queue.name.encode())


def _of_queue(arriving: Arriving, random: np.random.Generator, *, uncertain: bool) -> Floats:
    """Rows by time: time, interval, work, when it gives up, when it is due."""
    demand, queue = arriving.demand, arriving.demand.queue
    counts = random.poisson(_rates(demand, random, uncertain=uncertain))
    interval = np.repeat(np.arange(counts.size), counts)
    within = random.random(interval.size) * demand.seconds
    time = arriving.start[interval] + within
    work = random.standard_exponential(interval.size) * _aht(demand)[interval]
    gives_up = np.full(interval.size, NEVER)
    if queue.patience_seconds and not queue.channel.deferred:
        gives_up = time + random.standard_exponential(interval.size) * queue.patience_seconds
    gives_up = np.minimum(gives_up, arriving.gone[interval])
    due = arriving.due[interval]
    if not queue.channel.deferred:
        due = time + queue.goal.threshold
    came = np.column_stack([time, interval, work, gives_up, due])
    return np.concatenate([_waiting(arriving, random), came[np.argsort(time, kind="stable")]])


def _waiting(arriving: Arriving, random: np.random.Generator) -> Floats:
    number = arriving.starting.size
    work = random.standard_exponential(number) * arriving.demand.aht.mean()
    never, nothing = np.full(number, NEVER), np.zeros(number)
    return np.column_stack([nothing, nothing - 1, work, never, arriving.starting])


def _rates(demand: QueueDemand, random: np.random.Generator, *, uncertain: bool) -> Floats:
    """Give the expected contacts per interval, each day as busy as drawn."""
    day = demand.local_day - demand.local_day[0]
    levels = np.clip(random.random(day[-1] + 1), EXTREME, 1 - EXTREME)
    known = all(f"rate_p{round(level * 100):02d}" in demand.rows for level in LEVELS)
    mean = demand.contacts
    if uncertain and known:
        mean = rates(demand, levels)[day, np.arange(day.size)]
    return mean if demand.queue.channel.deferred else np.where(demand.open, mean, 0.0)


def _aht(demand: QueueDemand) -> Floats:
    """AHT with as many contacts in hand as the queue allows."""
    by_concurrency = demand.queue.aht_by_concurrency
    return np.full(demand.aht.shape, by_concurrency[-1]) if by_concurrency else demand.aht
