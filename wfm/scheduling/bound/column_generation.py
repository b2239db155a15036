"""The proven lower bound: the best prices of the relaxed problem.

Subgradient steps come near them, from what a head is worth beside the best schedule known, along
the mean of all directions so far (the volume algorithm, Barahona and Anbil 2000); then column
generation (Dantzig and Wolfe 1960) closes in: a linear programme over the tours met so far, those
of the best schedule among them, gives prices, at which every agent's cheapest tour is added. Each
step's value is a valid bound; the limit is the linear relaxation over all tours.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.bound.diving import Diver
from wfm.scheduling.bound.lagrangian import Relaxation, classify, mostly_differ
from wfm.scheduling.bound.master_lp import MasterLP, Shares
from wfm.scheduling.bound.tour_columns import (
    WORKED,
    TourColumn,
    cheapest_of,
    columns_of,
    tours_of,
)
from wfm.scheduling.bound.volume import climb
from wfm.scheduling.coverage.head_flow import head_prices
from wfm.scheduling.coverage.prices import MINIMUM
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.recombine import cover_of
from wfm.scheduling.tours.arrays import CoverTables
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster

STEPS = 800
EDGES = 2_000_000_000
"""Edges of the agents' automata that all steps together may look at."""
EDGES_APART = 600_000_000
"""The same where most agents differ: the first tours of their programme are soon replaced."""
STEPS_ON, EDGES_ON = 300, 5_000_000
"""The same after each linear programme, whose value then is what steps try to reach."""
FEW = 5
"""Tours met by these steps that enter the programme, per class."""
EVERY = 4
RECENT = 200
"""The tours of every fourth step are remembered, of the last two hundred such steps."""
KEPT = 3000
"""Tours met by the subgradient steps that enter the linear programme, at least 15 per class."""
MOST, FULL = 20, 2400
"""Tours per class in a programme where most agents differ, and so many at least in all: there tours
are many, and the programme takes long."""
FALLS, FALL = 3, 0.01
"""A programme that fell by less than so large a share in so many solutions is settled; until then
cheap tours will do that need not be the cheapest."""
CLOSE = 5e-4
"""Share by which the linear programme may exceed the bound in the end."""

BETWEEN = (0.0, 0.3, 0.6, 0.8, 0.9)
"""Where tours are priced on the way from the programme's prices to the best known ones: in between
they jump less from step to step (Wentges 1997), and several places give several tours at once."""
BETWEEN_APART = (0.0, 0.5)
"""The same where most agents differ: pricing takes as long as the programme there."""

Key = tuple[int, bytes]
"""Class and profile of a tour."""


class Bound:
    """Closes in on the relaxation of the given agents' problem, step by step.

    Parameters
    ----------
    best, target
        A known schedule and its price.
    stopped
        Ends the first steps early; what they reached is still a bound.
    met
        Other schedules, whose tours enter where most agents differ: no other agent's tour fits.
    prices
        Prices of a head [group, interval], those of several weeks one by one, from which the steps
        begin instead of from those beside `best`. A programme over all of them would take long and
        hardly raise the bound.
    hands
        Threads that share the pricing of tours.
    """

    def __init__(
        self,
        problem: Problem,
        best: Roster,
        target: float,
        agents: NDArray[np.int64],
        stopped: Callable[[], bool],
        prices: Floats | None = None,
        met: Sequence[Roster] = (),
        hands: int = 1,
    ) -> None:
        self.problem, self.stopped = problem, stopped
        alike = classify(problem.tours, agents)
        self.differ = mostly_differ(problem.tours, agents)
        """Whether a tour fits hardly any other agent."""
        self.relaxation = Relaxation(problem.tours, problem.cover, alike, hands)
        self.diver: Diver | None = None
        """Which tours the relaxation would have, after a first `close_in`."""
        self.closed = prices is not None
        """Whether no step would raise the bound noticeably any more."""
        self._columns: dict[Key, TourColumn] = {}
        self._add(tours_of(problem.tours, self.relaxation, best, agents))
        first = worth_of_heads(problem, best, agents) if prices is None else prices
        edges = EDGES_APART if self.differ else EDGES
        self._value, self.prices, found = subgradient(
            self.relaxation, target, stopped, first, edges=edges
        )
        near = met[: KEPT // max(1, len(agents))] if self.differ else ()
        for roster in near:
            found += tours_of(problem.tours, self.relaxation, roster, agents)
        most = max(15, KEPT // max(1, len(alike.size)))
        self._add(_cheapest(self.relaxation, self.prices, found, most))
        self._master_lp = MasterLP(problem.cover, self.relaxation)
        self._solved: Shares | None = None
        self._values: list[float] = []
        """Of the programmes so far."""
        self._known = 0
        """Tours that were known when the last programme was solved."""
        self._missed = _price_of_missed_minimums(problem, best, agents)

    @property
    def proven(self) -> int:
        """No legal schedule costs less."""
        return math.ceil(self._value - 1e-6)

    def close_in(self, target: float, seconds: float | None = None) -> None:
        """Solve the linear programme once and add the cheapest tours at its prices.

        `target` is the price of the best schedule known: a bound that reaches it is closed, and so
        is one whose programme is not solved within `seconds`.
        """
        if self.proven >= target:
            self.closed = True
        if self.closed:
            return
        columns = self._in_programme()
        solved = self._master_lp.solve(columns, np.zeros(len(columns)), seconds)
        if solved is None:
            self.closed = True
            return
        self._solved = solved
        self._values.append(solved.value)
        self.diver = Diver(
            self.problem, self.relaxation, self._master_lp, solved, differ=self.differ
        )
        self._look_between(solved.prices)
        self._step_on(solved.value)
        worth_closing = max(1.0, abs(solved.value) - self._missed)
        self.closed = solved.value - self._value <= CLOSE * worth_closing

    @property
    def settled(self) -> bool:
        """Whether the programme is near what it will come to, so that a dive from it is good."""
        if self.closed or not self.differ:
            return True
        fallen = self._values[-1 - FALLS :]
        return len(fallen) > FALLS and fallen[0] - fallen[-1] <= FALL * abs(fallen[-1])

    def _in_programme(self) -> list[TourColumn]:
        """Pick tours: those of the last solution, those met since, and cheap ones at its prices."""
        columns = list(self._columns.values())
        most = max(FULL, MOST * len(self.relaxation.classes))
        if self._solved is None or not self.differ or len(columns) <= most:
            return columns
        worked = {
            (column.member, column.profile)
            for column, agents in zip(self._solved.columns, self._solved.agents, strict=True)
            if agents > WORKED
        }
        kept = np.array([key in worked for key in self._columns])
        kept[self._known :] = True
        group = self.relaxation.group
        chosen = cheapest_of(columns, group, self._solved.prices, most, kept)
        return [columns[number] for number in chosen.tolist()]

    def _look_between(self, prices: Floats) -> None:
        """Add the cheapest tours at, and on the way from, these prices to the best known ones."""
        self._known = len(self._columns)
        way = self.prices - prices
        for share in BETWEEN_APART if self.differ else BETWEEN:
            tried = prices + share * way
            value, _ = self.relaxation.value(tried, thorough=self.settled)
            self._add(columns_of(self.relaxation, tried))
            if value > self._value:
                self._value, self.prices = value, tried

    def _step_on(self, target: float) -> None:
        """Step on from the best known prices towards the value of the programme."""
        if self.relaxation.edges > EDGES_ON:
            return
        value, self.prices, met = subgradient(
            self.relaxation, target, self.stopped, self.prices, STEPS_ON, EDGES_ON
        )
        self._value = max(self._value, value)
        self._add(_cheapest(self.relaxation, self.prices, met, FEW))

    def _add(self, columns: Iterable[TourColumn]) -> None:
        for column in columns:
            self._columns.setdefault((column.member, column.profile), column)


def _price_of_missed_minimums(problem: Problem, roster: Roster, agents: NDArray[np.int64]) -> float:
    """Price of heads below the declared minimum, beside which all else would seem close."""
    heads = cover_of(problem, roster, agents.tolist()).heads
    return float(MINIMUM.price_of(problem.horizon, problem.least, heads).sum())


def subgradient(
    relaxation: Relaxation,
    target: float,
    stopped: Callable[[], bool],
    prices: Floats,
    steps: int = STEPS,
    edges: int = EDGES,
) -> tuple[float, Floats, list[TourColumn]]:
    """Step from `prices` towards the best ones, each time from the best that were met.

    Returns the bound, its prices, and the tours met on the way. `target` is the price of a known
    schedule.
    """
    first = relaxation.value(prices)
    met = deque([columns_of(relaxation, prices)], maxlen=RECENT)

    def seen(number: int, tried: Floats) -> None:
        if number % EVERY == 0:
            met.append(columns_of(relaxation, tried))

    best, prices = climb(
        lambda tried: relaxation.value(tried, thorough=False),
        prices,
        price_range(relaxation.cover),
        target,
        min(steps, 1 + edges // max(1, relaxation.edges)),
        stopped,
        first=first,
        seen=seen,
    )
    return best, prices, [column for columns in met for column in columns]


def worth_of_heads(problem: Problem, roster: Roster, agents: NDArray[np.int64]) -> Floats:
    """Price of one more head [group, interval] beside those of a schedule."""
    cover = cover_of(problem, roster, agents.tolist())
    return np.array([head_prices(cover, group) for group in range(len(problem.groups))])


def price_range(cover: CoverTables) -> tuple[float, float]:
    """Bounds of what a head can cost: no best price lies outside the slopes."""
    slopes = np.diff(cover.price, axis=2)
    return float(slopes.min(initial=0)), float(max(cover.over.max(initial=0), slopes.max()))


def _cheapest(
    relaxation: Relaxation, prices: Floats, met: list[TourColumn], most: int
) -> list[TourColumn]:
    """Keep, per class, so many of the tours met that are cheapest at the given prices."""
    ranked: dict[int, dict[bytes, tuple[float, TourColumn]]] = {}
    for column in met:
        tours = ranked.setdefault(column.member, {})
        if column.profile not in tours:
            heads = np.frombuffer(column.profile, np.int8)
            value = column.price + float(heads @ prices[relaxation.group[column.member]])
            tours[column.profile] = (value, column)
    return [
        column
        for tours in ranked.values()
        for _, column in sorted(tours.values(), key=lambda ranked: ranked[0])[:most]
    ]
