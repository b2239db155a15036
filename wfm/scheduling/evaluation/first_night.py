"""Why the first night of a plan is nobody's: only shifts of the week before could reach into it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm.model import Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.decode import queue_heads
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.weekday_times import times_on
from wfm.words import phrase

MIDNIGHT = 1440


def first_night(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    """Name queues that lack heads before anybody starts, where no week before is known."""
    week = problem.horizon
    if week.previous:
        return
    lacking = np.maximum(0, problem.required - queue_heads(problem, schedule.shifts))
    for number, queue in enumerate(week.site.queues):
        times = [
            (week.own_instant(agent, week.first, start), start + length)
            for agent in week.site.agents
            if number in week.serves[agent.skills]
            for start, length in times_on(week.plan_on(agent, week.first), week.first.weekday())
        ]
        if not any(end > MIDNIGHT for _, end in times):
            continue
        first = min(start for start, _ in times)
        missing = lacking[number, : max(0, week.grid.index(first))].sum()
        if missing > 0:
            text = phrase(
                "schedule.first_night",
                queue=queue.name, start=week.local(first),
                missing=float(missing * week.grid.interval_minutes / 60),
            )  # fmt: skip
            yield Message(Severity.WARNING, "schedule", text)
