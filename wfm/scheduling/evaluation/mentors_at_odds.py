"""Trainees whose weeks do not fit those of their mentors, whatever the schedule."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.evaluation.possible_weeks import (
    Flags,
    inside,
    kept,
    least,
    meant,
    most,
    tours_of,
)
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups import COUNTED
from wfm.scheduling.rules.groups.base import NO_MOST
from wfm.scheduling.tours.cheapest_tour import INFINITE
from wfm.words import Phrase, phrase


def mentors_at_odds(problem: Problem, there: Flags) -> Iterator[Phrase]:
    """Say where trainees cannot be beside their mentors; `there` [agent, interval] has shifts."""
    for rule in kept(problem, GroupRuleKind.MENTORED):
        alone = list(_alone(problem, there, rule))
        yield from alone or _too_few_mentors(problem, rule)


def _alone(problem: Problem, there: Flags, rule: GroupRule) -> Iterator[Phrase]:
    """Name trainees who have no legal week where any of their mentors could be."""
    crowd = COUNTED[rule.kind].crowd(problem.horizon, rule)
    mentors = np.array([agent.id in rule.beside for agent in problem.agents], bool)
    bad = np.append(0, np.cumsum((crowd.most == 0) & ~there[mentors].any(axis=0)))
    ends = np.minimum(problem.tours.end, len(bad) - 1)
    beside = bad[ends] == bad[problem.tours.start]
    trainees = np.flatnonzero(meant(problem, rule)).tolist()
    tours = tours_of(problem, np.zeros(len(beside), np.int64), trainees, beside)
    named = problem.horizon.site.named
    stuck = tuple(
        named(problem.agents[number].id)
        for number, price in zip(trainees, tours, strict=True)
        if price >= INFINITE
    )
    if stuck:
        yield phrase(
            "schedule.odds.alone",
            group=rule.name, agents=stuck, mentors=tuple(map(named, rule.beside)),
        )  # fmt: skip


def _too_few_mentors(problem: Problem, rule: GroupRule) -> Iterator[Phrase]:
    """Compare the hours of trainees with those for which their mentors can be beside them."""
    hour = 60 // problem.horizon.grid.interval_minutes
    mentors = np.array([agent.id in rule.beside for agent in problem.agents], bool)
    limited = COUNTED[rule.kind].crowd(problem.horizon, rule).most < NO_MOST
    present, trainees = inside(problem, limited), meant(problem, rule)
    needed = least(problem, present, trainees) / rule.heads
    have = most(problem, present, mentors)
    if needed > have:
        named = tuple(map(problem.horizon.site.named, rule.beside))
        each = int(np.ceil(needed * rule.heads / have)) if have else None
        yield phrase(
            "schedule.odds.mentors",
            group=rule.name, needed=needed / hour, mentors=named, most=have / hour,
            heads=rule.heads, each=each,
        )  # fmt: skip
