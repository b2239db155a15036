"""The bound where meetings have no time yet: each is held when the heads that it takes cost least.

At prices of a head, an agent in a meeting costs what the head would have been worth there. Wherever
the meeting is held it costs no less than at its best time, or its price where it is missed; whoever
else attends and wherever the agent's shifts are. The tour without the meeting stays as legal, and
costs as much by its own rules, as long as the meeting is paid. So every value is a valid bound for
shifts and meetings together (Lagrangian relaxation, as for the tours).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from wfm.model import Meeting
from wfm.scheduling.bound.column_generation import subgradient
from wfm.scheduling.bound.lagrangian import Relaxation, classify
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.meetings import price_of_missing
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.within_shifts import within_shifts


class OpenMeeting(NamedTuple):
    """When an agent of a group may have a meeting: in `length` intervals from one of `begins`."""

    group: int
    begins: tuple[int, ...]
    length: int


class RelaxationWithMeetings(Relaxation):
    """Places, beside all agents' tours, each agent's meetings at the prices of heads."""

    def __init__(self, problem: Problem) -> None:
        everybody = np.arange(len(problem.agents))
        super().__init__(problem.tours, problem.cover, classify(problem.tours, everybody))
        self.meetings, self.missed = _open_meetings(problem), price_of_missing(problem.rules)

    def value(self, prices: Floats, *, thorough: bool = True) -> tuple[float, Floats]:
        """Return the bound at these prices and its subgradient."""
        value, step = super().value(prices, thorough=thorough)
        for (group, begins, length), agents in self.meetings.items():
            at = np.array(begins, np.int64)
            summed = np.concatenate([[0.0], np.cumsum(prices[group])])
            costs = summed[at] - summed[at + length]
            best = int(costs.argmin()) if begins else None
            if best is None or costs[best] >= self.missed:
                value += agents * self.missed
            else:
                value += agents * float(costs[best])
                step[group, at[best] : at[best] + length] -= agents
        return value, step


def bound_with_meetings(
    problem: Problem, target: int, stopped: Callable[[], bool], prices: Floats
) -> int | None:
    """Bound what shifts and meetings cost together.

    `problem` knows no times of its meetings yet; `prices` [group, interval] of a head, those of one
    that does, are where the steps towards the best prices begin. None where nothing is proven: an
    unpaid meeting changes the paid hours, and who has no legal week has no tour.
    """
    meetings = [meeting for mine in problem.horizon.open_meetings.values() for meeting in mine]
    if problem.stuck or not all(meeting.paid for meeting in meetings):
        return None
    value, _, _ = subgradient(RelaxationWithMeetings(problem), target, stopped, prices)
    return math.ceil(value - 1e-6)


def _open_meetings(problem: Problem) -> Counter[OpenMeeting]:
    """Count how many agents' meetings are alike."""
    horizon, found = problem.horizon, Counter[OpenMeeting]()
    for number, agent in enumerate(problem.agents):
        for meeting in horizon.open_meetings.get(agent.id, ()):
            begins = begins_within_shifts(problem, number, meeting)
            length = horizon.minutes_to_steps(meeting.minutes)
            found[OpenMeeting(int(problem.tours.group[number]), begins, length)] += 1
    return found


def begins_within_shifts(problem: Problem, agent: int, meeting: Meeting) -> tuple[int, ...]:
    """Give the intervals from which a meeting lies within some shift that an agent may have."""
    horizon = problem.horizon
    length = horizon.minutes_to_steps(meeting.minutes)
    within = within_shifts(problem.tours, agent, len(horizon.grid), length)
    return tuple(begin for begin in horizon.starts_of(meeting) if within[begin])
