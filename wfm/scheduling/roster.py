"""From the numbers of the tables to shifts that people read, and the sharing of heads by queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.model import Activity, ActivityCategory, Agent, Schedule, Shift
from wfm.scheduling.heads import group_heads, shared_heads
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.breaks import activities_of
from wfm.scheduling.search import Roster
from wfm.scheduling.week import Interruption

if TYPE_CHECKING:
    import pandas as pd

ON_QUEUE = "ON"


def to_schedule(problem: Problem, roster: Roster, version: int = 1) -> Schedule:
    """Write the roster out as shifts; locked shifts come out as they went in."""
    shifts = [
        shift
        for number, agent in enumerate(problem.agents)
        for shift in _shifts_of(problem, roster, number, agent)
    ]
    return Schedule(problem.week.site.name, problem.week.first, tuple(shifts), version)


def _shifts_of(problem: Problem, roster: Roster, number: int, agent: Agent) -> Iterator[Shift]:
    tables, week = problem.tours, problem.week
    for day in range(week.days):
        if roster.option[number, day] < 0:
            continue
        option = int(tables.option_ptr[number * week.days] + roster.option[number, day])
        template = problem.templates[tables.template[option]]
        date = week.grid.date_of(day)
        if template.locked is not None:
            yield template.locked
            continue
        begin, end = int(tables.start[option]), int(tables.end[option])
        plan, step = week.plan(agent), week.grid.interval_minutes
        rules = activities_of(plan, (end - begin) * step, int(tables.key[option]))
        starts = (int(at) for at in roster.places[number, day])
        spans = [
            Interruption(at, at + rule.minutes // step, rule.code, rule.category, rule.paid)
            for rule, at in zip(rules, starts, strict=False)
        ]
        spans += [p for p in week.interruptions.get(agent.id, ()) if begin <= p.begin < end]
        queue = _only_queue(problem, agent)
        activities = tuple(
            Activity(code, category, week.grid.at(a), week.grid.at(b), paid, q)
            for a, b, code, category, paid, q in _fill(begin, end, sorted(spans), queue)
        )
        yield Shift(f"{agent.id}-{date:%Y%m%d}", agent.id, date, activities)


def _fill(
    begin: int, end: int, spans: Sequence[Interruption], queue: str | None
) -> Iterator[tuple[int, int, str, ActivityCategory, bool, str | None]]:
    """Fill what the spans leave of [begin, end) with on-queue work."""
    for a, b, code, category, paid in [*spans, (end, end, "", ActivityCategory.ON_QUEUE, True)]:
        if begin < a:
            yield begin, a, ON_QUEUE, ActivityCategory.ON_QUEUE, True, queue
        if a < b:
            yield a, b, code, category, paid, None
        begin = b


def _only_queue(problem: Problem, agent: Agent) -> str | None:
    served = problem.week.serves[agent.skills]
    return problem.week.site.queues[served[0]].name if len(served) == 1 else None


def queue_heads(problem: Problem, shifts: Sequence[Shift]) -> NDArray[np.int32]:
    """Share the heads of explicit shifts among the queues at the least price: [queue, interval]."""
    return shared_heads(problem.cover, group_heads(problem.week, shifts))


def scheduled_heads(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    """Mean heads on queue per queue and site interval: interval_start, queue, scheduled.

    Heads of last week's shifts that reach into the horizon are among them.
    """
    import pandas as pd

    week = problem.week
    step = week.site.interval_minutes // week.grid.interval_minutes
    count = week.day_starts[week.days] // step
    heads = (queue_heads(problem, schedule.shifts) + problem.carried)[:, : count * step]
    mean = heads.reshape(len(heads), count, step).mean(axis=2)
    starts = [week.local(week.grid.at(i * step)) for i in range(count)]
    return pd.DataFrame(
        {
            "interval_start": np.tile(np.array(starts, dtype=object), len(heads)),
            "queue": np.repeat([queue.name for queue in week.site.queues], count),
            "scheduled": mean.ravel(),
        }
    )
