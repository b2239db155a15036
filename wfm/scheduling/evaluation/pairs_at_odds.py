"""Two people whose shifts are to be alike and never can be: the smallest conflict of such a rule.

Whom a rule compares it compares two by two, so what two cannot keep no schedule keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from wfm.model import GroupRule
from wfm.scheduling.evaluation.possible_weeks import (
    Flags,
    day_of_option,
    kept,
    least,
    most,
    options_of,
    tours_of,
)
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups import COMPARED
from wfm.scheduling.tours.arrays import Ints
from wfm.scheduling.tours.cheapest_tour import INFINITE
from wfm.words import Phrase, phrase

Minutes = NDArray[np.int64]
NEVER = 1441
"""Beyond what a rule may let lie between two times, in minutes."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two agents, by their numbers, and how far apart their shifts are at least."""

    one: int
    other: int
    compared: Flags
    """[day]"""
    apart: Minutes
    """[option] minutes to the nearest shift of the other on that day; NEVER where there is none."""


@dataclass(frozen=True, slots=True)
class _Why:
    """Why two cannot keep it, the one concerned first: a week of none, or days they must work."""

    one: int
    other: int
    fewest: int | None = None
    most: int | None = None


def pairs_at_odds(problem: Problem) -> Iterator[Phrase]:
    """Name for each rule the first two who cannot keep it, how many others, and what would help."""
    for kind, compares in COMPARED.items():
        why = _never_alike if compares.whole else _never_at_once
        for rule in kept(problem, kind):
            found = [
                (pair, told)
                for pair in _pairs(problem, rule)
                if (told := why(problem, pair, rule.minutes)) is not None
            ]
            if found:
                pair, told = found[0]
                enough = next(
                    (n for n in _wider(pair, rule.minutes) if why(problem, pair, n) is None), None
                )
                yield _said(problem, rule, pair, told, enough, len(found) - 1)


def _said(
    problem: Problem, rule: GroupRule, pair: _Pair, told: _Why, enough: int | None, more: int
) -> Phrase:
    named, grid = problem.horizon.site.named, problem.horizon.grid
    never = np.flatnonzero(pair.compared & ~_meet(problem, pair, rule.minutes))
    dates = tuple(grid.date_of(int(day)) for day in never)
    one, other = (named(problem.agents[number].id) for number in (told.one, told.other))
    if told.fewest is None or told.most is None:
        return phrase(
            "schedule.odds.alike",
            group=rule.name, first=one, second=other, minutes=rule.minutes or None, dates=dates,
            enough=enough, more=more or None,
        )  # fmt: skip
    if COMPARED[rule.kind].whole:
        return phrase(
            "schedule.odds.alike_days",
            group=rule.name, first=one, second=other, least=told.fewest, most=told.most,
            more=more or None,
        )  # fmt: skip
    return phrase(
        "schedule.odds.starts",
        group=rule.name, first=one, second=other, minutes=rule.minutes or None, dates=dates,
        needed=told.fewest, days=told.most, enough=enough, more=more or None,
    )  # fmt: skip


def _pairs(problem: Problem, rule: GroupRule) -> Iterator[_Pair]:
    """Give each two who may not work the same, of those who have a legal week."""
    compares, days = COMPARED[rule.kind], day_of_option(problem)
    numbers = {agent.id: number for number, agent in enumerate(problem.agents)}
    table = compares.pairs(problem.horizon, rule)
    members = [member for member in table.members if member not in problem.stuck]
    shapes = {member: _shape(problem, numbers[member], days) for member in members}
    for a, b in combinations(members, 2):
        if shapes[a] != shapes[b]:
            one, other = numbers[a], numbers[b]
            apart = _apart(problem, one, other, days, whole=compares.whole)
            yield _Pair(one, other, table.price[a, b] > 0, apart)


def _shape(problem: Problem, agent: int, days: Ints) -> tuple[int, bytes]:
    """Give what an agent may work: the pattern, and the times of shifts."""
    tours, mine = problem.tours, options_of(problem, agent)
    shifts = np.stack([days[mine], tours.start[mine], tours.end[mine]], axis=1)
    return int(tours.pattern[agent]), np.unique(shifts, axis=0).tobytes()


def _apart(problem: Problem, one: int, other: int, days: Ints, *, whole: bool) -> Minutes:
    tours = problem.tours
    found = np.full(len(tours.start), NEVER, np.int64)
    for mine, theirs in ((one, other), (other, one)):
        own, others = options_of(problem, mine), options_of(problem, theirs)
        for day in range(tours.days):
            here = np.flatnonzero(days[own] == day) + own.start
            there = np.flatnonzero(days[others] == day) + others.start
            if len(here) and len(there):
                spans = np.unique(np.stack([tours.start[there], tours.end[there]]), axis=1)
                starts = np.abs(tours.start[here][:, None] - spans[0])
                ends = np.abs(tours.end[here][:, None] - spans[1])
                steps = np.maximum(starts, ends) if whole else starts
                found[here] = steps.min(axis=1) * problem.horizon.grid.interval_minutes
    return found


def _wider(pair: _Pair, minutes: int) -> Iterator[int]:
    """Give the larger distances with which more of their shifts are near enough."""
    known = np.unique(pair.apart)
    yield from (int(each) for each in known if minutes < each < NEVER)


def _meet(problem: Problem, pair: _Pair, minutes: int) -> Flags:
    """[day] whether some shift of one is near enough to one of the other."""
    found: Flags = np.zeros(problem.tours.days, bool)
    found[day_of_option(problem)[pair.apart <= minutes]] = True
    return found


def _only(problem: Problem, agent: int) -> Flags:
    only: Flags = np.arange(len(problem.agents)) == agent
    return only


def _never_alike(problem: Problem, pair: _Pair, minutes: int) -> _Why | None:
    """Whether one of two has no week of shifts that the other can have, or works on more days."""
    compared = pair.compared[day_of_option(problem)]
    fine = (pair.apart <= minutes) | ~compared
    both = ((pair.one, pair.other), (pair.other, pair.one))
    for one, other in both:
        [price] = tours_of(problem, np.zeros(len(fine), np.int64), [one], fine)
        if price >= INFINITE:
            return _Why(one, other)
    for one, other in both:
        fewest = least(problem, compared.astype(np.int64), _only(problem, one))
        days = most(problem, compared.astype(np.int64), _only(problem, other))
        if fewest > days:
            return _Why(one, other, fewest, days)
    return None


def _never_at_once(problem: Problem, pair: _Pair, minutes: int) -> _Why | None:
    """Whether two must both work on one of the days on which their starts never meet."""
    never = pair.compared & ~_meet(problem, pair, minutes)
    worked = never[day_of_option(problem)].astype(np.int64)
    needed = sum(least(problem, worked, _only(problem, one)) for one in (pair.one, pair.other))
    if needed <= never.sum():
        return None
    return _Why(pair.one, pair.other, needed, int(never.sum()))
