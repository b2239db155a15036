"""A small site as the choice of a crew for each day, and of a week for each agent that gives it.

Breaks and heads are inside the price of a crew, so that little is left: the linear relaxation
splits no days, only weeks. Crews whose reduced cost exceeds the gap to a known schedule are in no
better one; CP-SAT chooses among the others, and places the breaks of what it chose.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from wfm.scheduling.exact.agent_weeks import AgentWeeks, add_agent
from wfm.scheduling.exact.crew_breaks import place_breaks
from wfm.scheduling.exact.crew_relaxation import UNPROVEN, CrewRelaxation
from wfm.scheduling.exact.crews import DEAREST, USUAL, DayCrews, Means, crews_of
from wfm.scheduling.exact.integer_model import Block, IntegerModel
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster, empty_roster

BRIEF = 0.25
"""Times the usual effort for choices meanwhile, and where at most 1 a day is left to be saved."""
ROUNDS = 100
"""Of the relaxation before the first choice; twice as many before each later one."""
LAST = 4.0
"""Times the usual effort for the choice that leaves nothing to be looked for."""
SLACK = 1e-4
"""By how much what floats say of a price may miss a whole number."""


class Attempt(NamedTuple):
    """What an attempt has found."""

    bound: int
    """No schedule costs less."""
    roster: Roster | None
    """A schedule as cheap as the known one or cheaper, if there was time for one."""
    proven: bool = False
    """Whether nothing is cheaper than that schedule."""
    spent: bool = False
    """Whether no further attempt tells more: crews with too many states keep a price below."""


class _Chosen(NamedTuple):
    """Weeks and crews that CP-SAT chose."""

    roster: Roster
    """Before `_place` one shift of each bundle stands for it, and breaks have no places."""
    price: int
    """Less what nobody costs."""
    bound: int = UNPROVEN
    """Nothing cheaper can be chosen."""


class CrewProgramme:
    """Closes in on the optimum of a site whose days have few crews, attempt by attempt."""

    def __init__(
        self, problem: Problem, agents: Sequence[int], days: Sequence[DayCrews], hands: int = 1
    ) -> None:
        self.problem, self.agents, self.days, self.hands = problem, agents, days, hands
        self._relaxation: CrewRelaxation | None = None
        self._nobody = int(problem.cover.price[:, :, 0].sum())

    def attempt(
        self,
        known: Roster,
        solver: Callable[[float], cp_model.CpSolver],
        stopped: Callable[[], bool],
    ) -> Attempt:
        """Close in on the relaxation, then choose weeks and crews from a known schedule on.

        First among the crews that were cheap on the way, where fewer than may be in a cheaper
        schedule: what that finds leaves a smaller gap.
        `solver` is given how many times the usual effort it may take.
        """
        weeks, people = weeks_alone(self.problem, self.agents, known)
        crews = [_crew_of(weeks, crews) for crews in self.days]
        relaxation = self._relaxation or CrewRelaxation(weeks, self.days, crews, self.hands)
        self._relaxation = relaxation
        # a locked shift that the rows do not know leaves no known schedule to compare with
        if weeks.broken_by_hint() or not self._price(crews, stopped):
            relaxation.close_in(stopped, math.inf, ROUNDS)
            return Attempt(math.ceil(relaxation.bound - SLACK) + self._nobody, None)
        price = weeks.hinted_price() + sum(
            int(day.least[crew]) for day, crew in zip(self.days, crews, strict=True)
        )
        start = _Chosen(self._read(people, weeks.hint), price)
        chosen, closed = self._close_in(relaxation, people, start, solver, stopped)
        least, near = math.ceil(relaxation.bound - SLACK), None
        if not closed:
            return Attempt(least + self._nobody, None if chosen is start else chosen.roster)
        if chosen.price > least:
            chosen = self._choose_among_met(relaxation, chosen, solver)
        if chosen.price > least:
            near = self._near(relaxation, chosen.price, stopped)
        if near is not None:
            chosen = self._choose(chosen.roster, near, solver(LAST))
        exact = near is None or all(
            crews.exact[some].all() for crews, some in zip(self.days, near, strict=True)
        )
        bound = max(least, chosen.bound)
        done = chosen.price <= bound
        places = self._place(people, chosen, solver)
        spent = done and not exact
        if places is None:
            return Attempt(bound + self._nobody, None, spent=spent)
        return Attempt(bound + self._nobody, chosen.roster, done and exact and places, spent)

    def _close_in(
        self,
        relaxation: CrewRelaxation,
        people: Sequence[AgentWeeks],
        start: _Chosen,
        solver: Callable[[float], cp_model.CpSolver],
        stopped: Callable[[], bool],
    ) -> tuple[_Chosen, bool]:
        """Close in on the relaxation, and choose now and then among the crews that were cheap.

        Returns the best choice, with its breaks unless that is the start, and whether the
        relaxation is closed.
        """
        chosen, rounds = start, ROUNDS
        while True:
            closed = relaxation.close_in(stopped, _below(chosen.price), rounds)
            if closed or closed is None:
                return chosen, bool(closed)
            better = self._choose(chosen.roster, self._met(relaxation), solver(BRIEF))
            if better.price < chosen.price and self._place(people, better, solver) is not None:
                chosen = better._replace(bound=UNPROVEN)
            rounds *= 2

    def _choose_among_met(
        self,
        relaxation: CrewRelaxation,
        chosen: _Chosen,
        solver: Callable[[float], cp_model.CpSolver],
    ) -> _Chosen:
        """Choose among the crews that were cheap, where fewer than may be in a cheaper schedule."""
        cheap, gap = self._met(relaxation), _below(chosen.price) - relaxation.bound
        if relaxation.within(gap) <= sum(map(len, cheap)):
            return chosen
        times = BRIEF if gap <= len(self.days) else 1.0
        return self._choose(chosen.roster, cheap, solver(times))._replace(bound=UNPROVEN)

    def _place(
        self,
        people: Sequence[AgentWeeks],
        chosen: _Chosen,
        solver: Callable[[float], cp_model.CpSolver],
    ) -> bool | None:
        """Write shifts and breaks of a choice, see `place_breaks`."""
        return place_breaks(self.problem, people, chosen.roster, lambda: solver(1))

    def _met(self, relaxation: CrewRelaxation) -> list[list[int]]:
        return [relaxation.met(day) for day in range(len(self.days))]

    def _price(self, known: Sequence[int], stopped: Callable[[], bool]) -> bool:
        """Price the crews of a known schedule exactly, unless one has too many states for it."""
        for crews, crew in zip(self.days, known, strict=True):
            if not crews.settle(np.array([crew]), np.array([DEAREST]), stopped):
                return False
        return all(crews.exact[crew] for crews, crew in zip(self.days, known, strict=True))

    def _near(
        self, relaxation: CrewRelaxation, price: int, stopped: Callable[[], bool]
    ) -> list[list[int]] | None:
        """List the crews of each day that may be in a cheaper schedule; None if stopped."""
        found, gap = [], _below(price) - relaxation.bound
        for day in range(len(self.days)):
            near = relaxation.near(day, gap, stopped)
            if near is None:
                return None
            found.append(near)
        return found

    def _choose(
        self, known: Roster, among: Sequence[Sequence[int]], solver: cp_model.CpSolver
    ) -> _Chosen:
        """Choose weeks, and for each day one of these crews or the known one."""
        weeks, people = weeks_alone(self.problem, self.agents, known)
        for crews, some in zip(self.days, among, strict=True):
            crew = _crew_of(weeks, crews)
            _add_choice(weeks, crews, sorted({*some, crew}), crew)
        solver.parameters.symmetry_level = 0  # alike agents are few; seeking them takes longer
        everything = Block([*range(len(weeks.price))], [*range(len(weeks.rows))])
        solved = weeks.solve(everything, solver)
        value = [solved.value[v] for v in range(len(weeks.price))]
        return _Chosen(self._read(people, value), solved.price, solved.bound)

    def _read(self, people: Sequence[AgentWeeks], value: Sequence[int]) -> Roster:
        """Read the weeks that were chosen, without breaks."""
        roster = empty_roster(len(self.problem.tours.group), self.problem.tours.days)
        for one in people:
            one.read(self.problem.tours, value, roster)
        return roster


def _below(price: int) -> float:
    """Say what a schedule costs at most that is cheaper, given what floats may miss."""
    return price - 1 + SLACK


def crew_programme(
    problem: Problem,
    agents: Sequence[int],
    known: Roster,
    prices: Floats,
    means: Means = USUAL,
) -> CrewProgramme | None:
    """Set up the programme; None where days have too many crews or hang together.

    `prices`[group, interval] of a head are those of the best bound known.
    """
    days = crews_of(problem, weeks_alone(problem, agents, known)[1], prices, means)
    return None if days is None else CrewProgramme(problem, agents, days, means.hands)


def weeks_alone(
    problem: Problem, agents: Sequence[int], known: Roster
) -> tuple[IntegerModel, list[AgentWeeks]]:
    """State the agents' weeks without breaks and heads; the known ones are the hint."""
    model = IntegerModel()
    return model, [
        add_agent(model, problem.tours, agent, known.option[agent], None) for agent in agents
    ]


def _crew_of(weeks: IntegerModel, crews: DayCrews) -> int:
    """Find the crew of the known weeks."""
    now = [sum(weeks.hint[v] for v in who) for who in crews.bundles]
    return int(np.flatnonzero((crews.counts == now).all(axis=1))[0])


def _add_choice(model: IntegerModel, crews: DayCrews, near: Sequence[int], known: int) -> None:
    """Let one crew of a day be chosen, as the shifts of its day say."""
    chosen = [model.variable(int(c == known), price=int(crews.least[c])) for c in near]
    model.choose(chosen)
    for bundle, who in enumerate(crews.bundles):
        there = [
            (v, -n) for v, n in zip(chosen, crews.counts[near, bundle].tolist(), strict=True) if n
        ]
        model.row([*((v, 1) for v in who), *there], 0, 0)
