"""Why a plan falls short and what it costs, in the scheduler's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wfm.model import Schedule
from wfm.model.plan import SEARCH, Message, Severity
from wfm.scheduling.coverage.prices import MINIMUM
from wfm.scheduling.evaluation.at_odds import at_odds
from wfm.scheduling.evaluation.conflicts import cheapest_way_out
from wfm.scheduling.evaluation.first_night import first_night
from wfm.scheduling.evaluation.leave_costs import leave_costs
from wfm.scheduling.evaluation.no_legal_weeks import NoLegalWeeks, no_legal_weeks
from wfm.scheduling.evaluation.shortages import shortage_messages
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.finding import Finding
from wfm.words import Phrase, phrase


def explain(
    problem: Problem,
    schedule: Schedule,
    findings: Sequence[Finding],
    *,
    cancelled: bool,
    stuck: NoLegalWeeks | None = None,
    odds: tuple[Phrase, ...] | None = None,
) -> Iterator[Message]:
    """Say what no schedule can keep and why, what else is broken, and where heads are missing.

    `stuck` and `odds` are what is known of those without a legal week, and of rules about several
    people; None: it is found out.
    """
    if cancelled:
        text = phrase("schedule.search_stopped")
        yield Message(Severity.WARNING, SEARCH, text)
    without = no_legal_weeks(problem) if stuck is None else stuck
    for one in without:
        way_out = cheapest_way_out(schedule, findings, one.conflict.agent.id)
        yield Message(Severity.ERROR, "schedule", one.told(way_out))
    for said in without.told_of_rest(problem.horizon.site):
        yield Message(Severity.ERROR, "schedule", said)
    for said in at_odds(problem) if odds is None else odds:
        yield Message(Severity.ERROR, "schedule", said)
    for finding in findings:
        told_below = finding.rule == MINIMUM.name
        if finding.hard and not told_below and finding.agent_id not in problem.stuck:
            yield Message(Severity.ERROR, "schedule", finding.in_full)
    yield from first_night(problem, schedule)
    yield from shortage_messages(problem, schedule)
    yield from leave_costs(problem, schedule)
