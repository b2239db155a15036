"""A whole site as one integer programme: all weeks of all agents, and the price of heads.

It has the objective of the search: each agent's own rules, the price of heads of each queue and
interval, heads shared among queues, and the rules between people. Meetings without a time and
deferred work that may move are settled before a search, and are fixed in it as they are here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.scheduling.exact.agent_weeks import AgentWeeks, add_agent
from wfm.scheduling.exact.heads import add_heads
from wfm.scheduling.exact.integer_model import IntegerModel, Term
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups.base import NO_LEAST, NO_MOST
from wfm.scheduling.search.recombine import cover_of
from wfm.scheduling.tours.arrays import Ints
from wfm.scheduling.tours.between import nobody_placed
from wfm.scheduling.tours.companions import apart, options_differ
from wfm.scheduling.tours.crowds import DAYS, ON_QUEUE, PAUSED, apply_crowds
from wfm.scheduling.tours.roster import Roster, empty_roster


@dataclass(frozen=True, slots=True)
class WholeSite:
    """The programme, and where each agent's week is found in it."""

    problem: Problem
    model: IntegerModel
    weeks: tuple[AgentWeeks, ...]
    pieces: dict[tuple[int, int], list[int]]
    """(queue, interval) → variables of the price of its heads."""

    def read(self, value: dict[int, int]) -> Roster:
        """Write the chosen weeks as a roster."""
        tours = self.problem.tours
        roster = empty_roster(len(tours.group), tours.days)
        for weeks in self.weeks:
            weeks.read(tours, value, roster)
        return roster


def whole_site(problem: Problem, known: Roster, agents: Sequence[int]) -> WholeSite:
    """State the problem of some agents; `known` is a legal roster of theirs, the hint."""
    model = IntegerModel()
    weeks = tuple(
        add_agent(model, problem.tours, agent, known.option[agent], known.places[agent])
        for agent in agents
    )
    pieces = _add_cover(model, problem, weeks, known)
    _add_crowds(model, problem, weeks, known)
    _add_pairs(model, problem, weeks, known)
    return WholeSite(problem, model, weeks, pieces)


def _add_cover(
    model: IntegerModel, problem: Problem, weeks: Sequence[AgentWeeks], known: Roster
) -> dict[tuple[int, int], list[int]]:
    """Price the heads of all agents; return the pieces of each queue and interval."""
    cover, group = problem.cover, problem.tours.group
    hinted = cover_of(problem, known, [one.agent for one in weeks])
    size = np.bincount([group[one.agent] for one in weeks], minlength=len(cover.serves))
    heads: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for one in weeks:
        for t, terms in one.on_queue.items():
            heads[int(group[one.agent]), t] += terms
    model.base += int(cover.price[:, :, 0].sum())
    return add_heads(model, cover, heads, size, hinted)


def _add_crowds(
    model: IntegerModel, problem: Problem, weeks: Sequence[AgentWeeks], known: Roster
) -> None:
    """Price heads too few or too many by the rules between people."""
    crowds, tours = problem.between.crowds, problem.tours
    hinted = nobody_placed(problem.between).crowds
    counted: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for one in weeks:
        option, places = known.option[one.agent], known.places[one.agent]
        apply_crowds(tours, hinted, one.agent, option, places, True)
        for entry in range(crowds.crowd_ptr[one.agent], crowds.crowd_ptr[one.agent + 1]):
            c, weight = int(crowds.crowd[entry]), int(crowds.weight[entry])
            for t, variable, sign in _counted(problem, one, int(crowds.counted[c])):
                counted[c, t].append((variable, sign * weight))
    bounded = (crowds.least > NO_LEAST) | (crowds.most < NO_MOST)
    for c, t in np.argwhere(bounded & (crowds.price > 0)).tolist():
        begun, now = int(crowds.begun[c, t]), int(hinted.heads[c, t])
        for bound, sign in ((int(crowds.least[c, t]), -1), (int(crowds.most[c, t]), 1)):
            if NO_LEAST < bound < NO_MOST:
                beyond = model.variable(
                    max(0, sign * (now - bound)), price=int(crowds.price[c, t]), most=NO_MOST
                )
                terms = [(variable, -sign * factor) for variable, factor in counted[c, t]]
                model.row([(beyond, 1), *terms], sign * (begun - bound), None)


def _counted(problem: Problem, one: AgentWeeks, state: int) -> Iterator[tuple[int, int, int]]:
    """(interval or day, variable, 1 or -1) of all that says when an agent is in a state."""
    if state == ON_QUEUE:
        for t, terms in one.on_queue.items():
            yield from ((t, variable, sign) for variable, sign in terms)
        return
    for day, shifts in enumerate(one.shift):
        if state == PAUSED:
            for kind, starts in one.breaks[day].items():
                for at, variable in () if kind.away else starts.items():
                    yield from ((t, variable, 1) for t in range(at, at + kind.length))
            continue
        for o, variable in shifts.items():
            span = [day] if state == DAYS else _present(problem, o)
            yield from ((t, variable, 1) for t in span)


def _present(problem: Problem, option: int) -> list[int]:
    """Intervals in which a shift is present: those of a gap are not."""
    tours = problem.tours
    start, end = int(tours.start[option]), int(tours.end[option])
    template = int(tours.template[option])
    if tours.gap[template] < 0:
        return list(range(start, end))
    b = int(tours.break_ptr[template] + tours.gap[template])
    begin = start + int(tours.break_earliest[b])
    return [*range(start, begin), *range(begin + int(tours.break_length[b]), end)]


def _add_pairs(
    model: IntegerModel, problem: Problem, weeks: Sequence[AgentWeeks], known: Roster
) -> None:
    """Price days on which two agents' shifts differ more than they may."""
    companions, by_agent = problem.between.companions, {one.agent: one for one in weeks}
    for one in weeks:
        for pair in range(companions.pair_ptr[one.agent], companions.pair_ptr[one.agent + 1]):
            other = by_agent.get(int(companions.other[pair]))
            if other is None or other.agent < one.agent:
                continue
            for day in np.flatnonzero(companions.price[pair]).tolist():
                mine, theirs = _options(one, day), _options(other, day)
                differ = apart(
                    problem.tours, companions, pair, np.array([*mine], np.int32),
                    np.array([*theirs], np.int32),
                )  # fmt: skip
                now, then = (_known(problem, known, each.agent, day) for each in (one, other))
                paid = model.variable(
                    int(options_differ(problem.tours, companions, pair, now, then)),
                    price=int(companions.price[pair, day]),
                )
                for variable, row in zip(mine.values(), differ, strict=True):
                    beside = [v for v, too in zip(theirs.values(), row, strict=True) if too]
                    if beside:
                        terms = [(paid, 1), (variable, -1), *((v, -1) for v in beside)]
                        model.row(terms, -1, None)


def _options(one: AgentWeeks, day: int) -> dict[int, int]:
    """List an agent's shifts of a day, and the day off as -1."""
    off = one.off[day]
    return one.shift[day] if off is None else {**one.shift[day], -1: off}


def _known(problem: Problem, known: Roster, agent: int, day: int) -> int:
    option: Ints = known.option[agent]
    first = int(problem.tours.option_ptr[agent * problem.tours.days])
    return first + int(option[day]) if option[day] >= 0 else -1
