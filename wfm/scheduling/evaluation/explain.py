"""Why a plan falls short and what it costs, in the scheduler's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wfm.model import Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.coverage.prices import MINIMUM
from wfm.scheduling.evaluation.conflicts import cheapest_way_out, conflict_of
from wfm.scheduling.evaluation.shortages import shortage_messages
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.finding import Finding
from wfm.words import phrase

TOLD = 10
"""Agents without a legal week whose conflict is spelled out; the others are named."""


def explain(
    problem: Problem, schedule: Schedule, findings: Sequence[Finding], *, cancelled: bool
) -> Iterator[Message]:
    """Say who has no legal week and why, what else is broken, and where heads are missing."""
    if cancelled:
        text = phrase("schedule.search_stopped")
        yield Message(Severity.WARNING, "schedule", text)
    for agent_id in problem.stuck[:TOLD]:
        yield _no_legal_week(problem, schedule, findings, agent_id)
    rest = problem.stuck[TOLD:]
    if rest:
        agents = tuple(map(problem.horizon.site.named, rest))
        text = phrase("schedule.more_without_week", count=len(rest), agents=agents)
        yield Message(Severity.ERROR, "schedule", text)
    for finding in findings:
        told_below = finding.rule == MINIMUM.name
        if finding.hard and not told_below and finding.agent_id not in problem.stuck:
            yield Message(Severity.ERROR, "schedule", finding.in_full)
    yield from shortage_messages(problem, schedule)


def _no_legal_week(
    problem: Problem, schedule: Schedule, findings: Sequence[Finding], agent_id: str
) -> Message:
    conflict = conflict_of(problem, agent_id)
    text = phrase(
        "schedule.no_legal_week",
        agent_id=agent_id, name=conflict.agent.name, conflict=conflict.phrase,
        way_out=cheapest_way_out(schedule, findings, agent_id),
    )  # fmt: skip
    return Message(Severity.ERROR, "schedule", text)
