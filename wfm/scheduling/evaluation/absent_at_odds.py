"""Limits of days off that leave or contracts exceed, whatever the schedule."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.evaluation.possible_weeks import Flags, day_of_option, kept, meant, most
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups import COUNTED
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase, phrase


def absent_at_odds(problem: Problem) -> Iterator[Phrase]:
    """Say which limits of days off no schedule can keep, and what would help."""
    for rule in kept(problem, GroupRuleKind.DAYS_OFF):
        needed = np.maximum(0, _working(problem, rule))
        yield from _away(problem, rule, needed)
        yield from _too_many_off(problem, rule, needed)


def _working(problem: Problem, rule: GroupRule) -> Ints:
    """[day] how many must work."""
    crowd = COUNTED[rule.kind].crowd(problem.horizon, rule)
    return crowd.least[: problem.horizon.days]


def _away(problem: Problem, rule: GroupRule, needed: Ints) -> Iterator[Phrase]:
    """Name the day on which most cannot work at all, where they are more than may be off."""
    members = meant(problem, rule)
    can = _can_work(problem)[members]
    beyond = needed - can.sum(axis=0)
    if beyond.max(initial=0) <= 0:
        return
    day, horizon = int(beyond.argmax()), problem.horizon
    on, people = horizon.grid.date_of(day), np.flatnonzero(members)
    away = [problem.agents[n] for n in people[~can[:, day]]]
    named = tuple(horizon.site.named(agent.id) for agent in away if agent.employed_on(on))
    yield phrase(
        "schedule.odds.away",
        group=rule.name, most=rule.heads, dates=(on,), agents=named, off=len(named),
        more=int((beyond > 0).sum()) - 1 or None,
    )  # fmt: skip


def _can_work(problem: Problem) -> Flags:
    """[agent, day] whether there is a shift that the agent may have."""
    tours = problem.tours
    found: Flags = np.diff(tours.option_ptr).reshape(-1, tours.days) > 0
    return found


def _too_many_off(problem: Problem, rule: GroupRule, needed: Ints) -> Iterator[Phrase]:
    """Compare the working days that a limit of days off takes with those that weeks may have."""
    members = meant(problem, rule)
    days = most(problem, (needed > 0)[day_of_option(problem)].astype(np.int64), members)
    can = _can_work(problem)[members].sum(axis=0)
    if np.minimum(needed, can).sum() <= days:
        return
    off = rule.heads
    while np.maximum(0, needed - (off - rule.heads)).sum() > days:
        off += 1
    yield phrase(
        "schedule.odds.off",
        group=rule.name, most=rule.heads, people=int(members.sum()), needed=int(needed.sum()),
        days=days, off=off,
    )  # fmt: skip
