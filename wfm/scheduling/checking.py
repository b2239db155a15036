"""Every rule judged on an explicit schedule, without the search; the objective recomputed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from wfm.model import Schedule, Shift
from wfm.scheduling.finding import Finding
from wfm.scheduling.problem import Problem
from wfm.scheduling.roster import queue_heads
from wfm.scheduling.rules.locked_shifts import LockedShifts

_LOCKED = LockedShifts().name


def check(problem: Problem, schedule: Schedule) -> tuple[Finding, ...]:
    """Return what is broken (hard) or costs (soft), in the order of the rules.

    Breaches of a single day that a locked shift brings with it are the planner's own, and waived.
    """
    return tuple(_judge(problem, schedule))


def objective(findings: tuple[Finding, ...]) -> int:
    """Sum the prices."""
    return sum(finding.price for finding in findings)


def _judge(problem: Problem, schedule: Schedule) -> Iterator[Finding]:
    week = problem.week
    shifts: dict[str, list[Shift]] = defaultdict(list)
    for shift in sorted(schedule.shifts, key=lambda shift: shift.start):
        shifts[shift.agent_id].append(shift)
    known = {agent.id for agent in problem.agents}
    for stranger in sorted(set(shifts) - known):
        yield Finding("Agents", "is not an agent of the site", stranger, hard=True)
    for rule in problem.rules:
        for agent in problem.agents:
            waived = {shift.date for shift in week.locked_by_agent.get(agent.id, ())}
            for finding in rule.check(week, agent, shifts[agent.id]):
                if not (finding.hard and finding.date in waived and rule.name != _LOCKED):
                    yield finding
    for agent in problem.agents:
        yield from _one_place_at_a_time(shifts[agent.id])
    names = tuple(queue.name for queue in week.site.queues)
    heads = queue_heads(problem, schedule.shifts)
    yield from problem.coverage.check(problem.cover, heads, names)


def _one_place_at_a_time(shifts: list[Shift]) -> Iterator[Finding]:
    for shift, following in pairwise(shifts):
        if following.start < shift.end or following.date == shift.date:
            text = "two shifts on one day, or overlapping"
            yield Finding("One shift a day", text, shift.agent_id, following.date, hard=True)
