"""Why a plan falls short and what it costs, in the scheduler's words."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from wfm.model import Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.coverage.prices import MINIMUM
from wfm.scheduling.evaluation.conflicts import Known, cheapest_way_out, conflict_of, shares
from wfm.scheduling.evaluation.first_night import first_night
from wfm.scheduling.evaluation.leave_costs import leave_costs
from wfm.scheduling.evaluation.misfits import misfits
from wfm.scheduling.evaluation.remedies import remedies
from wfm.scheduling.evaluation.shortages import shortage_messages
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.finding import Finding
from wfm.words import phrase

TOLD = 10
"""Conflicts that are spelled out; agents who have others are named."""


def explain(
    problem: Problem, schedule: Schedule, findings: Sequence[Finding], *, cancelled: bool
) -> Iterator[Message]:
    """Say who has no legal week and why, what else is broken, and where heads are missing."""
    if cancelled:
        text = phrase("schedule.search_stopped")
        yield Message(Severity.WARNING, "schedule", text)
    rest = yield from _no_legal_weeks(problem, schedule, findings)
    if rest:
        agents = tuple(map(problem.horizon.site.named, rest))
        text = phrase("schedule.more_without_week", count=len(rest), agents=agents)
        yield Message(Severity.ERROR, "schedule", text)
    for finding in findings:
        told_below = finding.rule == MINIMUM.name
        if finding.hard and not told_below and finding.agent_id not in problem.stuck:
            yield Message(Severity.ERROR, "schedule", finding.in_full)
    yield from first_night(problem, schedule)
    yield from shortage_messages(problem, schedule)
    yield from leave_costs(problem, schedule)


def _no_legal_weeks(
    problem: Problem, schedule: Schedule, findings: Sequence[Finding]
) -> Generator[Message, None, list[str]]:
    """Say each conflict once, of all agents who have it; return those who are left over."""
    people = {agent.id: agent for agent in problem.agents}
    left, known, told = list(problem.stuck), Known(), 0
    while left and told < TOLD:
        conflict, told = conflict_of(problem, left[0], known), told + 1
        alike = [one for one in left[1:] if shares(problem, conflict, people[one], known)]
        names = [name for name, _, _ in conflict.rules]
        ways = tuple(remedies(problem, conflict.agent, names))
        text = phrase(
            "schedule.no_legal_week",
            agent_id=left[0], name=conflict.agent.name, conflict=conflict.phrase,
            others=tuple(alike), count=len(alike) or None,
            plan=problem.horizon.plan(conflict.agent).name,
            misfits=tuple(misfits(problem, conflict.agent, names)), remedies=ways,
            way_out=cheapest_way_out(schedule, findings, left[0]),
        )  # fmt: skip
        yield Message(Severity.ERROR, "schedule", text)
        left = [one for one in left[1:] if one not in alike]
    return left
