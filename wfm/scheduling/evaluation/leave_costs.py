"""What time off costs where heads are missing: what the absent would cover of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.decode import queue_heads
from wfm.scheduling.evaluation.remedies import least_sum, space_of
from wfm.scheduling.horizon import INSTANT, Horizon
from wfm.scheduling.problem import Problem
from wfm.words import phrase

TOLD = 10
"""Agents whose time off is told, those in whose absence most is missing."""
LEAST = 1.0
"""Head-hours from which it is worth a word."""


def leave_costs(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    """Say of whose time off how many head-hours are missing, each for itself.

    It is what an agent would cover of them in the best week without the time off, all others
    working as they do, less the same of the best week with it; breaks are left out of both. It is
    not known of a horizon that is searched in windows: no best tour of all of it is.
    """
    if problem.apart:
        return
    week = problem.horizon
    missing = np.maximum(0, problem.required - queue_heads(problem, schedule.shifts))
    absent = [(_lost(week, agent, missing), agent) for agent in week.site.agents
              if agent.id in week.time_off]  # fmt: skip
    absent = [one for one in absent if one[0] >= LEAST]
    absent = sorted(absent, key=lambda one: (-one[0], one[1].id))[:TOLD]
    there = replace(week, site=replace(week.site, time_off=()))
    costs = [(_cost(problem, schedule, there, agent), agent.id) for _, agent in absent]
    told = tuple(
        phrase("schedule.leave_cost", hours=hours, agent=week.site.named(agent))
        for hours, agent in sorted(costs, reverse=True)
        if hours >= LEAST
    )
    if told:
        text = phrase("schedule.leave_costs", costs=told)
        yield Message(Severity.WARNING, "schedule", text)


def _lost(horizon: Horizon, agent: Agent, missing: NDArray[np.float64]) -> float:
    """Head-hours that are missing while an agent is away, of at most one head at a time."""
    away = np.zeros(missing.shape[1], bool)
    for entry in horizon.time_off[agent.id]:
        begin, end = horizon.grid.index(entry.start), horizon.grid.index(entry.end - INSTANT) + 1
        away[max(0, begin) : max(0, end)] = True
    return float(_coverable(horizon, agent, missing)[away].sum()) / 60


def _coverable(horizon: Horizon, agent: Agent, missing: NDArray[np.float64]) -> NDArray[np.float64]:
    """[interval] minutes that an agent can cover of what is missing."""
    mine = missing[list(horizon.serves[agent.skills])].max(axis=0, initial=0)
    found: NDArray[np.float64] = np.minimum(1, mine) * horizon.grid.interval_minutes
    return found


def _cost(problem: Problem, schedule: Schedule, there: Horizon, agent: Agent) -> float:
    """Head-hours that an agent could cover without any time off, beyond those that are left."""
    others = tuple(shift for shift in schedule.shifts if shift.agent_id != agent.id)
    missing = np.maximum(0, problem.required - queue_heads(problem, others))
    minutes = _coverable(there, agent, missing)
    free, bound = (_most(problem, week, agent, minutes) for week in (there, problem.horizon))
    return max(0.0, free - bound) / 60


def _most(problem: Problem, horizon: Horizon, agent: Agent, minutes: NDArray[np.float64]) -> float:
    """Most of the `minutes` [interval] that lie in the shifts of a legal week; 0 without one."""
    space = space_of(problem, agent, horizon=horizon)
    sums = np.concatenate([[0.0], np.cumsum(minutes)])
    start, end, gap_start, gap_end = (
        sums[np.clip(at, 0, len(minutes))]
        for at in (
            space.shifts.start,
            space.shifts.end,
            space.shifts.gap_start,
            space.shifts.gap_end,
        )
    )
    covered = np.rint(end - start - (gap_end - gap_start)).astype(np.int64)
    return -(least_sum(space, -covered) or 0)
