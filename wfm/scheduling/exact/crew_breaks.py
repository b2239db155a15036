"""The best breaks for shifts that are settled, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from ortools.sat.python import cp_model

from wfm.scheduling.exact.agent_weeks import AgentWeeks
from wfm.scheduling.exact.breaks import BreakRows, Kind
from wfm.scheduling.exact.heads import add_heads
from wfm.scheduling.exact.integer_model import Block, IntegerModel, Term
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.roster import Roster


def place_breaks(
    problem: Problem,
    weeks: Sequence[AgentWeeks],
    roster: Roster,
    solver: Callable[[], cp_model.CpSolver],
) -> bool:
    """Write the breaks of a roster's shifts; return False where they are not found in the time."""
    for day in range(problem.tours.days):
        if not _place_on_day(problem, weeks, day, roster, solver()):
            return False
    return True


def _place_on_day(
    problem: Problem,
    weeks: Sequence[AgentWeeks],
    day: int,
    roster: Roster,
    solver: cp_model.CpSolver,
) -> bool:
    model, size = IntegerModel(), np.zeros(len(problem.cover.serves), np.int64)
    heads = defaultdict[tuple[int, int], list[Term]](list)
    at_work = [one for one in weeks if roster.option[one.agent, day] >= 0]
    breaks: list[dict[Kind, dict[int, int]]] = []
    for one in at_work:
        group = int(problem.tours.group[one.agent])
        size[group] += 1
        breaks.append(_add_shift(model, problem, one, day, roster, heads, group))
    add_heads(model, problem.cover, heads, size)
    everything = Block([*range(len(model.price))], [*range(len(model.rows))])
    programme, variables = model.solver_model(everything)
    if solver.solve(programme) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return False
    for one, kinds in zip(at_work, breaks, strict=True):
        for kind, starts in kinds.items():
            chosen = [at for at, variable in starts.items() if solver.value(variables[variable])]
            roster.places[one.agent, day, kind.number] = chosen[0]
    return True


def _add_shift(
    model: IntegerModel,
    problem: Problem,
    one: AgentWeeks,
    day: int,
    roster: Roster,
    heads: dict[tuple[int, int], list[Term]],
    group: int,
) -> dict[Kind, dict[int, int]]:
    """Add an agent's shift and its breaks; return these: kind → start → variable."""
    tours, rows = problem.tours, BreakRows(problem.tours, one.blocked)
    option = int(tours.option_ptr[one.agent * tours.days] + roster.option[one.agent, day])
    shift = model.variable(1)
    model.row([(shift, 1)], 1, 1)
    rows.take(option, shift)
    for t in set(range(int(tours.start[option]), int(tours.end[option]))) - one.blocked:
        heads[group, t].append((shift, 1))
    breaks = rows.add(model, -1, np.empty(0, np.int32))
    for kind, starts in breaks.items():
        for at, variable in starts.items():
            for t in range(at, at + kind.length):
                heads[group, t].append((variable, -1))
    return breaks
