"""What rules ask that no schedule can give, of several people or of a month: known before a search.

Of each interval it is known who could be there at all, by contract, opening hours, availability and
leave, and who would be at a meeting whose time is fixed; of each agent how many days and hours a
legal week has at most. What asks for more, or lets in fewer, is at odds with that whoever works
when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.evaluation.absent_at_odds import absent_at_odds
from wfm.scheduling.evaluation.mentors_at_odds import mentors_at_odds
from wfm.scheduling.evaluation.months_at_odds import months_at_odds
from wfm.scheduling.evaluation.pairs_at_odds import pairs_at_odds
from wfm.scheduling.evaluation.possible_weeks import Flags, kept, meant, most, there
from wfm.scheduling.evaluation.room_at_odds import room_at_odds
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups import COUNTED
from wfm.scheduling.rules.groups.base import NO_LEAST, counted_heads
from wfm.scheduling.rules.meetings import MEETINGS
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase, phrase


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
    """Say what rules ask, of several people or of a month, that no schedule can keep."""
    may = there(problem)
    queues, groups = list(_minima(problem)), list(_present(problem))
    few = (said for asked in (*queues, *groups) for said in _too_few(problem, may, asked))
    long = (said for asked in (*queues, *groups) for said in _too_many_hours(problem, asked))
    full = (
        said
        for rule in kept(problem, GroupRuleKind.SEATS)
        for said in _too_full(problem, may, rule, queues, groups)
    )
    return (
        *few, *long, *full, *room_at_odds(problem, may), *absent_at_odds(problem),
        *mentors_at_odds(problem, may), *pairs_at_odds(problem), *months_at_odds(problem),
    )  # fmt: skip


def _minima(problem: Problem) -> Iterator[_Asked]:
    """Minimum heads of queues, without those of the week before."""
    for number, queue in enumerate(problem.horizon.site.queues):
        members = np.array([queue.skill in agent.skills for agent in problem.agents], bool)
        yield _Asked(phrase("schedule.odds.queue", queue=queue.name), members,
                     problem.least[number])  # fmt: skip


def _present(problem: Problem) -> Iterator[_Asked]:
    """Rules that want somebody there, or on queue."""
    for kind in (GroupRuleKind.PRESENT, GroupRuleKind.ON_QUEUE):
        for rule in kept(problem, kind):
            crowd = COUNTED[kind].crowd(problem.horizon, rule)
            before = counted_heads(problem.horizon, crowd, ())
            least = np.where(crowd.least == NO_LEAST, 0, np.maximum(0, crowd.least - before))
            what = phrase("schedule.odds.group", group=rule.name)
            on_queue = kind is GroupRuleKind.ON_QUEUE
            yield _Asked(what, meant(problem, rule), least, on_queue)


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
    crowd, seated = COUNTED[rule.kind].crowd(problem.horizon, rule), meant(problem, rule)
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


def _too_many_hours(problem: Problem, asked: _Asked) -> Iterator[Phrase]:
    """Compare the head-hours of a minimum with those that weeks may have."""
    hour = 60 // problem.horizon.grid.interval_minutes
    needed, people = int(asked.least.sum()), int(asked.members.sum())
    lasting = (problem.tours.end - problem.tours.start).astype(np.int64)
    have = most(problem, lasting, asked.members) if people else 0
    if 0 < have < needed:  # of nobody's hours it is told who has no legal week, or who is away
        more = -(-(needed - have) * people // have)
        yield phrase(
            "schedule.odds.hours",
            asked=asked.what, needed=needed / hour, most=have / hour, people=people, more=more,
        )  # fmt: skip
