"""Heads for a goal that counts over a day or a week: its intervals make up for each other.

Each head is put where it brings most contacts to an answer in time, until the whole period meets
its goal. Contacts answered in time are made concave in the heads of an interval (the hull of the
model's figures); the greedy choice by gains is then the cheapest one (Fox 1966). The gain of the
last head is the price at which every interval stands: the head-hours that a contact answered in
time is worth, by which a schedule trades intervals.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.model import ServiceGoal
from wfm.staffing.convex import convex_below
from wfm.staffing.demand import QueueDemand
from wfm.staffing.erlang import Performance
from wfm.staffing.immediate_work import (
    Names,
    at_least_minimum,
    queue_performance,
    queue_requirement,
)
from wfm.staffing.tolerances import TOLERANCE, Floats

STEPS = 48
"""Steps between an interval's fewest heads and the most that are looked at."""
ROOM, MORE = 1.5, 3.0
"""The most are so many times the heads with which the interval alone meets the goal, and more."""
HALVINGS = 50


class OverPeriod(NamedTuple):
    """What a queue's intervals need for the goal of their period."""

    heads: Floats
    binding: Names
    worth: Floats
    """Head-hours of the dearest contact that is answered in time, per interval."""


def heads_over_period(demand: QueueDemand, deferred: Floats | None = None) -> OverPeriod:
    """Fractional heads by which every period meets its goal with the fewest head-hours.

    No interval is asked for less than its workload, since what is left over comes back in the next
    one, or than its occupancy limit and minimum heads ask for. `deferred` are heads busy with
    deferred work in idle time.
    """
    heads, worth = np.zeros(demand.contacts.size), np.zeros(demand.contacts.size)
    binding: Names = np.full(heads.size, "none", dtype="<U16")
    some = demand.load > 0
    if some.any():
        choice = _Choice(demand, some, deferred)
        heads[some], worth[some] = choice.heads_and_worth()
        binding[some] = np.where(heads[some] > choice.fewest, choice.binding, choice.below)
    heads, binding = at_least_minimum(demand.queue, heads, binding)
    return OverPeriod(heads, binding, worth)


class _Choice:
    """The heads that each interval may have, what they give, and the cheapest choice of them."""

    def __init__(
        self, demand: QueueDemand, some: NDArray[np.bool_], deferred: Floats | None
    ) -> None:
        queue = self.queue = demand.queue
        load, aht, contacts = demand.load[some], demand.aht[some], demand.contacts[some]
        done = None if deferred is None else deferred[some]
        _, self.period = np.unique(demand.goal_period[some], return_inverse=True)
        alone, _ = queue_requirement(queue, load, aht, done)
        self.fewest, self.below = fewest_heads_of_each(demand, some, alone)
        most = np.maximum(ROOM * alone + MORE, self.fewest + 1)
        if queue.lines is not None:
            most = np.maximum(np.minimum(most, queue.lines), self.fewest)
        self.step = (most - self.fewest) / STEPS
        self.grid = self.fewest[:, None] + self.step[:, None] * np.arange(STEPS + 1)
        busy = None if done is None else done[:, None]
        found = queue_performance(queue, load[:, None], self.grid, aht[:, None], busy)
        self.totals = _totals(found, contacts[:, None], queue.goal)
        in_time = contacts[:, None] * np.nan_to_num(found.service_level)
        rise = np.diff(-convex_below(-in_time), axis=1)
        hours = np.maximum(self.step, TOLERANCE)[:, None] * demand.minutes / 60
        self.gain = np.maximum(rise / hours, 0.0)
        """Contacts answered in time per head-hour, falling from step to step."""
        self.binding = np.full(len(load), "service_level")

    def heads_and_worth(self) -> tuple[Floats, Floats]:
        """Halve the range of gains until every period just meets its goal."""
        periods = int(self.period.max()) + 1
        low, high = np.zeros(periods), np.full(periods, self.gain.max() + 1.0)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            met = self._over(self._steps(middle)).max(axis=0) <= TOLERANCE
            low, high = np.where(met, middle, low), np.where(met, high, middle)
        enough, too_few = self._steps(low), self._steps(high)
        over, under = self._over(enough), self._over(too_few)
        names = np.array(list(self.totals))
        self.binding = names[under.argmax(axis=0)][self.period]
        share = np.max(under / np.maximum(under - over, TOLERANCE), axis=0).clip(0, 1)[self.period]
        heads = self.fewest + self.step * (too_few + share * (enough - too_few))
        gain = np.maximum(low, self._least_gain())
        return heads, (1 / gain)[self.period]

    def _steps(self, gain: Floats) -> NDArray[np.int64]:
        """Count the steps of each interval that gain more than its period's."""
        steps: NDArray[np.int64] = (self.gain > gain[self.period][:, None]).sum(axis=1)
        return steps

    def _over(self, steps: NDArray[np.int64]) -> Floats:
        """How far each target is missed in each period: [target, period]; ≤ 0 where it is met."""
        at = steps[:, None]
        return np.array(
            [
                np.bincount(self.period, np.take_along_axis(total, at, axis=1)[:, 0])
                for total in self.totals.values()
            ]
        )

    def _least_gain(self) -> Floats:
        """Give the gain of a period's last useful step, where nothing meets its goal."""
        some = np.where(self.gain > TOLERANCE, self.gain, np.inf).min(axis=1)
        least = np.full(int(self.period.max()) + 1, np.inf)
        np.minimum.at(least, self.period, some)
        return np.where(np.isfinite(least), least, 1.0)


def fewest_heads_of_each(
    demand: QueueDemand, some: NDArray[np.bool_], alone: Floats
) -> tuple[Floats, Names]:
    """Give the heads below which no interval may fall for the others' sake, and why.

    `alone` are those with which an interval meets the goal by itself.
    """
    queue, goal = demand.queue, demand.queue.goal
    load, aht = demand.load[some], demand.aht[some]
    fewest = np.minimum(load / queue.concurrency, alone)
    why: Names = np.full(fewest.size, "workload", dtype="<U16")
    if goal.occupancy is not None:
        only = replace(queue, goal=ServiceGoal(None, goal.threshold, occupancy=goal.occupancy))
        busy, _ = queue_requirement(only, load, aht)
        why = np.where(busy > fewest, "occupancy", why)
        fewest = np.maximum(fewest, busy)
    fewest, why = at_least_minimum(queue, fewest, why)
    return fewest, why


def _totals(found: Performance, contacts: Floats, goal: ServiceGoal) -> dict[str, Floats]:
    """How far [interval, step] each target is missed, in contacts or their seconds."""
    lost = np.nan_to_num(found.lost)
    answered = contacts * (1 - lost)
    totals = {}
    if goal.service_level is not None:
        totals["service_level"] = contacts * (
            goal.service_level - np.nan_to_num(found.service_level)
        )
    if goal.asa is not None:
        totals["asa"] = answered * (np.nan_to_num(found.asa, nan=np.inf) - goal.asa)
    if goal.mean_wait is not None:
        waits = np.nan_to_num(found.mean_wait, nan=np.inf)
        totals["mean_wait"] = contacts * (waits - goal.mean_wait)
    if goal.abandonment is not None:
        totals["abandonment"] = contacts * (lost - goal.abandonment)
    return {name: np.nan_to_num(total, nan=np.inf, posinf=1e12) for name, total in totals.items()}
