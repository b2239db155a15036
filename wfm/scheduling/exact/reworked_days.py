"""Days of everybody worked out anew by CP-SAT, all other days as they are.

An annealing moves whole weeks of few agents. What it leaves is mostly within a day, where shifts
and breaks of many would have to move at once: of a small site CP-SAT finds the best of these (large
neighbourhood search, Shaw 1998).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from wfm.scheduling.exact.integer_model import Block
from wfm.scheduling.exact.whole_site import WholeSite, whole_site
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.recombine import solver_for
from wfm.scheduling.tours.roster import Roster

EFFORT = 1.0
"""CP-SAT's deterministic time for one neighbourhood."""
AT_ONCE = 7
"""Days by themselves, and pairs of days, after a rung, at most."""
MOST = 3_000
"""Candidate shifts of all agents, at most: with 50 people dives give more in the same time."""
PAUSE = 2
"""Rungs that are left out after one whose schedule could not be bettered."""


def few_enough(problem: Problem) -> bool:
    """Tell whether a site is small enough for CP-SAT to work out days of everybody."""
    return 0 < len(problem.tours.start) <= MOST


class ReworkedDays:
    """Betters the schedules of a search, now and then."""

    def __init__(self, problem: Problem, seed: int, stopped: Callable[[], bool]) -> None:
        self.problem, self.seed, self.stopped = problem, seed, stopped
        self._next = 0
        """Rung after which it is tried again."""
        self._solver: cp_model.CpSolver | None = None

    def after_rung(
        self,
        number: int,
        known: Roster,
        agents: NDArray[np.int64],
        seconds_left: Callable[[], float | None],
    ) -> Roster | None:
        """Better a schedule of some agents: each day by itself, then two days together.

        Returns a cheaper one, if there is one and it is this rung's turn.
        """
        if number < self._next:
            return None
        site = whole_site(self.problem, known, agents.tolist())
        before = site.model.hinted_price()
        for days in self._neighbourhoods(number):
            if self.stopped():
                break
            self._rework(site, days, seconds_left())
        if site.model.hinted_price() < before:
            return site.read(dict(enumerate(site.model.hint)))
        self._next = number + 1 + PAUSE
        return None

    def _neighbourhoods(self, number: int) -> list[frozenset[int]]:
        """List sets of days to work anew, of those on which anybody may work."""
        tours = self.problem.tours
        shifts = np.diff(tours.option_ptr).reshape(-1, tours.days).sum(axis=0)
        days = np.flatnonzero(shifts).tolist()
        random = np.random.default_rng([self.seed, number])
        alone = [*combinations(days, 1)]
        together = [*combinations(days, 2)]
        return [
            frozenset(some[n])
            for some in (alone, together)
            for n in random.permutation(len(some))[:AT_ONCE]
        ]

    def halt(self) -> None:
        """Let CP-SAT end what it is at; may be called from any thread."""
        if self._solver is not None:
            self._solver.stop_search()

    def _rework(self, site: WholeSite, days: frozenset[int], seconds: float | None) -> None:
        """Write the best way to work these days into the hint."""
        fixed = _variables(site, lambda day: day not in days)
        free, moved = site.model.fixed(fixed), set(_variables(site, lambda day: day in days))
        parts = [part for part in free.parts() if not moved.isdisjoint(part.variables)]
        part = Block(
            sorted({v for part in parts for v in part.variables}.difference(fixed)),
            sorted(r for part in parts for r in part.rows),
        )
        if not part.variables:
            return
        self._solver = solver_for(self.seed, EFFORT, seconds)
        self._solver.parameters.linearization_level = 2
        solved = free.solve(part, self._solver)
        self._solver = None
        for v, value in solved.value.items():
            site.model.hint[v] = value


def _variables(site: WholeSite, which: Callable[[int], bool]) -> list[int]:
    """List what says how agents work on some days."""
    found: list[int] = []
    for one in site.weeks:
        for day, shifts in enumerate(one.shift):
            if which(day):
                found += shifts.values()
                off = one.off[day]
                found += [] if off is None else [off]
                for starts in one.breaks[day].values():
                    found += starts.values()
    return found
