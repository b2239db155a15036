"""An integer programme as rows, the parts that it falls into, and CP-SAT on one of them.

CP-SAT reckons in whole numbers: what it calls optimal is so to the last unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from ortools.sat.python import cp_model
from scipy.sparse.csgraph import connected_components

TRIFLE = 50
"""Variables up to which a part is not worth a solver of its own."""

Term = tuple[int, int]
"""Variable and factor."""


class LinearRow(NamedTuple):
    """low ≤ sum of terms ≤ high; None for no limit."""

    terms: Sequence[Term]
    low: int | None
    high: int | None


class Block(NamedTuple):
    """Variables and rows that share nothing with any others."""

    variables: list[int]
    rows: list[int]


class Solved(NamedTuple):
    """What CP-SAT knows of a part."""

    price: int
    bound: int
    value: dict[int, int]
    """Of each variable."""


@dataclass
class IntegerModel:
    """Variables from 0 to a most, each with a price and the value that a known schedule has."""

    price: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    hint: list[int] = field(default_factory=list)
    rows: list[LinearRow] = field(default_factory=list)
    base: int = 0
    """Price of nothing at all."""

    def variable(self, hint: int, *, price: int = 0, most: int = 1) -> int:
        """Add a variable; return its number."""
        self.price.append(price)
        self.most.append(most)
        self.hint.append(hint)
        return len(self.price) - 1

    def row(self, terms: Iterable[Term], low: int | None, high: int | None) -> None:
        """Add a row."""
        self.rows.append(LinearRow(list(terms), low, high))

    def choose(self, variables: Iterable[int], among: Iterable[int] | None = None) -> None:
        """Let as many of the variables be chosen as of the others; exactly one where none are."""
        if among is None:
            self.row([(v, 1) for v in variables], 1, 1)
        else:
            self.row([*((v, 1) for v in variables), *((v, -1) for v in among)], 0, 0)

    def cover(self, variables: Iterable[int], needed: Iterable[int]) -> None:
        """Let as many of the variables be chosen, at least, as of the needed ones."""
        self.row([*((v, 1) for v in variables), *((v, -1) for v in needed)], 0, None)

    def hinted_price(self) -> int:
        """Price of the known schedule."""
        return self.base + sum(p * h for p, h in zip(self.price, self.hint, strict=True))

    def broken_by_hint(self) -> list[LinearRow]:
        """Rows that the known schedule does not keep."""
        return [row for row in self.rows if not self._kept(row)]

    def _kept(self, row: LinearRow) -> bool:
        value = sum(factor * self.hint[v] for v, factor in row.terms)
        return (row.low is None or row.low <= value) and (row.high is None or value <= row.high)

    def fixed(self, variables: Iterable[int]) -> IntegerModel:
        """Give the programme in which some variables keep the value that the known schedule has.

        They are in none of its rows any more, so that less hangs together.
        """
        kept, rows = set(variables), []
        for terms, low, high in self.rows:
            there = sum(factor * self.hint[v] for v, factor in terms if v in kept)
            left = [(v, factor) for v, factor in terms if v not in kept]
            if left:
                rows.append(
                    LinearRow(
                        left,
                        None if low is None else low - there,
                        None if high is None else high - there,
                    )
                )
        return IntegerModel(self.price, self.most, self.hint, rows, self.base)

    def parts(self) -> list[Block]:
        """Split the programme where no row ties one side to the other; trifles stay together."""
        count = len(self.price)
        place = [(v, r) for r, row in enumerate(self.rows) for v, _ in row.terms]
        ends = np.array(place, np.int64).reshape(-1, 2)
        size = count + len(self.rows)
        tied = sp.csr_array(
            (np.ones(len(ends)), (ends[:, 0], count + ends[:, 1])), shape=(size, size)
        )
        number, label = connected_components(tied, directed=False)
        found = [Block([], []) for _ in range(number)]
        for v in range(count):
            found[label[v]].variables.append(v)
        for r in range(len(self.rows)):
            found[label[count + r]].rows.append(r)
        large = [part for part in found if len(part.variables) > TRIFLE]
        trifles = [part for part in found if 0 < len(part.variables) <= TRIFLE]
        if trifles:
            large.append(
                Block(*(sorted(chain.from_iterable(each)) for each in zip(*trifles, strict=True)))
            )
        return large

    def solver_model(self, part: Block) -> tuple[cp_model.CpModel, dict[int, cp_model.IntVar]]:
        """Write a part out for CP-SAT, the known schedule as a complete hint."""
        model = cp_model.CpModel()
        variables = {v: model.new_int_var(0, self.most[v], "") for v in part.variables}
        for v, variable in variables.items():
            model.add_hint(variable, self.hint[v])
        for r in part.rows:
            terms, low, high = self.rows[r]
            expression = cp_model.LinearExpr.weighted_sum(
                [variables[v] for v, _ in terms], [factor for _, factor in terms]
            )
            model.add_linear_constraint(
                expression,
                cp_model.INT32_MIN if low is None else low,
                cp_model.INT32_MAX if high is None else high,
            )
        model.minimize(
            cp_model.LinearExpr.weighted_sum(
                list(variables.values()), [self.price[v] for v in variables]
            )
        )
        return model, variables

    def solve(self, part: Block, solver: cp_model.CpSolver) -> Solved:
        """Improve the known schedule of a part, or prove that nothing is cheaper."""
        model, variables = self.solver_model(part)
        known, status = self.unsolved(part), solver.solve(model)
        # what CP-SAT says of a bound counts only beside a schedule
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return known
        price = round(solver.objective_value)
        bound = min(price, math.ceil(solver.best_objective_bound - 1e-6))
        if price > known.price:
            return known._replace(bound=bound)
        return Solved(price, bound, {v: solver.value(each) for v, each in variables.items()})

    def unsolved(self, part: Block) -> Solved:
        """Tell what is known of a part beforehand: the hint, and the least of all prices."""
        price = sum(self.price[v] * self.hint[v] for v in part.variables)
        bound = sum(min(0, self.price[v]) * self.most[v] for v in part.variables)
        return Solved(price, min(price, bound), {v: self.hint[v] for v in part.variables})
