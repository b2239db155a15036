"""Every rule judged on an explicit schedule, without the search; the objective recomputed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from wfm.model import Agent, Schedule, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.coverage.heads import group_heads, shared_heads
from wfm.scheduling.coverage.prices import MINIMUM, cover_tables
from wfm.scheduling.decode import queue_heads
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.problem import KEPT, Problem
from wfm.scheduling.rules import RULES, Rule
from wfm.scheduling.rules.coverage import price_of
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.groups import RULES_BETWEEN_PEOPLE
from wfm.scheduling.rules.locked_shifts import LockedShifts
from wfm.scheduling.split_days import joined
from wfm.scheduling.tours.arrays import Ints
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

WAIVED = KEPT - {LockedShifts().name}
"""Rules about a single shift: breaches that a locked shift brings with it are the planner's own."""


def check(problem: Problem, schedule: Schedule) -> tuple[Finding, ...]:
    """Return what is broken (hard) or costs (soft), in the order of the rules.

    Breaches of a single shift's rules that a locked shift brings with it are waived.
    """
    return (*judge(problem.horizon, schedule, problem.rules), *_of_heads(problem, schedule))


def price_of_heads(problem: Problem, schedule: Schedule) -> int:
    """Give the part of a schedule's price that what is required decides."""
    return objective(tuple(_of_heads(problem, schedule)))


def _of_heads(problem: Problem, schedule: Schedule) -> Iterator[Finding]:
    horizon = problem.horizon
    heads = queue_heads(problem, _counted(horizon, schedule))
    yield from MINIMUM.check(horizon, problem.least, heads, schedule.shifts)
    yield from _coverage(problem, heads)


def judge_heads(
    horizon: Horizon, requirement: pd.DataFrame, schedule: Schedule
) -> Iterator[Finding]:
    """Judge a schedule by the declared minimum heads alone; nothing is prepared to be solved."""
    _, _, least, tables = cover_tables(horizon, requirement)
    heads = shared_heads(tables, group_heads(horizon, _counted(horizon, schedule)))
    yield from MINIMUM.check(horizon, least, heads, schedule.shifts)


def _counted(horizon: Horizon, schedule: Schedule) -> list[Shift]:
    """Shifts that are part of the week."""
    return [shift for shift in schedule.shifts if not any(_misplaced(horizon, shift))]


def _coverage(problem: Problem, heads: Ints) -> Iterator[Finding]:
    """Price the heads of each queue; what is below the minimum is priced there."""
    below = MINIMUM.price_of(problem.horizon, problem.least, heads).sum(axis=1)
    prices = price_of(problem.cover, heads) - below
    for queue, price in zip(problem.horizon.site.queues, prices, strict=True):
        if price:
            text = phrase("rule.coverage.price", queue=queue.name)
            yield Finding(problem.coverage.name, text, price=int(price))


def objective(findings: tuple[Finding, ...]) -> int:
    """Sum the prices."""
    return sum(finding.price for finding in findings)


def judge(
    horizon: Horizon,
    schedule: Schedule,
    rules: Sequence[Rule] = RULES,
    only: Collection[str] | None = None,
) -> Iterator[Finding]:
    """Judge a schedule by all rules that need no requirement; see `check` for the others.

    With `only`, rules of one agent's shifts are judged for these agents alone.
    """
    names = horizon.site.agent_names
    for finding in _judged(horizon, schedule, rules, only):
        yield replace(finding, name=names.get(finding.agent_id or ""))


def _judged(
    horizon: Horizon, schedule: Schedule, rules: Sequence[Rule], only: Collection[str] | None
) -> Iterator[Finding]:
    agents = [one for one in horizon.site.agents if only is None or one.id in only]
    shifts: dict[str, list[Shift]] = defaultdict(list)
    for shift in sorted(schedule.shifts, key=lambda shift: shift.start):
        fault = next(_misplaced(horizon, shift), None)
        if fault is None:
            shifts[shift.agent_id].append(shift)
        else:
            yield fault
    for agent in horizon.site.agents:
        shifts[agent.id] = list(joined(shifts[agent.id]))
        yield from _one_place_at_a_time(shifts[agent.id])
    for rule in rules:
        for agent in agents:
            waived = {shift.date for shift in horizon.locked_by_agent.get(agent.id, ())}
            for finding in _by_contract(rule, horizon, agent, shifts[agent.id]):
                if not (finding.hard and finding.date in waived and rule.name in WAIVED):
                    yield finding
    together = [shift for mine in shifts.values() for shift in mine]
    for between in horizon.site.group_rules:
        yield from RULES_BETWEEN_PEOPLE[between.kind].check(horizon, between, together)


def _by_contract(
    rule: Rule, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]
) -> Iterator[Finding]:
    """Judge an agent's shifts by a rule, under one contract after the other if there are several.

    What is found on a day is the matter of that day's contract.
    """
    parts = horizon.contracts(agent)
    if len(parts) == 1 or rule.scope is Scope.PERSON:
        yield from rule.check(horizon, agent, shifts)
        return
    for part in parts:
        alone = rule.scope is Scope.CONTRACT
        mine = [shift for shift in shifts if part.employed_on(shift.date)] if alone else shifts
        for finding in rule.check(horizon, part, mine):
            if alone or (finding.date is not None and part.employed_on(finding.date)):
                yield finding


def _misplaced(horizon: Horizon, shift: Shift) -> Iterator[Finding]:
    """Find what makes a shift no part of the week at all."""
    if shift.agent_id not in horizon.agent_ids:
        yield Finding("Agents", phrase("rule.agents.unknown"), shift.agent_id, hard=True)
    if not horizon.first <= shift.date <= horizon.grid.date_of(horizon.days - 1):
        text = phrase("rule.one_week.outside")
        yield Finding("One week", text, shift.agent_id, shift.date, hard=True)
    if horizon.local(shift.start).date() != shift.date:
        text = phrase("rule.one_week.other_date", date=horizon.local(shift.start).date())
        yield Finding("One week", text, shift.agent_id, shift.date, hard=True)
    if any(a.end != b.start for a, b in pairwise(shift.activities)) or any(
        activity.end <= activity.start for activity in shift.activities
    ):
        text = phrase("rule.one_activity.gap")
        yield Finding("One activity at a time", text, shift.agent_id, shift.date, hard=True)


def _one_place_at_a_time(shifts: Sequence[Shift]) -> Iterator[Finding]:
    for shift, following in pairwise(shifts):
        if following.start < shift.end or following.date == shift.date:
            text = phrase("rule.one_shift_a_day.two")
            yield Finding("One shift a day", text, shift.agent_id, following.date, hard=True)
