"""The linear programme over weeks of agents and the crews met; each solve goes on from the last.

GLOP keeps its basis while crews enter and prices rise, so that most solves take a few steps of the
simplex method.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from wfm.scheduling.exact.crews import DayCrews, Floats
from wfm.scheduling.exact.integer_model import IntegerModel, LinearRow

ZERO = 1e-6
"""Shares and reduced costs that are no further from 0 are 0."""


class Optimum(NamedTuple):
    """What the programme's optimum says."""

    weeks: float
    """Weeks cost at least so much at what their shifts are worth."""
    worth: list[Floats]
    """[day][bundle] what each member adds to the price of a crew."""
    once: Floats
    """[day] what the crew costs in the end."""
    works: list[NDArray[np.intp]]
    """[day] crews that work in it."""


class CrewLP:
    """Weeks as shares that give the crews of all days; one crew is chosen a day, in shares too."""

    def __init__(self, weeks: IntegerModel, days: Sequence[DayCrews]) -> None:
        self._days = days
        links = [LinearRow([(v, -1) for v in who], 0, 0) for crews in days for who in crews.bundles]
        rows = [*weeks.rows, *links]
        self._price, self._most = np.array(weeks.price, float), np.array(weeks.most, float)
        self._low, self._high = _limits(rows)
        self._matrix = _matrix(rows, len(weeks.price))
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        objective = self._solver.Objective()
        people = [self._solver.NumVar(0, most, "") for most in weeks.most]
        for variable, price in zip(people, weeks.price, strict=True):
            objective.SetCoefficient(variable, price)
        self._rows = [
            self._solver.Constraint(*ends) for ends in zip(self._low, self._high, strict=True)
        ]
        for constraint, row in zip(self._rows, rows, strict=True):
            for v, factor in row.terms:
                constraint.SetCoefficient(people[v], factor)
        ends = np.cumsum([len(weeks.rows), *(len(crews.bundles) for crews in days)])
        self._links = [range(a, b) for a, b in pairwise(ends.tolist())]
        self._once = [self._solver.Constraint(1, 1) for _ in days]
        self._shares: list[dict[int, pywraplp.Variable]] = [{} for _ in days]
        self._paid: list[dict[int, int]] = [{} for _ in days]

    def solve(self, met: Sequence[set[int]]) -> Optimum | None:
        """Solve it over the crews met; None where the solver gives up."""
        for day, crews in enumerate(met):
            self._enter(day, crews)
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        duals = np.array([row.dual_value() for row in self._rows])
        binding = np.where(duals > 0, self._low, self._high)
        duals[~np.isfinite(binding)] = 0.0
        reduced = self._price - self._matrix.T @ duals
        weeks = float(duals @ np.where(duals == 0, 0.0, binding)) + float(
            np.minimum(0, reduced) @ self._most
        )
        works = [
            np.array([c for c, share in shares.items() if share.solution_value() > ZERO], np.intp)
            for shares in self._shares
        ]
        once = np.array([row.dual_value() for row in self._once])
        return Optimum(weeks, [-duals[link.start : link.stop] for link in self._links], once, works)

    def _enter(self, day: int, met: set[int]) -> None:
        """Add the crews that are new, and see to what the others cost by now."""
        crews, shares, paid = self._days[day], self._shares[day], self._paid[day]
        objective = self._solver.Objective()
        for crew in sorted(met - shares.keys()):
            shares[crew] = self._solver.NumVar(0, self._solver.infinity(), "")
            self._once[day].SetCoefficient(shares[crew], 1)
            for bundle in np.flatnonzero(crews.counts[crew]).tolist():
                row = self._rows[self._links[day][bundle]]
                row.SetCoefficient(shares[crew], int(crews.counts[crew, bundle]))
        for crew, share in shares.items():
            price = int(crews.least[crew])
            if paid.get(crew) != price:
                objective.SetCoefficient(share, price)
                paid[crew] = price


def _limits(rows: Sequence[LinearRow]) -> tuple[Floats, Floats]:
    low = [-np.inf if row.low is None else row.low for row in rows]
    high = [np.inf if row.high is None else row.high for row in rows]
    return np.array(low, float), np.array(high, float)


def _matrix(rows: Sequence[LinearRow], size: int) -> sp.csr_array:
    entries = [(r, v, factor) for r, row in enumerate(rows) for v, factor in row.terms]
    place = np.array(entries, np.int64).reshape(-1, 3).T
    return sp.csr_array((place[2].astype(float), (place[0], place[1])), (len(rows), size))
