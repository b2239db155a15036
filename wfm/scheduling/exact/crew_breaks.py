"""The best shifts of bundles that are settled, with the best breaks, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

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
) -> bool | None:
    """Write which shifts of a roster's bundles are worked, and their breaks.

    Returns whether that is the best way; None where none is found in the time.
    """
    best = True
    for day in range(problem.tours.days):
        status = _place_on_day(problem, weeks, day, roster, solver())
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        best = best and status == cp_model.OPTIMAL
    return best


def _place_on_day(
    problem: Problem,
    weeks: Sequence[AgentWeeks],
    day: int,
    roster: Roster,
    solver: cp_model.CpSolver,
) -> cp_model.CpSolverStatus:
    model, size = IntegerModel(), np.zeros(len(problem.cover.serves), np.int64)
    heads = defaultdict[tuple[int, int], list[Term]](list)
    at_work = [one for one in weeks if roster.option[one.agent, day] >= 0]
    days: list[_Day] = []
    for one in at_work:
        group = int(problem.tours.group[one.agent])
        size[group] += 1
        days.append(_add_day(model, problem, one, day, roster, heads, group))
    add_heads(model, problem.cover, heads, size)
    everything = Block([*range(len(model.price))], [*range(len(model.rows))])
    programme, variables = model.solver_model(everything)
    status = solver.solve(programme)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return status
    for one, (shifts, breaks) in zip(at_work, days, strict=True):
        first = int(problem.tours.option_ptr[one.agent * problem.tours.days])
        for option, variable in shifts.items():
            if solver.value(variables[variable]):
                roster.option[one.agent, day] = option - first
        for kind, starts in breaks.items():
            for at, variable in starts.items():
                if solver.value(variables[variable]):
                    roster.places[one.agent, day, kind.number] = at
    return status


class _Day(NamedTuple):
    """Where an agent's day is found in the programme."""

    shifts: dict[int, int]
    """Option → variable."""
    breaks: dict[Kind, dict[int, int]]
    """Kind → start → variable."""


def _add_day(
    model: IntegerModel,
    problem: Problem,
    one: AgentWeeks,
    day: int,
    roster: Roster,
    heads: dict[tuple[int, int], list[Term]],
    group: int,
) -> _Day:
    """Add the shifts of an agent's bundle and their breaks."""
    tours, rows = problem.tours, BreakRows(problem.tours, one.blocked)
    chosen = int(tours.option_ptr[one.agent * tours.days] + roster.option[one.agent, day])
    bundle = next(alike for alike in one.bundle[day].values() if chosen in alike)
    shifts = {option: model.variable(0) for option in bundle}
    model.choose(shifts.values())
    for option, variable in shifts.items():
        rows.take(option, variable)
        for t in set(range(int(tours.start[option]), int(tours.end[option]))) - one.blocked:
            heads[group, t].append((variable, 1))
    breaks = rows.add(model, -1, np.empty(0, np.int32))
    for kind, starts in breaks.items():
        for at, variable in starts.items():
            for t in range(at, at + kind.length):
                heads[group, t].append((variable, -1))
    return _Day(shifts, breaks)
