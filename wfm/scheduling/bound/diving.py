"""Where the search may start better than anywhere it would come to by itself: near the relaxation.

The linear programme says how many agents of each class work which tour. What is whole is fixed,
some of the rest is rounded, and the programme solved anew for what is left, with tours that fit to
it: a dive by column generation (Sadykov et al. 2019). A cool annealing mends the last of it. Where
most agents differ no other agent's tour fits, and another dive mends it: some agents' tours are
taken out, and fixed anew (large neighbourhood search, Shaw 1998).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.bound.lagrangian import Relaxation
from wfm.scheduling.bound.master_lp import MasterLP, Shares
from wfm.scheduling.bound.tour_columns import (
    WORKED,
    TourColumn,
    cheapest_of,
    columns_of,
    tours_of,
)
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.arrays import Ints
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster, empty_roster

FIXED, LEAST_FIXED = 0.3, 0.1
"""Share of the agents left whose tours are fixed at once; a careful dive fixes the fewer, the more
solutions it took to get back near the beginning's price."""
NEAR = 0.005
"""Share by which the programme may then cost more than at the beginning."""
ROUNDS, ROUNDS_APART = 8, 25
"""Solutions, with new tours each time, that a careful dive spends on getting back there; and where
most agents differ, since each then brings a tour to one agent only."""
LATE, ROUNDS_LATE = 0.05, 5
"""Of a dive's time as large a share is to be left as of its agents, and so much more; where less
is, it spends no more solutions than so many."""
BETWEEN = 0.0, 0.3, 0.6
"""Where it prices tours there, on the way from the solution's prices to those of the beginning."""
MOST = 30
"""Tours per class left that go on to the next solution there."""
FREED = 30
"""Agents whose tours are taken out to be fixed anew."""
JITTER = 0.1
"""Largest random advantage of a tour when it is chosen which to round up."""


class Course(NamedTuple):
    """How a dive goes: what it draws from, when it ends early, and with how much care."""

    random: np.random.Generator
    stopped: Callable[[], bool]
    seconds_left: Callable[[], float | None] = lambda: None
    careful: bool = False
    """It takes several times as long and ends nearer to the solution."""


class Diver:
    """A solution of the linear programme, from which legal rosters are made."""

    def __init__(
        self,
        problem: Problem,
        relaxation: Relaxation,
        master_lp: MasterLP,
        solved: Shares,
        *,
        differ: bool = False,
    ) -> None:
        self.problem, self.alike, self.master_lp = problem, relaxation.alike, master_lp
        self.solved, self.differ, self.group = solved, differ, relaxation.group

    def dive(self, course: Course) -> Roster | None:
        """Round the solution to a roster step by step; None where it is stopped or gets stuck."""
        columns, agents = list(self.solved.columns), self.solved.agents
        return self._go_down(columns, np.zeros(len(columns)), agents, self.solved.value, course)

    def mend(self, roster: Roster, price: float, course: Course) -> Roster | None:
        """Take some agents' tours out of a roster of this price, and fix them anew.

        None where no tours are found that would make it cheaper, or where it is stopped.
        """
        agents = np.flatnonzero(self.alike.member >= 0)
        freed = course.random.choice(agents, min(FREED, len(agents)), replace=False)
        relaxation = self._relaxation()
        columns = tours_of(self.problem.tours, relaxation, roster, np.setdiff1d(agents, freed))
        fixed = np.ones(len(columns))
        columns += tours_of(self.problem.tours, relaxation, roster, freed)
        columns += _new(columns, self.solved.columns)
        fixed = np.concatenate([fixed, np.zeros(len(columns) - len(fixed))])
        columns, fixed = self._useful(columns, fixed)
        columns, fixed, solved, _ = self._regain(columns, fixed, self.solved.value, course)
        if solved is None or solved.value > price - 1 + 1e-3:
            return None
        agents_at = np.concatenate([solved.agents, np.zeros(len(columns) - len(solved.agents))])
        return self._go_down(columns, fixed, agents_at, solved.value, course)

    def _relaxation(self) -> Relaxation:
        return Relaxation(self.problem.tours, self.problem.cover, self.alike)

    def _go_down(
        self,
        columns: list[TourColumn],
        fixed: Floats,
        agents: Floats,
        value: float,
        course: Course,
    ) -> Roster | None:
        """Fix tours, and more tours, until each agent has one."""
        share, whole, begun = FIXED, self.alike.size.sum() - fixed.sum(), course.seconds_left()
        while True:
            fixed = self._fix(columns, fixed, agents, share, course.random)
            columns, fixed = self._useful(columns, fixed)
            if fixed.sum() >= self.alike.size.sum() - 0.5:
                return self._roster(columns, fixed, course.random)
            left = (self.alike.size.sum() - fixed.sum()) / whole
            due = 0.0 if begun is None else begun * (LATE + left)
            columns, fixed, solved, rounds = self._regain(columns, fixed, value, course, due)
            if solved is None:
                return None
            agents = np.concatenate([solved.agents, np.zeros(len(columns) - len(solved.agents))])
            share = min(FIXED, 1.5 * share) if rounds == 1 else max(LEAST_FIXED, share / 2)

    def _regain(
        self,
        columns: list[TourColumn],
        fixed: Floats,
        value: float,
        course: Course,
        due: float = 0.0,
    ) -> tuple[list[TourColumn], Floats, Shares | None, int]:
        """Solve the programme for what is left, with tours that fit to it, until it is near again.

        Returns the tours, how many agents are fixed to each, the last solution, and how many.
        """
        solved, rounds = None, 0
        most = (ROUNDS_APART if self.differ else ROUNDS) if course.careful else 1
        left = self._relaxation().only(np.flatnonzero(self._left(columns, fixed)[1] > 0.5))
        for rounds in range(1, most + 1):
            if solved is not None and self.differ:
                columns, fixed = self._cheap(columns, fixed, solved, len(left.classes))
            solved = (
                None
                if course.stopped()
                else self.master_lp.solve(columns, fixed, course.seconds_left())
            )
            if solved is None:
                break
            new = _new(columns, self._priced(left, solved.prices))
            columns, fixed = [*columns, *new], np.concatenate([fixed, np.zeros(len(new))])
            late = rounds >= ROUNDS_LATE and (course.seconds_left() or math.inf) < due
            if late or not new or solved.value <= (1 + NEAR) * value:
                break
        return columns, fixed, solved, rounds

    def _priced(self, left: Relaxation, prices: Floats) -> list[TourColumn]:
        """Find cheap tours of the classes left."""
        if not self.differ:
            left.value(prices)
            return columns_of(left, prices)
        found = []
        for share in BETWEEN:
            tried = prices + share * (self.solved.prices - prices)
            left.value(tried, thorough=False)
            found += columns_of(left, tried)
        return found

    def _cheap(
        self, columns: list[TourColumn], fixed: Floats, solved: Shares, classes: int
    ) -> tuple[list[TourColumn], Floats]:
        """Leave out tours that cost much at the prices of the last solution."""
        kept = fixed > 0
        kept[: len(solved.agents)] |= solved.agents > WORKED
        kept[len(solved.agents) :] = True
        most = MOST * classes + int((fixed > 0).sum())
        chosen = cheapest_of(columns, self.group, solved.prices, most, kept)
        return [columns[number] for number in chosen.tolist()], fixed[chosen]

    def _left(self, columns: Sequence[TourColumn], fixed: Floats) -> tuple[Ints, Floats]:
        """Class of each tour, and how many agents of each class are left."""
        member = np.array([column.member for column in columns], np.int32)
        return member, self.alike.size - np.bincount(member, fixed, len(self.alike.size))

    def _useful(
        self, columns: Sequence[TourColumn], fixed: Floats
    ) -> tuple[list[TourColumn], Floats]:
        """Leave out tours that nobody can work any more."""
        member, left = self._left(columns, fixed)
        useful = np.flatnonzero((fixed > 0) | (left[member] > 0.5))
        return [columns[number] for number in useful.tolist()], fixed[useful]

    def _fix(
        self,
        columns: Sequence[TourColumn],
        fixed: Floats,
        agents: Floats,
        share: float,
        random: np.random.Generator,
    ) -> Floats:
        """Fix what is whole in a solution, then round up some of what is not, the nearest first."""
        fixed = np.maximum(fixed, np.floor(agents + 1e-6))
        member, left = self._left(columns, fixed)
        parts = agents - fixed
        most = max(1, int(share * left.sum()))
        for number in np.argsort(-parts - JITTER * random.random(len(parts))):
            if most == 0 or left.sum() < 0.5:
                break
            if parts[number] > 1e-6 and left[member[number]] > 0.5:
                fixed[number] += 1
                left[member[number]] -= 1
                most -= 1
        return fixed

    def _roster(
        self, columns: Sequence[TourColumn], agents: Floats, random: np.random.Generator
    ) -> Roster:
        """Give the agents of each class its tours, who which at random."""
        roster = empty_roster(len(self.alike.member), self.problem.tours.days)
        left: list[NDArray[np.intp]] = [
            random.permutation(np.flatnonzero(self.alike.member == member))
            for member in range(len(self.alike.size))
        ]
        for column, count in zip(columns, agents.astype(int).tolist(), strict=True):
            chosen, left[column.member] = np.split(left[column.member], [count])
            roster.option[chosen] = column.option
            roster.places[chosen] = column.places
        return roster


def _new(columns: Sequence[TourColumn], others: Sequence[TourColumn]) -> list[TourColumn]:
    """Pick those of the others that are not among the columns, each once."""
    known = {(column.member, column.profile) for column in columns}
    found: dict[tuple[int, bytes], TourColumn] = {}
    for column in others:
        key = column.member, column.profile
        if key not in known:
            found.setdefault(key, column)
    return list(found.values())
