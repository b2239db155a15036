"""What the heads of a day cost at least, by how many agents of each kind work on it.

Most of what a linear relaxation gives away on a small site is within a day: shares of agents follow
the requirement as no whole agents can. So each day is solved by itself, for each number of agents
that may work on it, and the whole programme is told the price: a cut for each day.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from wfm.scheduling.exact.agent_weeks import AgentWeeks
from wfm.scheduling.exact.breaks import BreakRows
from wfm.scheduling.exact.heads import add_heads
from wfm.scheduling.exact.integer_model import Block, IntegerModel, Term
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.recombine import solver_for

EFFORT = 0.3
"""CP-SAT's deterministic time for one number of agents on one day."""
MOST = 150
"""Numbers of agents, over all days, that are tried at most."""


class SameDay(NamedTuple):
    """Agents with the same shifts on a day, whatever they cost."""

    weeks: Sequence[AgentWeeks]
    group: int
    blocked: frozenset[int]


class DayCost(NamedTuple):
    """Price of a day's heads, less that of nobody, by how many agents of each kind work."""

    day: int
    alike: Sequence[SameDay]
    price: dict[tuple[int, ...], int]


def day_costs(
    problem: Problem, weeks: Sequence[AgentWeeks], seed: int, stopped: Callable[[], bool]
) -> list[DayCost]:
    """Solve each day by itself for all numbers of agents; none where that is too much."""
    kinds = [_alike(problem, weeks, day) for day in range(problem.tours.days)]
    sizes = [[range(len(each.weeks) + 1) for each in alike] for alike in kinds]
    if sum(math.prod(map(len, size)) for size in sizes) > MOST:
        return []
    found: list[DayCost] = []
    alone = intervals_alone(problem, weeks)
    for day, (alike, size) in enumerate(zip(kinds, sizes, strict=True)):
        price = {}
        for numbers in itertools.product(*size):
            if stopped():
                return found
            price[numbers] = _least(problem, day, alike, numbers, alone[day], seed)
        found.append(DayCost(day, alike, price))
    return found


def _alike(problem: Problem, weeks: Sequence[AgentWeeks], day: int) -> list[SameDay]:
    """Put agents with the same candidate shifts together."""
    tours, kinds = problem.tours, defaultdict[tuple[object, ...], list[AgentWeeks]](list)
    for one in weeks:
        if one.shift[day]:
            o = np.array([*one.shift[day]])
            parts = (tours.start[o], tours.end[o], tours.template[o])
            key = (int(tours.group[one.agent]), one.blocked, *(part.tobytes() for part in parts))
            kinds[key].append(one)
    return [
        SameDay(same, int(tours.group[same[0].agent]), same[0].blocked) for same in kinds.values()
    ]


def _least(
    problem: Problem,
    day: int,
    alike: Sequence[SameDay],
    numbers: Sequence[int],
    alone: frozenset[int],
    seed: int,
) -> int:
    """Price the day's heads at least, less nobody's, where so many of each kind work."""
    model = IntegerModel()
    heads: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for each, number in zip(alike, numbers, strict=True):
        if number:
            _add_kind(model, problem, day, each, number, heads)
    size = np.bincount(
        [each.group for each in alike], list(numbers), minlength=len(problem.cover.serves)
    ).astype(np.int64)
    heads = {place: terms for place, terms in heads.items() if place[1] in alone}
    add_heads(model, problem.cover, heads, size)
    whole = Block(list(range(len(model.price))), list(range(len(model.rows))))
    return model.solve(whole, solver_for(seed, EFFORT, None)).bound


def _add_kind(
    model: IntegerModel,
    problem: Problem,
    day: int,
    kind: SameDay,
    number: int,
    heads: dict[tuple[int, int], list[Term]],
) -> None:
    """Add how many of a kind work each shift, and how many breaks start when."""
    tours = problem.tours
    breaks, shifts = BreakRows(tours, kind.blocked), []
    for o in kind.weeks[0].shift[day]:
        variable = model.variable(0, most=number)
        shifts.append(variable)
        breaks.take(o, variable)
        for t in set(range(int(tours.start[o]), int(tours.end[o]))) - kind.blocked:
            heads[kind.group, t].append((variable, 1))
    model.row([(v, 1) for v in shifts], number, number)
    for each, starts in breaks.add(model, -1, np.empty(0, np.int32), most=number).items():
        for at, variable in starts.items():
            for t in range(at, at + each.length):
                heads[kind.group, t].append((variable, -1))


def intervals_alone(problem: Problem, weeks: Sequence[AgentWeeks]) -> list[frozenset[int]]:
    """Find the intervals of each day that no other day's shifts reach into."""
    tours, touched = problem.tours, [set[int]() for _ in range(problem.tours.days)]
    for one in weeks:
        for day, shifts in enumerate(one.shift):
            for o in shifts:
                touched[day].update(range(int(tours.start[o]), int(tours.end[o])))
    return [
        frozenset(mine.difference(*(other for other in touched if other is not mine)))
        for mine in touched
    ]


def add_day_costs(
    model: IntegerModel,
    problem: Problem,
    weeks: Sequence[AgentWeeks],
    pieces: dict[tuple[int, int], list[int]],
    costs: Sequence[DayCost],
) -> None:
    """Tell the programme what each day costs at least; `pieces` are those of (queue, interval)."""
    alone = intervals_alone(problem, weeks)
    for day, alike, price in costs:
        shifts = [[v for one in each.weeks for v in one.shift[day].values()] for each in alike]
        now = tuple(sum(model.hint[v] for v in variables) for variables in shifts)
        chosen = {numbers: model.variable(int(numbers == now)) for numbers in price}
        model.choose(chosen.values())
        for k, variables in enumerate(shifts):
            number = [(variable, -numbers[k]) for numbers, variable in chosen.items()]
            model.row([*((v, 1) for v in variables), *number], 0, 0)
        paid = [
            (v, model.price[v]) for (_, t), mine in pieces.items() if t in alone[day] for v in mine
        ]
        model.row(
            [*paid, *((variable, -price[numbers]) for numbers, variable in chosen.items())], 0, None
        )
