"""Two people whose shifts are to be alike and never can be: the smallest conflict of such a rule.

Whom a rule compares it compares two by two, so what two cannot keep no schedule keeps. Agents of
one contract who may work the same are compared with others once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from wfm.model import GroupRule
from wfm.scheduling.evaluation.possible_weeks import UNIT, Flags, Weeks, kept, options_of
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups import COMPARED
from wfm.scheduling.tours.arrays import Ints
from wfm.scheduling.tours.cheapest_tour import INFINITE
from wfm.words import Phrase, phrase

Minutes = NDArray[np.int64]
NEVER = 1441
"""Beyond what a rule may let lie between two times, in minutes."""


@dataclass(frozen=True, slots=True)
class _Person:
    """What an agent may work."""

    number: int
    day: Ints
    """[own option]"""
    start: Ints
    end: Ints
    alike: bytes
    """The same of agents who may work the same."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two agents, and how far apart their shifts are at least."""

    one: _Person
    other: _Person
    compared: Flags
    """[day]"""
    one_apart: Minutes
    """[own option] to the nearest shift of the other on that day; NEVER where there is none."""
    other_apart: Minutes

    def never(self, minutes: int) -> Flags:
        """[day] whether they are compared, and no shifts of both are so near."""
        found = self.compared.copy()
        found[self.one.day[self.one_apart <= minutes]] = False
        return found

    @property
    def sides(self) -> tuple[tuple[_Person, Minutes, _Person], ...]:
        """Each with the own distances, and the other."""
        return (
            (self.one, self.one_apart, self.other), (self.other, self.other_apart, self.one),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Why:
    """Why two cannot keep it, the one concerned first: a week of none, or days they must work."""

    one: int
    other: int
    fewest: int | None = None
    most: int | None = None


_Tell = Callable[[Weeks, _Pair, int], _Why | None]


def pairs_at_odds(problem: Problem) -> Iterator[Phrase]:
    """Name for each rule the first two who cannot keep it, how many others, and what would help."""
    for kind, compares in COMPARED.items():
        tell = _never_alike if compares.whole else _never_at_once
        for rule in kept(problem, kind):
            yield from _first(problem, rule, tell)


def _first(problem: Problem, rule: GroupRule, tell: _Tell) -> Iterator[Phrase]:
    weeks, first, bad = Weeks(problem), list[tuple[_Pair, _Why]](), 0
    known: dict[tuple[bytes, ...], bool] = {}
    for one, other, compared in _compared(problem, rule):
        key = (one.alike, other.alike, compared.tobytes())
        if key not in known:
            pair = _pair(problem, rule, one, other, compared)
            told = tell(weeks, pair, rule.minutes)
            known[key] = told is not None
            first += [] if told is None else [(pair, told)]
        bad += known[key]
    if first:
        pair, told = first[0]
        wider = [n for n in _distances(pair) if n > rule.minutes]
        place = bisect_left(wider, True, key=lambda n: tell(weeks, pair, n) is None)
        yield _said(problem, rule, pair, told, [*wider, None][place], bad - 1)


def _said(
    problem: Problem, rule: GroupRule, pair: _Pair, told: _Why, enough: int | None, more: int
) -> Phrase:
    named, grid = problem.horizon.site.named, problem.horizon.grid
    never = np.flatnonzero(pair.never(rule.minutes))
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


def _compared(problem: Problem, rule: GroupRule) -> Iterator[tuple[_Person, _Person, Flags]]:
    """Give each two who may not work the same, of those who have a legal week, and the days."""
    numbers = {agent.id: number for number, agent in enumerate(problem.agents)}
    table = COMPARED[rule.kind].pairs(problem.horizon, rule)
    members = [member for member in table.members if member not in problem.stuck]
    people = {member: _person(problem, numbers[member]) for member in members}
    for a, b in combinations(members, 2):
        if people[a].alike != people[b].alike:
            yield people[a], people[b], table.price[a, b] > 0


def _person(problem: Problem, number: int) -> _Person:
    tours, mine = problem.tours, options_of(problem, number)
    days = slice(number * tours.days, (number + 1) * tours.days)
    day = np.repeat(np.arange(tours.days, dtype=np.int32), np.diff(tours.option_ptr)[days])
    modes = slice(*(int(tours.mode_ptr[n]) for n in (number, number + 1)))
    facts = (
        tours.pattern[[number]], tours.off_class[days], day, tours.start[mine], tours.end[mine],
        tours.key[mine], tours.day_class[mine], tours.mode_low[modes], tours.mode_high[modes],
    )  # fmt: skip
    alike = b"|".join(np.ascontiguousarray(each).tobytes() for each in facts)
    return _Person(number, day, tours.start[mine], tours.end[mine], alike)


def _pair(
    problem: Problem, rule: GroupRule, one: _Person, other: _Person, compared: Flags
) -> _Pair:
    """Find for each shift of two how near one of the other lies on that day."""
    whole, step = COMPARED[rule.kind].whole, problem.horizon.grid.interval_minutes
    found = [np.full(len(each.day), NEVER, np.int64) for each in (one, other)]
    for day in np.flatnonzero(compared).tolist():
        here, there = (np.flatnonzero(each.day == day) for each in (one, other))
        if len(here) and len(there):
            apart = np.abs(one.start[here][:, None] - other.start[there])
            if whole:
                apart = np.maximum(apart, np.abs(one.end[here][:, None] - other.end[there]))
            found[0][here], found[1][there] = step * apart.min(axis=1), step * apart.min(axis=0)
    return _Pair(one, other, compared, *found)


def _distances(pair: _Pair) -> list[int]:
    """Distances with which more of their shifts are near enough, in order."""
    known = np.unique(np.concatenate([pair.one_apart, pair.other_apart]))
    return [int(each) for each in known if each < NEVER]


def _never_alike(weeks: Weeks, pair: _Pair, minutes: int) -> _Why | None:
    """Whether one of two has no week of shifts that the other can have, or works on more days."""
    for who, apart, other in pair.sides:
        fine = (apart <= minutes) | ~pair.compared[who.day]
        if weeks.cheapest(who.number, np.zeros(len(fine)), fine) >= INFINITE:
            return _Why(who.number, other.number)
    for who, _, other in pair.sides:
        fewest, days = _days(weeks, who, pair.compared, 1), -_days(weeks, other, pair.compared, -1)
        if fewest > days:
            return _Why(who.number, other.number, fewest, days)
    return None


def _never_at_once(weeks: Weeks, pair: _Pair, minutes: int) -> _Why | None:
    """Whether two must both work on one of the days on which their starts never meet."""
    never = pair.never(minutes)
    days = int(never.sum())
    if not days:
        return None
    needed = sum(_days(weeks, who, never, 1) for who in (pair.one, pair.other))
    return _Why(pair.one.number, pair.other.number, needed, days) if needed > days else None


def _days(weeks: Weeks, who: _Person, counted: Flags, sign: int) -> int:
    """Give the least of some days that a week works; with sign -1 the most, negative."""
    price = weeks.cheapest(who.number, sign * UNIT * counted[who.day])
    return round(price / UNIT)
