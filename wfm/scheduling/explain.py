"""Why a plan falls short and what it costs, in the scheduler's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.model import Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.conflicts import cheapest_way_out, conflict_of
from wfm.scheduling.finding import Finding
from wfm.scheduling.problem import Problem
from wfm.scheduling.roster import queue_heads

TOLD = 10
"""Agents without a legal week whose conflict is spelled out; the others are named."""


def explain(problem: Problem, schedule: Schedule, findings: Sequence[Finding]) -> Iterator[Message]:
    """Say who has no legal week and why, what else is broken, and where heads are missing."""
    for agent_id in problem.stuck[:TOLD]:
        yield _no_legal_week(problem, schedule, findings, agent_id)
    rest = problem.stuck[TOLD:]
    if rest:
        text = f"{len(rest)} more agents have no legal week: {', '.join(rest)}."
        yield Message(Severity.ERROR, "schedule", text)
    for finding in findings:
        if finding.hard and finding.agent_id not in problem.stuck:
            yield Message(Severity.ERROR, "schedule", str(finding))
    yield from _shortages(problem, schedule)


def _no_legal_week(
    problem: Problem, schedule: Schedule, findings: Sequence[Finding], agent_id: str
) -> Message:
    conflict = conflict_of(problem, agent_id)
    way_out = cheapest_way_out(schedule, findings, agent_id)
    text = (
        f"{agent_id} {conflict.agent.name} has no legal week: {conflict}. "
        f"Cheapest way out, as scheduled: {way_out}."
    )
    return Message(Severity.ERROR, "schedule", text)


def _shortages(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    week = problem.week
    missing = np.maximum(0, problem.required - queue_heads(problem, schedule.shifts))
    for number, queue in enumerate(week.site.queues):
        for day in range(week.days):
            begin, end = week.day_starts[day], week.day_starts[day + 1]
            short = missing[number, begin:end]
            if short.max(initial=0) >= 1:
                text = _shortage(problem, number, day, short)
                yield Message(Severity.WARNING, "schedule", f"{queue.name}, {text}")


def _shortage(problem: Problem, queue: int, day: int, short: NDArray[np.float64]) -> str:
    week, begin = problem.week, problem.week.day_starts[day]
    hours = week.grid.interval_minutes / 60
    worst = begin + int(short.argmax())
    first, last = _longest_gap(short)
    start, end = (week.local(week.grid.at(begin + t)) for t in (first, last))
    at, skill = week.local(week.grid.at(worst)), week.site.queues[queue].skill
    return (
        f"{week.grid.date_of(day):%a %Y-%m-%d}: {short.sum() * hours:.1f} head-hours are missing, "
        f"most at {at:%H:%M} ({short.max():.1f} heads of {problem.required[queue, worst]:.1f}); "
        f"one extra head with skill {skill} from {start:%H:%M} to {end:%H:%M} would cover "
        f"{np.minimum(1, short[first:last]).sum() * hours:.1f} of them"
    )


def _longest_gap(short: NDArray[np.float64]) -> tuple[int, int]:
    """First interval and end of the longest run in which at least half a head is missing."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], short >= 0.5, [0]])))
    begins, ends = edges[::2], edges[1::2]
    longest = int((ends - begins).argmax())
    return int(begins[longest]), int(ends[longest])
