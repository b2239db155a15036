"""CP-SAT proves a small site: part by part, each time for longer, from the best schedule known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from wfm.scheduling.exact.day_costs import DayCost, add_day_costs, day_costs
from wfm.scheduling.exact.integer_model import Block, IntegerModel, Solved
from wfm.scheduling.exact.whole_site import whole_site
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.recombine import solver_for
from wfm.scheduling.tours.roster import Roster

LARGEST = 4_000
"""Candidate shifts of all agents, at most."""
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


class Proof:
    """Closes in on the optimum of the given agents' problem, attempt by attempt."""

    def __init__(
        self,
        problem: Problem,
        agents: Sequence[int],
        seed: int,
        stopped: Callable[[], bool],
        effort: float = FIRST_EFFORT,
    ) -> None:
        self.problem, self.agents, self.seed, self.stopped = problem, agents, seed, stopped
        self.bound: int | None = None
        """No legal roster costs less."""
        self.effort = effort
        self.closed = False
        """Whether the optimum is proven, or the site too large for another attempt."""
        self._costs: list[DayCost] | None = None
        self._solver: cp_model.CpSolver | None = None
        self._proven: dict[int, Solved] = {}
        """First variable of a part → its optimum."""

    def attempt(self, known: Roster, seconds_left: Callable[[], float | None]) -> Roster:
        """Look for a cheaper roster than the known one, and raise the bound."""
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
        self.bound = bound if self.bound is None else max(bound, self.bound)
        self.closed = len(self._proven) == len(parts)
        self.effort *= 2
        return site.read(value)

    def halt(self) -> None:
        """Let CP-SAT end what it is at; may be called from any thread."""
        if self._solver is not None:
            self._solver.stop_search()

    def _solved(self, model: IntegerModel, part: Block, seconds: float | None) -> Solved:
        """Solve a part unless there is no time; remember it once it is proven."""
        if self.stopped():
            return model.unsolved(part)
        self._solver = solver_for(self.seed, self.effort, seconds)
        self._solver.parameters.linearization_level = 2
        solved = model.solve(part, self._solver)
        self._solver = None
        if solved.price == solved.bound:
            self._proven[part.variables[0]] = solved
        return solved
