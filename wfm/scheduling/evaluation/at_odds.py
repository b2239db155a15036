"""What rules ask of several people together that no schedule can give: known before any search.

Of each interval it is known who could be there at all, by contract, opening hours, availability and
leave, and who would be at a meeting whose time is fixed; of each agent how many days and hours a
legal week has at most. What asks for more, or lets in fewer, is at odds with that whoever works
when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups import COUNTED
from wfm.scheduling.rules.groups.base import NO_LEAST, counted_heads
from wfm.scheduling.rules.groups.members import members_of
from wfm.scheduling.rules.meetings import MEETINGS
from wfm.scheduling.tours.arrays import Ints
from wfm.scheduling.tours.cheapest_tour import (
    INFINITE,
    cheapest_tour,
    price_options,
    price_scratch,
    tour_scratch,
)
from wfm.scheduling.tours.within_shifts import within_shifts
from wfm.words import Phrase, phrase

Flags = NDArray[np.bool_]
UNIT = 1e9
"""Price of a day or an interval, above all that rules may ask for a week."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """At least so many of some agents [interval], and what asks for them."""

    what: Phrase
    members: Flags
    """[agent]"""
    least: Ints
    on_queue: bool = True
    """Whether who is at a meeting does not count."""


def at_odds(problem: Problem) -> tuple[Phrase, ...]:
    """Say which rules about several people no schedule can keep, and what would help."""
    there = _there(problem)
    queues, groups = list(_minima(problem)), list(_present(problem))
    few = (said for asked in (*queues, *groups) for said in _too_few(problem, there, asked))
    long = (said for asked in (*queues, *groups) for said in _too_many_hours(problem, asked))
    full = (
        said
        for rule in _kept(problem, GroupRuleKind.SEATS)
        for said in _too_full(problem, there, rule, queues, groups)
    )
    off = (
        said
        for rule in _kept(problem, GroupRuleKind.DAYS_OFF)
        for said in _too_many_off(problem, rule)
    )
    alone = (
        said
        for rule in _kept(problem, GroupRuleKind.MENTORED)
        for said in _alone(problem, there, rule)
    )
    return (*few, *long, *full, *off, *alone)


def _there(problem: Problem) -> Flags:
    """[agent, interval] whether some allowed shift of the agent lies there."""
    tours, size = problem.tours, len(problem.horizon.grid)
    found = np.zeros((len(problem.agents), size), bool)
    for agent, row in enumerate(found):
        row[:] = within_shifts(tours, agent, size, 1)
    if not problem.horizon.previous:
        # nobody of an unknown week before is there: `first_night` says so
        begun = int(tours.start.min(initial=size))
        found[:, :begun] = True
    return found


def _minima(problem: Problem) -> Iterator[_Asked]:
    """Minimum heads of queues, without those of the week before."""
    for number, queue in enumerate(problem.horizon.site.queues):
        members = np.array([queue.skill in agent.skills for agent in problem.agents], bool)
        yield _Asked(phrase("schedule.odds.queue", queue=queue.name), members,
                     problem.least[number])  # fmt: skip


def _present(problem: Problem) -> Iterator[_Asked]:
    """Rules that want somebody there, or on queue."""
    for kind in (GroupRuleKind.PRESENT, GroupRuleKind.ON_QUEUE):
        for rule in _kept(problem, kind):
            crowd = COUNTED[kind].crowd(problem.horizon, rule)
            before = counted_heads(problem.horizon, crowd, ())
            least = np.where(crowd.least == NO_LEAST, 0, np.maximum(0, crowd.least - before))
            what = phrase("schedule.odds.group", group=rule.name)
            on_queue = kind is GroupRuleKind.ON_QUEUE
            yield _Asked(what, _members(problem, rule), least, on_queue)


def _kept(problem: Problem, kind: GroupRuleKind) -> Iterator[GroupRule]:
    rules = problem.horizon.site.group_rules
    return (rule for rule in rules if rule.kind is kind and rule.price is None)


def _members(problem: Problem, rule: GroupRule) -> Flags:
    meant = set(members_of(problem.agents, rule))
    return np.array([agent.id in meant for agent in problem.agents], bool)


def _too_few(problem: Problem, there: Flags, asked: _Asked) -> Iterator[Phrase]:
    free = there & ~_at_meetings(problem) if asked.on_queue else there
    can = free[asked.members].sum(axis=0)
    short = asked.least > can
    if not short.any():
        return
    at = _worst(short, asked.least - can)
    start, end, hours = _when(problem, short, at)
    people, missing = int(asked.members.sum()), int(asked.least[at] - can[at])
    if asked.least[at] <= there[asked.members, at].sum():
        yield phrase(
            "schedule.odds.meeting",
            asked=asked.what, least=int(asked.least[at]), most=int(can[at]), people=people,
            start=start, end=end, hours=hours,
            meetings=tuple(_meetings_at(problem, asked, at)), staying=missing,
        )  # fmt: skip
        return
    enough = missing <= people - can[at]
    yield phrase(
        "schedule.odds.few",
        asked=asked.what, least=int(asked.least[at]), most=int(can[at]), people=people,
        start=start, end=end, hours=hours,
        lying=missing if enough else None, more=None if enough else missing,
    )  # fmt: skip


def _at_meetings(problem: Problem) -> Flags:
    """[agent, interval] whether an agent who is at work is at a meeting, not on queue."""
    found = np.zeros((len(problem.agents), len(problem.horizon.grid)), bool)
    for row, agent in zip(found, problem.agents, strict=True):
        for part in problem.horizon.interruptions.get(agent.id, ()):
            row[max(0, part.begin) : max(0, part.end)] = part.category in MEETINGS
    return found


def _meetings_at(problem: Problem, asked: _Asked, at: int) -> Iterable[str]:
    """Name the meetings of some agents at a time."""
    ids = (a.id for a, member in zip(problem.agents, asked.members, strict=True) if member)
    return dict.fromkeys(
        part.code
        for agent in ids
        for part in problem.horizon.interruptions.get(agent, ())
        if part.begin <= at < part.end and part.category in MEETINGS
    )


def _too_full(
    problem: Problem, there: Flags, rule: GroupRule, queues: Iterable[_Asked],
    groups: Iterable[_Asked],
) -> Iterator[Phrase]:  # fmt: skip
    """Compare seats with the heads that nobody else can be: of queues together, of each rule."""
    crowd, seated = COUNTED[rule.kind].crowd(problem.horizon, rule), _members(problem, rule)
    room = crowd.most - counted_heads(problem.horizon, crowd, ())

    def own(asked: _Asked) -> Ints:
        return np.where(there[asked.members & ~seated].any(axis=0), 0, asked.least)

    together = [(asked, own(asked)) for asked in queues]
    for claim in (together, *([(asked, own(asked))] for asked in groups)):
        least = np.sum([own for _, own in claim], axis=0)
        full = least > room
        if not full.any():
            continue
        at = _worst(full, least - room)
        start, end, hours = _when(problem, full, at)
        yield phrase(
            "schedule.odds.full",
            group=rule.name, most=rule.heads, least=int(least[at]),
            asked=tuple(asked.what for asked, own in claim if own[at]),
            start=start, end=end, hours=hours,
        )  # fmt: skip


def _worst(where: Flags, by: Ints) -> int:
    """First interval in which most is lacking."""
    return int(np.where(where, by, -1).argmax())


def _when(problem: Problem, where: Flags, at: int) -> tuple[datetime, datetime, float]:
    """Say from when to when it is so around a moment, and how long in all."""
    grid, edges = problem.horizon.grid, np.flatnonzero(~where)
    first = int(edges[edges < at].max(initial=-1)) + 1
    last = int(edges[edges > at].min(initial=len(where)))
    day = grid.day_of(at)
    last = min(last, grid.day_start(day + 1))
    first = max(first, grid.day_start(day))
    start, end = (problem.horizon.local(grid.at(edge)) for edge in (first, last))
    hours = float(where.sum() * grid.interval_minutes / 60)
    return start, end, hours


def _too_many_off(problem: Problem, rule: GroupRule) -> Iterator[Phrase]:
    """Compare the working days that a limit of days off takes with those that weeks may have."""
    crowd = COUNTED[rule.kind].crowd(problem.horizon, rule)
    needed = np.maximum(0, crowd.least[: problem.horizon.days])
    members = _members(problem, rule)
    days = _most(problem, (needed > 0)[_day_of_option(problem)].astype(np.int64), members)
    if needed.sum() <= days:
        return
    off = rule.heads
    while np.maximum(0, needed - (off - rule.heads)).sum() > days:
        off += 1
    yield phrase(
        "schedule.odds.off",
        group=rule.name, most=rule.heads, people=int(members.sum()), needed=int(needed.sum()),
        days=days, off=off,
    )  # fmt: skip


def _too_many_hours(problem: Problem, asked: _Asked) -> Iterator[Phrase]:
    """Compare the head-hours of a minimum with those that weeks may have."""
    hour = 60 // problem.horizon.grid.interval_minutes
    needed, people = int(asked.least.sum()), int(asked.members.sum())
    lasting = (problem.tours.end - problem.tours.start).astype(np.int64)
    most = _most(problem, lasting, asked.members) if people else 0
    if 0 < most < needed:  # of nobody's hours it is told who has no legal week, or who is away
        more = -(-(needed - most) * people // most)
        yield phrase(
            "schedule.odds.hours",
            asked=asked.what, needed=needed / hour, most=most / hour, people=people, more=more,
        )  # fmt: skip


def _alone(problem: Problem, there: Flags, rule: GroupRule) -> Iterator[Phrase]:
    """Name trainees who have no legal week where any of their mentors could be."""
    crowd = COUNTED[rule.kind].crowd(problem.horizon, rule)
    mentors = np.array([agent.id in rule.beside for agent in problem.agents], bool)
    bad = np.append(0, np.cumsum((crowd.most == 0) & ~there[mentors].any(axis=0)))
    ends = np.minimum(problem.tours.end, len(bad) - 1)
    beside = bad[ends] == bad[problem.tours.start]
    trainees = np.flatnonzero(_members(problem, rule)).tolist()
    tours = _tours_of(problem, np.zeros(len(beside), np.int64), trainees, beside)
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


def _day_of_option(problem: Problem) -> Ints:
    tours = problem.tours
    days = np.tile(np.arange(tours.days), len(problem.agents))
    return np.repeat(days, np.diff(tours.option_ptr))


def _most(problem: Problem, worth: NDArray[np.int64], members: Flags) -> int:
    """Sum up the most to which some agents' horizons come, shifts [option] being worth so much.

    Limits of a kind of shift are left out, so that it is never too little.
    """
    prices = _tours_of(problem, -UNIT * worth, np.flatnonzero(members).tolist())
    return sum(round(-price / UNIT) for price in prices if price < INFINITE)


def _tours_of(
    problem: Problem, price: NDArray[Any], agents: Iterable[int], usable: Flags | None = None
) -> Iterator[float]:
    """Price the cheapest legal horizon of each of some agents; usable are the shifts [option]."""
    tours, size = problem.tours, int(problem.tours.end.max(initial=0)) + 1
    prices, chosen = np.empty(max(1, len(tours.start))), np.empty(tours.days, np.int32)
    free, pricing, scratch = np.zeros(size), price_scratch(tours, size), tour_scratch(tours)
    for agent in agents:
        price_options(tours, agent, free, prices, pricing)
        mine = slice(*(tours.option_ptr[n * tours.days] for n in (agent, agent + 1)))
        legal = prices[: mine.stop - mine.start] < INFINITE
        legal &= True if usable is None else usable[mine]
        prices[: len(legal)] = np.where(legal, price[mine], INFINITE)
        yield cheapest_tour(tours, agent, prices, chosen, scratch)
