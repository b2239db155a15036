"""CP-SAT proves a small site: each time for longer, from the best schedule known.

Where days have few crews it chooses among these; else it gets the whole programme, part by part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from wfm.scheduling.exact.crew_programme import CrewProgramme, crew_programme
from wfm.scheduling.exact.crews import USUAL, Means
from wfm.scheduling.exact.day_costs import DayCost, add_day_costs, day_costs
from wfm.scheduling.exact.integer_model import Block, IntegerModel, Solved
from wfm.scheduling.exact.whole_site import whole_site
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.recombine import solver_for
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster

LARGEST = 4_000
"""Candidate shifts of all agents, at most."""
TINY = 1_200
"""The same of sites whose days mostly have few crews."""
LARGEST_PART = 5_500
"""Variables of a part, at most: the largest that was tried and let CP-SAT prove anything had fewer;
on larger sites it takes time from the search."""
FIRST_EFFORT = 1.0
"""CP-SAT's deterministic time for each part at first; it doubles with each further attempt."""
FIRST_BY_CLOCK = 4.0
"""The same where a clock ends the search."""


def small_enough(problem: Problem) -> bool:
    """Tell whether CP-SAT may prove something that column generation does not."""
    return 0 < len(problem.tours.start) <= LARGEST


def tiny(problem: Problem) -> bool:
    """Tell whether days mostly have few crews."""
    return 0 < len(problem.tours.start) <= TINY


class Proof:
    """Closes in on the optimum of the given agents' problem, attempt by attempt.

    `prices`[group, interval] of a head are those of the best bound known.
    """

    def __init__(
        self,
        problem: Problem,
        agents: Sequence[int],
        seed: int,
        stopped: Callable[[], bool],
        prices: Floats,
        effort: float = FIRST_EFFORT,
        means: Means = USUAL,
    ) -> None:
        self.problem, self.agents, self.seed, self.stopped = problem, agents, seed, stopped
        self.means = means
        self.bound: int | None = None
        """No legal roster costs less."""
        self.effort, self.prices = effort, prices
        self.closed = False
        """Whether the optimum is proven, or the site too large for another attempt."""
        self._crews: CrewProgramme | None = None
        self._many_crews = False
        self._costs: list[DayCost] | None = None
        self._solver: cp_model.CpSolver | None = None
        self._proven: dict[int, Solved] = {}
        """First variable of a part → its optimum."""

    def has_crews(self, known: Roster) -> bool:
        """Tell whether days have few crews; `known` is any legal roster."""
        if self._crews is None and not self._many_crews:
            self._crews = crew_programme(self.problem, self.agents, known, self.prices, self.means)
            self._many_crews = self._crews is None
        return self._crews is not None

    @property
    def crews(self) -> int:
        """Crews of all days that it chooses among, 0 where they are too many."""
        return 0 if self._crews is None else sum(len(day.least) for day in self._crews.days)

    def attempt(self, known: Roster, seconds_left: Callable[[], float | None]) -> Roster:
        """Look for a cheaper roster than the known one, and raise the bound."""
        roster = known
        if self.has_crews(known) and self._crews is not None:
            roster = self._by_crews(self._crews, known, seconds_left)
        if self._crews is None:
            roster = self._by_parts(roster, seconds_left)
        self.effort *= 2
        return roster

    def _by_crews(
        self, crews: CrewProgramme, known: Roster, seconds_left: Callable[[], float | None]
    ) -> Roster:
        """Choose crews and weeks."""
        found = crews.attempt(
            known, lambda times: self._new_solver(seconds_left(), times), self.stopped
        )
        self._solver = None
        self._raise(found.bound)
        self.closed = found.proven
        if found.spent:
            self._crews, self._many_crews = None, True
        return known if found.roster is None else found.roster

    def _by_parts(self, known: Roster, seconds_left: Callable[[], float | None]) -> Roster:
        """Solve the parts of the whole programme, the smallest first."""
        site = whole_site(self.problem, known, self.agents)
        parts = site.model.parts()
        if max(len(part.variables) for part in parts) > LARGEST_PART:
            self.closed = True
            return known
        if self._costs is None:
            apart = len(parts) > self.problem.tours.days // 2
            self._costs = (
                [] if apart else day_costs(self.problem, site.weeks, self.seed, self.stopped)
            )
        add_day_costs(site.model, self.problem, site.weeks, site.pieces, self._costs)
        value: dict[int, int] = {}
        bound = site.model.base
        parts = sorted(site.model.parts(), key=lambda part: len(part.variables))
        for part in parts:
            solved = self._proven.get(part.variables[0]) or self._solved(
                site.model, part, seconds_left()
            )
            value.update(solved.value)
            bound += solved.bound
        self._raise(bound)
        self.closed = len(self._proven) == len(parts)
        return site.read(value)

    def _raise(self, bound: int) -> None:
        self.bound = bound if self.bound is None else max(bound, self.bound)

    def halt(self) -> None:
        """Let CP-SAT end what it is at; may be called from any thread."""
        if self._solver is not None:
            self._solver.stop_search()

    def _solved(self, model: IntegerModel, part: Block, seconds: float | None) -> Solved:
        """Solve a part unless there is no time; remember it once it is proven."""
        if self.stopped():
            return model.unsolved(part)
        solved = model.solve(part, self._new_solver(seconds))
        self._solver = None
        if solved.price == solved.bound:
            self._proven[part.variables[0]] = solved
        return solved

    def _new_solver(self, seconds: float | None, times: float = 1.0) -> cp_model.CpSolver:
        self._solver = solver_for(self.seed, times * self.effort, seconds)
        self._solver.parameters.linearization_level = 2
        return self._solver
