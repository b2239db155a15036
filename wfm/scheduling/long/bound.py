"""The bound of a long horizon: its sums at a price, every agent alone, every interval alone.

Hours, weekends and shifts of a type over the whole horizon are relaxed as heads are: an agent pays
a charge for each, or gets it where they are missing, and what the limits would have come to is paid
back. For any charges μ and any legal tour with sums s in [low, high],

    price(tour) ≥ price(tour) + μ (s − high)    where μ ≥ 0,
    price(tour) ≥ price(tour) + μ (s − low)     where μ < 0,

so that the cheapest tour at charged prices, whatever its sums are, less μ high or μ low, costs no
more than any legal tour (Lagrangian relaxation, Geoffrion 1974). The automaton without sums has few
states, and charges are on its edges. Prices of heads and charges take the same steps together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.bound.column_generation import price_range
from wfm.scheduling.bound.lagrangian import Alike, Relaxation
from wfm.scheduling.long.scaled_steps import ScaledSteps
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.arrays import Ints, TourTables
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.counts import counts_of, without_sums
from wfm.scheduling.tours.day_automata import UNLIMITED
from wfm.scheduling.tours.products import PatternTables
from wfm.scheduling.tours.to_arrays import products_of
from wfm.staffing.jit import lean_compiled

PARTS = 1000
"""Prices of tours are counted in such parts of one, so that charges are whole numbers in them."""
STEPS = 400
"""Steps of one go."""
PACE = 0.16
"""How far a price goes in one of the first steps, of what a missing head costs."""


class PricedSums:
    """Evaluates the relaxed problem at prices of heads and charges of sums, each agent by itself.

    A charge is the price of the largest amount that a day adds to a sum. Charges are those of each
    agent's sums, then those of each limit on shifts of a type.
    """

    def __init__(self, problem: Problem) -> None:
        numbers, products, _ = products_of([without_sums(space) for space in problem.spaces])
        mine = [products[number] for number in numbers]
        tours, cover, agents = problem.tours, problem.cover, len(mine)
        self._tours = _apart(tours, mine)
        everybody = np.arange(agents)
        alike = Alike(everybody.astype(np.int32), everybody, np.ones(agents))
        cover = cover._replace(price=cover.price * PARTS, over=cover.over * PARTS)
        self._relaxation = Relaxation(self._tours, cover, alike)
        self._price, self._edge_price = self._tours.price.copy(), self._tours.edge_price.copy()
        self._limit = np.where(tours.limit < 0, len(tours.most), tours.limit)
        """[option] limit towards which it counts, the last for none."""
        counts = [counts_of(space) for space in problem.spaces]
        self._sums = agents, max(map(len, counts))
        self._edges = np.array([product.next_state.size for product in mine])
        self._units = np.zeros((self._sums[1], int(self._edges.sum())), np.int64)
        """[sum, edge] what an edge adds, in the largest amount that divides all of the agent's."""
        unit, largest = np.ones(self._sums, np.int64), np.ones(self._sums, np.int64)
        low, high = np.zeros(self._sums, np.int64), np.full(self._sums, UNLIMITED)
        ends = np.cumsum([0, *self._edges])
        for a, (product, asked) in enumerate(zip(mine, counts, strict=True)):
            for k, count in enumerate(asked):
                amount = product.amount[k].ravel()
                unit[a, k] = max(1, np.gcd.reduce(amount))
                self._units[k, ends[a] : ends[a + 1]] = amount // unit[a, k]
                largest[a, k] = max(1, amount.max())
                low[a, k], high[a, k] = count.low, count.high
        ones = np.ones(len(tours.most), np.int64)
        self._unit = np.concatenate([unit.ravel(), ones])
        self._largest = np.concatenate([largest.ravel(), ones])
        self._low = np.concatenate([low.ravel(), 0 * ones])
        self._high = np.concatenate([high.ravel(), tours.most])

    def range(self) -> tuple[Floats, Floats]:
        """Least and most of each charge: none for what has no limit."""
        least = np.where(self._low > 0, -np.inf, 0.0)
        return least, np.where(self._high < UNLIMITED, np.inf, 0.0)

    def value(self, prices: Floats, charges: Floats) -> tuple[float, Floats, Floats]:
        """Return the bound, its subgradient by prices [group, interval] and that by charges."""
        charge = np.rint(charges * PARTS * self._unit / self._largest).astype(np.int64)
        of_sums, of_limits = np.split(charge, [math.prod(self._sums)])
        tours = self._tours
        tours.edge_price[:] = self._edge_price
        for units, each in zip(self._units, of_sums.reshape(self._sums).T, strict=True):
            tours.edge_price[:] += np.repeat(each, self._edges) * units
        tours.price[:] = self._price + np.append(of_limits, 0)[self._limit]
        value, direction = self._relaxation.value(prices * PARTS)
        summed = self._summed()
        limit = np.where(charge > 0, self._high, np.where(charge < 0, self._low, 0))
        value -= float((charge * (limit / self._unit)).sum())
        within = np.clip(summed, self._low, self._high)
        excess = summed - np.where(charge == 0, within, limit)
        return value / PARTS, direction, excess / self._largest

    def _summed(self) -> NDArray[np.int64]:
        """Sum up the tours of the last evaluation."""
        option = self._relaxation.cheapest.option
        found = np.zeros(self._sums, np.int64)
        add_up(self._tours, option, self._units, found)
        first = self._tours.option_ptr[: -1 : self._tours.days]
        chosen = (option + first[:, None])[option >= 0]
        counted = np.bincount(self._limit[chosen], minlength=len(self._high) + 1)
        limits = len(self._high) - found.size
        units = np.concatenate([found.ravel(), counted[:limits]])
        summed: NDArray[np.int64] = units * self._unit
        return summed


class LongBound:
    """Closes in on the best prices and charges, from `known` prices of heads [group, interval]."""

    def __init__(self, problem: Problem, known: Floats | None = None) -> None:
        self._priced = PricedSums(problem)
        self._shape = len(problem.groups), len(problem.horizon.grid)
        heads = np.zeros(self._shape) if known is None else known
        lowest, highest = price_range(problem.cover)
        least, most = self._priced.range()
        limits = (
            np.concatenate([np.full(heads.size, lowest), least]),
            np.concatenate([np.full(heads.size, highest), most]),
        )
        missing = problem.coverage.under * problem.horizon.grid.interval_minutes / 60
        begin = np.concatenate([heads.ravel(), np.zeros(least.size)])
        self._steps = ScaledSteps(self._evaluate, begin, limits, max(1.0, PACE * missing))

    @property
    def proven(self) -> int | None:
        """No legal schedule costs less."""
        best = self._steps.best
        return None if math.isinf(best) else math.ceil(best - 1e-6)

    @property
    def prices(self) -> Floats:
        """Prices of a head [group, interval] at which it is proven."""
        return self._steps.prices[: math.prod(self._shape)].reshape(self._shape)

    @property
    def closed(self) -> bool:
        """Whether steps hardly raise the bound any more."""
        return self._steps.closed

    def close_in(self, stopped: Callable[[], bool]) -> None:
        """Take some steps."""
        for _ in range(STEPS):
            if self.closed or stopped():
                return
            self._steps.step()

    def _evaluate(self, at: Floats) -> tuple[float, Floats]:
        heads = math.prod(self._shape)
        value, direction, excess = self._priced.value(at[:heads].reshape(self._shape), at[heads:])
        return value, np.concatenate([direction.ravel(), excess])


def _apart(tours: TourTables, products: Sequence[PatternTables]) -> TourTables:
    """Give each agent an automaton of its own and no limits, and count prices in parts."""

    def laid(arrays: Iterable[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([array.ravel() for array in arrays])

    def offsets(sizes: Iterable[int]) -> Ints:
        return np.cumsum([0, *sizes])[:-1].astype(np.int32)

    return tours._replace(
        price=tours.price * PARTS,
        off_price=tours.off_price * PARTS,
        limit=np.full_like(tours.limit, -1),
        limit_ptr=np.zeros_like(tours.limit_ptr),
        most=tours.most[:0],
        pattern=np.arange(len(products), dtype=np.int32),
        layer_ptr=laid(p.layer_ptr for p in products),
        edge_ptr=offsets(p.next_state.size for p in products),
        classes=np.array([p.next_state.shape[1] for p in products], np.int32),
        next_state=laid(p.next_state for p in products),
        edge_price=laid(p.price for p in products) * PARTS,
        final_ptr=offsets(len(p.final_price) for p in products),
        final_price=laid(p.final_price for p in products) * PARTS,
    )


@lean_compiled
def add_up(
    tables: TourTables, option: Ints, amount: NDArray[np.int64], summed: NDArray[np.int64]
) -> None:
    """Write summed[agent, sum]: what the edges of each agent's tour add of amount[sum, edge]."""
    days = tables.days
    for agent in range(option.shape[0]):
        pattern = tables.pattern[agent]
        first = tables.option_ptr[agent * days]
        for k in range(amount.shape[0]):
            state, total = 0, 0
            for d in range(days):
                if option[agent, d] < 0:
                    c = tables.off_class[agent * days + d]
                else:
                    c = tables.day_class[first + option[agent, d]]
                edge = tables.edge_ptr[pattern] + state * tables.classes[pattern] + c
                total += amount[k, edge]
                state = tables.next_state[edge]
            summed[agent, k] = total
