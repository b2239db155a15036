"""From the numbers of the tables to shifts that people read, and the sharing of heads by queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.model import Activity, ActivityCategory, Agent, Schedule, Shift
from wfm.scheduling.cover import add_head, empty_cover
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.breaks import activities_of
from wfm.scheduling.rules.meetings import category_of
from wfm.scheduling.search import Roster

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
        rules = activities_of(plan, (end - begin) * step)
        spans = [
            (int(at), int(at) + rule.minutes // step, rule.code, rule.category, rule.paid)
            for rule, at in zip(rules, roster.places[number, day], strict=False)
        ]
        spans += [span for span in _meetings(problem, agent) if begin <= span[0] < end]
        queue = _only_queue(problem, agent)
        activities = tuple(
            Activity(code, category, week.grid.at(a), week.grid.at(b), paid, q)
            for a, b, code, category, paid, q in _fill(begin, end, sorted(spans), queue)
        )
        yield Shift(f"{agent.id}-{date:%Y%m%d}", agent.id, date, activities)


Span = tuple[int, int, str, ActivityCategory, bool]


def _meetings(problem: Problem, agent: Agent) -> Iterator[Span]:
    week = problem.week
    for meeting, start in week.meetings.get(agent.id, ()):
        begin = week.grid.index(start)
        end = begin + week.minutes_to_steps(meeting.minutes)
        yield begin, end, meeting.name, category_of(meeting), meeting.paid


def _fill(
    begin: int, end: int, spans: Sequence[Span], queue: str | None
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


def group_heads(problem: Problem, shifts: Sequence[Shift]) -> NDArray[np.int32]:
    """Count heads on queue per skill group and interval from explicit shifts."""
    grid = problem.week.grid
    group = {a.id: int(g) for a, g in zip(problem.agents, problem.tours.group, strict=True)}
    heads = np.zeros((len(problem.groups), len(grid) + 1), np.int32)
    for shift in shifts:
        for activity in shift.activities:
            if activity.category is ActivityCategory.ON_QUEUE and shift.agent_id in group:
                begin, end = max(0, grid.index(activity.start)), max(0, grid.index(activity.end))
                heads[group[shift.agent_id], begin : min(end, len(grid))] += 1
    return heads[:, :-1]


def queue_heads(problem: Problem, shifts: Sequence[Shift]) -> NDArray[np.int32]:
    """Share the heads of explicit shifts among the queues at the least price: [queue, interval]."""
    cover = empty_cover(problem.cover)
    heads = group_heads(problem, shifts)
    for g, t in np.argwhere(heads > 0):
        for _ in range(heads[g, t]):
            add_head(cover, t, g)
    return cover.heads


def scheduled_heads(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    """Mean heads on queue per queue and site interval: interval_start, queue, scheduled."""
    import pandas as pd

    week = problem.week
    step = week.site.interval_minutes // week.grid.interval_minutes
    count = week.day_starts[week.days] // step
    heads = queue_heads(problem, schedule.shifts)[:, : count * step]
    mean = heads.reshape(len(heads), count, step).mean(axis=2)
    starts = [week.local(week.grid.at(i * step)) for i in range(count)]
    return pd.DataFrame(
        {
            "interval_start": np.tile(np.array(starts, dtype=object), len(heads)),
            "queue": np.repeat([queue.name for queue in week.site.queues], count),
            "scheduled": mean.ravel(),
        }
    )
