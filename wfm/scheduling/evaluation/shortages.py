"""Where heads are missing, what one more would cover, and what all who could help are doing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Queue, Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.decode import queue_heads
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.problem import Problem

NOTABLE = 1.0
"""Missing heads from which a shortage is worth a line."""
LINES = 12
"""Shortages that are spelled out, the worst first."""


@dataclass(frozen=True, eq=False, slots=True)
class Shortage:
    """What one queue lacks on one day."""

    queue: int
    day: int
    missing: NDArray[np.float64]
    """[interval of the day] heads below the requirement, or the minimum where that is more."""
    heads: NDArray[np.int32]
    least: NDArray[np.int32]
    """[interval of the day] heads that are there, and the declared minimum."""

    @property
    def below_minimum(self) -> bool:
        """Whether even the declared minimum is missed."""
        return bool((self.heads < self.least).any())


def shortage_messages(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    """Give a message per queue and day that lacks heads; an error where it lacks the minimum."""
    found = sorted(shortages(problem, schedule), key=_worst_first)
    for one in found[:LINES]:
        severity = Severity.ERROR if one.below_minimum else Severity.WARNING
        yield Message(severity, "schedule", _in_words(problem, schedule, one))
    rest = found[LINES:]
    if rest:
        hours = sum(one.missing.sum() for one in rest) * problem.horizon.grid.interval_minutes / 60
        text = f"{len(rest)} smaller shortages of a day, {hours:.1f} head-hours together."
        yield Message(Severity.WARNING, "schedule", text)


def _worst_first(one: Shortage) -> tuple[bool, float]:
    return not one.below_minimum, -float(one.missing.sum())


def shortages(problem: Problem, schedule: Schedule) -> Iterator[Shortage]:
    """Find the queues and days that lack a whole head at some time."""
    week, heads = problem.horizon, queue_heads(problem, schedule.shifts)
    missing = np.maximum(0, np.maximum(problem.required, problem.least) - heads)
    for queue in range(len(week.site.queues)):
        for day in range(week.days):
            span = slice(week.day_starts[day], week.day_starts[day + 1])
            one = Shortage(
                queue, day, missing[queue, span], heads[queue, span], problem.least[queue, span]
            )
            if one.missing.max(initial=0) >= NOTABLE:
                yield one


def _in_words(problem: Problem, schedule: Schedule, one: Shortage) -> str:
    week, begin = problem.horizon, problem.horizon.day_starts[one.day]
    queue, hours = week.site.queues[one.queue], week.grid.interval_minutes / 60
    worst = int(one.missing.argmax())
    first, last = _longest_gap(one.missing)
    worst_at, start, end = (week.local(week.grid.at(begin + t)) for t in (worst, first, last))
    needed = one.heads[worst] + one.missing[worst]
    return (
        f"{queue.name}, {week.grid.date_of(one.day):%a %Y-%m-%d}: "
        f"{one.missing.sum() * hours:.1f} head-hours are missing, most at {worst_at:%H:%M} "
        f"({one.missing[worst]:.1f} heads of {needed:.1f}){_minimum(week, one)}; "
        f"one extra head with skill {queue.skill} from {start:%H:%M} to {end:%H:%M} would cover "
        f"{np.minimum(1, one.missing[first:last]).sum() * hours:.1f} of them. "
        f"At {worst_at:%H:%M}, {_whereabouts(week, queue, schedule, worst_at)}."
    )


def _minimum(horizon: Horizon, one: Shortage) -> str:
    if not one.below_minimum:
        return ""
    lacking = int((one.least - one.heads).argmax())
    at = horizon.local(horizon.grid.at(horizon.day_starts[one.day] + lacking))
    return f", at {at:%H:%M} {one.heads[lacking]} of at least {one.least[lacking]} heads"


def _longest_gap(short: NDArray[np.float64]) -> tuple[int, int]:
    """First interval and end of the longest run in which at least half a head is missing."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], short >= 0.5, [0]])))
    begins, ends = edges[::2], edges[1::2]
    longest = int((ends - begins).argmax())
    return int(begins[longest]), int(ends[longest])


def _whereabouts(horizon: Horizon, queue: Queue, schedule: Schedule, at: datetime) -> str:
    """Say what the agents with the queue's skill do at a moment."""
    skilled = {agent.id for agent in horizon.site.agents if queue.skill in agent.skills}
    versatile = {agent.id for agent in horizon.site.agents if agent.skills - {queue.skill}}
    doing = [
        (shift.agent_id, activity.category)
        for shift in schedule.shifts
        if shift.agent_id in skilled
        for activity in shift.activities
        if activity.start <= at < activity.end
    ]
    on_queue = {agent for agent, category in doing if category is ActivityCategory.ON_QUEUE}
    absent = {e.agent_id for e in horizon.site.time_off if e.start <= at < e.end} & skilled
    absent -= {agent for agent, _ in doing}
    away = len(doing) - len(on_queue)
    off = len(skilled) - len(doing) - len(absent)
    shared = " (some for other queues)" if on_queue & versatile else ""
    return (
        f"{len(on_queue)} of {len(skilled)} agents with skill {queue.skill} are on queue"
        f"{shared}, {away} on break or other work, {len(absent)} absent, {off} off shift"
    )
