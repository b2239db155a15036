"""The contacts of one run, drawn from the forecast.

Every interval takes its rate at a level of the forecast's distribution that is drawn for it.
Levels have parts that are common to the week and to the day, as the forecast says, so that a busy
day is busy throughout and a forecast that is wrong is wrong all week (a Gaussian copula). Arrivals
are Poisson at this rate, handling and patience exponential. Where some of those lost try again,
every contact has as many further attempts as it would make at most. Every queue and run has random
numbers of its own: schedules that are compared meet the same contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from scipy.special import ndtri

from wfm.simulation.floor import NEVER, Contacts
from wfm.staffing.deferred_work import DeferredWork
from wfm.staffing.demand import QueueDemand
from wfm.staffing.tolerances import Floats, Integers
from wfm.staffing.uncertainty import LEVELS, rates_at

EXTREME = 0.001
"""Share of intervals beyond each end of the levels that are drawn."""
OF_DAY, OF_WEEK = 1.0, 0.5
"""Shares of a rate's variance that are common to the day and to the week, where a forecast does not
say."""
REDIAL_AFTER = 300.0
"""Mean seconds after which somebody who was lost tries again."""
MOST_ATTEMPTS = 20
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
    """By interval: when contacts of it are due if they are deferred."""
    starting: Floats
    """When each deferred contact that waits at the start is due."""


class _Drawn(NamedTuple):
    """Contacts of one queue; see `Contacts`."""

    time: Floats
    work: Floats
    patience: Floats
    gone: Floats
    within: Floats
    again: Integers
    pause: Floats


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


def draw(queues: Sequence[Arriving], seed: int, run: int, *, uncertain: bool) -> Contacts:
    """Draw the contacts of a run; with `uncertain` days where the forecast has quantiles."""
    parts = [
        _of_queue(queue, np.random.default_rng((seed, run, _key(queue))), uncertain=uncertain)
        for queue in queues
    ]
    sizes = [part.time.size for part in parts]
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    again = [np.where(p.again >= 0, p.again + n, -1) for p, n in zip(parts, first, strict=False)]
    time = np.concatenate([part.time for part in parts])
    order = np.argsort(time, kind="stable")
    return Contacts(
        time=time,
        queue=np.repeat(np.arange(len(queues)), sizes),
        work=np.concatenate([part.work for part in parts]),
        patience=np.concatenate([part.patience for part in parts]),
        gone=np.concatenate([part.gone for part in parts]),
        within=np.concatenate([part.within for part in parts]),
        again=np.concatenate(again),
        pause=np.concatenate([part.pause for part in parts]),
        first=first,
        order=order[: int(np.isfinite(time).sum())],
    )


def _key(queue: Arriving) -> int:
    """Give a queue the same random numbers whatever other queues there are."""
    return crc32(queue.demand.queue.name.encode())


def _of_queue(arriving: Arriving, random: np.random.Generator, *, uncertain: bool) -> _Drawn:
    """Draw those that wait at the start, those that come, and their further attempts."""
    demand, queue = arriving.demand, arriving.demand.queue
    counts = random.poisson(_rates(demand, random, uncertain=uncertain))
    interval = np.repeat(np.arange(counts.size), counts)
    time = arriving.start[interval] + random.random(interval.size) * demand.seconds
    work = random.standard_exponential(interval.size) * _aht(demand)[interval]
    patience = np.full(interval.size, NEVER)
    if queue.patience_seconds and not queue.channel.deferred:
        patience = random.standard_exponential(interval.size) * queue.patience_seconds
    within = np.full(interval.size, queue.goal.threshold)
    if queue.channel.deferred:
        within = arriving.due[interval] - time
    by_time = np.argsort(time, kind="stable")
    alone = np.full(interval.size, -1)
    came = _Drawn(
        time, work, patience, arriving.gone[interval], within, alone, np.zeros(interval.size)
    )
    waiting = _waiting(arriving, random)
    every = _joined(waiting, came, by_time)
    return _with_redials(every, arriving, random) if queue.redial_share else every


def _joined(first: _Drawn, then: _Drawn, order: Integers) -> _Drawn:
    """Give the first, then the others in an order."""
    both = zip(_Drawn._fields, first, then, strict=True)
    joined: dict[str, Any] = {
        name: np.concatenate([one, other[order]]) for name, one, other in both
    }
    return _Drawn(**joined)


def _waiting(arriving: Arriving, random: np.random.Generator) -> _Drawn:
    number = arriving.starting.size
    work = random.standard_exponential(number) * arriving.demand.aht.mean()
    never, nothing = np.full(number, NEVER), np.zeros(number)
    return _Drawn(nothing, work, never, never, arriving.starting, np.full(number, -1), nothing)


def _with_redials(drawn: _Drawn, arriving: Arriving, random: np.random.Generator) -> _Drawn:
    """Add the attempts that follow where a contact is lost again and again."""
    queue, size = arriving.demand.queue, drawn.time.size
    more = np.minimum(random.geometric(1 - queue.redial_share, size), MOST_ATTEMPTS) - 1
    whose = np.repeat(np.arange(size), more)
    attempt = size + np.arange(whose.size)
    last = np.append(whose[1:] != whose[:-1], True)[: whose.size]
    again = np.full(size, -1)
    again[more > 0] = size + (np.cumsum(more) - more)[more > 0]
    patience = random.standard_exponential(whose.size) * (queue.patience_seconds or NEVER)
    pause = random.standard_exponential(size + whose.size) * REDIAL_AFTER
    return _Drawn(
        np.append(drawn.time, np.full(whose.size, NEVER)),
        np.append(drawn.work, drawn.work[whose]),
        np.append(drawn.patience, patience),
        np.append(drawn.gone, drawn.gone[whose]),
        np.append(drawn.within, drawn.within[whose]),
        np.append(again, np.where(last, -1, attempt + 1)),
        pause,
    )


def _rates(demand: QueueDemand, random: np.random.Generator, *, uncertain: bool) -> Floats:
    """Give the expected contacts per interval, weeks and days as busy as drawn."""
    mean = demand.contacts
    scores = _scores(demand, random)
    known = all(f"rate_p{round(level * 100):02d}" in demand.rows for level in LEVELS)
    if uncertain and known:
        mean = rates_at(demand, np.clip(scores, ndtri(EXTREME), -ndtri(EXTREME)))
    return mean if demand.queue.channel.deferred else np.where(demand.open, mean, 0.0)


def _scores(demand: QueueDemand, random: np.random.Generator) -> Floats:
    """Draw a normal score for each interval, from parts of its week, its day and its own."""
    day = demand.local_day - demand.local_day[0]
    of_day = _share(demand, "rate_day_share", OF_DAY)
    of_week = np.minimum(_share(demand, "rate_week_share", OF_WEEK), of_day)
    parts = (
        (of_week, random.standard_normal(day[-1] // 7 + 1)[day // 7]),
        (of_day - of_week, random.standard_normal(day[-1] + 1)[day]),
        (1 - of_day, random.standard_normal(day.size)),
    )
    scores: Floats = sum((np.sqrt(share) * drawn for share, drawn in parts), np.zeros(day.size))
    return scores


def _share(demand: QueueDemand, name: str, usual: float) -> Floats:
    if name not in demand.rows:
        return np.full(demand.contacts.size, usual)
    given = demand.rows[name].to_numpy(np.float64)
    return np.clip(np.where(np.isnan(given), usual, given), 0.0, 1.0)


def _aht(demand: QueueDemand) -> Floats:
    """AHT with as many contacts in hand as the queue allows."""
    by_concurrency = demand.queue.aht_by_concurrency
    return np.full(demand.aht.shape, by_concurrency[-1]) if by_concurrency else demand.aht
