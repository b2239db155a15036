"""The forecast may be wrong: heads for a chosen chance of meeting the goal.

More heads help at every rate, so the goal is met with chance p by the heads that meet it at the
p-quantile of the rate. The alternative is a goal on average: the volume-weighted expected figures
over the rate's distribution. Deferred work may wait, so what counts there is the margin of all the
work of a response window (`levelling.gates_at_chance`), not that of each interval.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from wfm.errors import InputError, InputProblem
from wfm.staffing.demand import QueueDemand
from wfm.staffing.erlang import Performance
from wfm.staffing.immediate_work import Names, able, fewest_heads, queue_performance
from wfm.staffing.tolerances import Floats
from wfm.words import phrase

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
POINTS = 9
"""Equally likely rates that stand for the distribution."""


def at_chance(demand: QueueDemand, chance: float) -> QueueDemand:
    """Demand at the `chance` quantile of its rate, for P(goal met) ≥ chance.

    Raises
    ------
    InputError
        For a forecast without the columns rate_p05 … rate_p95.
    """
    return replace(demand, contacts=rates(demand, np.array([chance]))[0])


def rates(demand: QueueDemand, levels: Floats) -> Floats:
    """Contacts per interval at quantile `levels` of the rate, one row per level.

    Between the forecast's five quantiles, and beyond the outer two, linear in the normal score.
    """
    wanted = np.broadcast_to(ndtri(levels)[:, None], (levels.size, demand.contacts.size))
    return np.array([rates_at(demand, scores) for scores in wanted])


def rates_at(demand: QueueDemand, scores: Floats) -> Floats:
    """Contacts per interval, each at the quantile of its rate of a normal score of its own."""
    known = _quantiles(demand.rows) * (1 - demand.queue.outsource_share)
    at = ndtri(np.array(LEVELS))
    right = np.clip(np.searchsorted(at, scores), 1, len(LEVELS) - 1)
    share = (scores - at[right - 1]) / (at[right] - at[right - 1])
    each = np.arange(scores.size)
    found: Floats = np.maximum(
        known[right - 1, each] * (1 - share) + known[right, each] * share, 0.0
    )
    return found


def _quantiles(rows: pd.DataFrame) -> Floats:
    names = [f"rate_p{round(level * 100):02d}" for level in LEVELS]
    missing = [name for name in names if name not in rows]
    if missing:
        remedy = phrase("do.with_quantiles")
        raise InputError([InputProblem(phrase("demand.no_quantile"), remedy, field=missing[0])])
    known: Floats = np.nan_to_num(rows[names].to_numpy(np.float64).T)
    return known


def on_average(demand: QueueDemand, deferred: Floats | None = None) -> tuple[Floats, Names]:
    """Fractional heads with which the expected figures meet the queue's goal, and what binds.

    `deferred` are heads busy with deferred work in idle time.
    """
    queue = demand.queue
    contacts = rates(demand, (np.arange(POINTS) + 0.5) / POINTS)
    loads = np.array([replace(demand, contacts=row).load for row in contacts])
    some = loads.max(axis=0) > 0
    loads, aht = loads[:, some], demand.aht[some]
    done = None if deferred is None else deferred[some]

    def expected(heads: Floats) -> Performance:
        return expected_performance(loads, queue_performance(queue, loads, heads, aht, done))

    def has_time(heads: Floats) -> NDArray[np.bool_]:
        return able(queue, loads.mean(axis=0), heads, aht, done)

    return fewest_heads(queue, some, expected, has_time)


def expected_performance(loads: Floats, found: Performance) -> Performance:
    """Mean of the figures `found` at equally likely `loads` (rows): each contact counts once."""
    per_contact = loads / loads.sum(axis=0)
    answered = loads * (1 - found.lost)

    def mean(figure: Floats, weight: Floats) -> Floats:
        return np.asarray((figure * weight).sum(axis=0))

    return Performance(
        waiting_probability=mean(found.waiting_probability, per_contact),
        service_level=mean(found.service_level, per_contact),
        asa=mean(found.asa, answered / answered.sum(axis=0)),
        abandonment=mean(found.abandonment, per_contact),
        occupancy=found.occupancy.mean(axis=0),
        queue_length=found.queue_length.mean(axis=0),
        mean_wait=mean(found.mean_wait, per_contact),
        abandoned_in_threshold=mean(found.abandoned_in_threshold, per_contact),
    )
