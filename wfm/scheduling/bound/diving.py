"""Where the search may start better than anywhere it would come to by itself: near the relaxation.

The linear programme says how many agents of each class work which tour. What is whole is fixed,
some of the rest is rounded, and the programme solved anew for what is left, with tours that fit to
it: a dive by column generation (Sadykov et al. 2019). A cool annealing mends the last of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.bound.lagrangian import Relaxation
from wfm.scheduling.bound.master_lp import MasterLP, Shares, TourColumn, columns_of
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster, empty_roster

FIXED, LEAST_FIXED = 0.3, 0.1
"""Share of the agents left whose tours are fixed at once; a careful dive fixes the fewer, the more
solutions it took to get back near the beginning's price."""
NEAR = 0.005
"""Share by which the programme may then cost more than at the beginning."""
ROUNDS = 8
"""Solutions, with new tours each time, that a careful dive spends on getting back there."""
JITTER = 0.1
"""Largest random advantage of a tour when it is chosen which to round up."""


class Diver:
    """A solution of the linear programme, from which legal rosters are made."""

    def __init__(
        self, problem: Problem, relaxation: Relaxation, master_lp: MasterLP, solved: Shares
    ) -> None:
        self.problem, self.alike, self.master_lp = problem, relaxation.alike, master_lp
        self.solved = solved

    def dive(
        self,
        random: np.random.Generator,
        stopped: Callable[[], bool],
        seconds_left: Callable[[], float | None] = lambda: None,
        *,
        careful: bool,
    ) -> Roster | None:
        """Round the solution to a roster step by step; None where it is stopped or gets stuck.

        A careful dive takes several times as long and ends nearer to the solution.
        """
        relaxation = Relaxation(self.problem.tours, self.problem.cover, self.alike)
        columns, agents = list(self.solved.columns), self.solved.agents
        fixed, share = np.zeros(len(columns)), FIXED
        while True:
            fixed = self._fix(columns, fixed, agents, share, random)
            columns, fixed = self._useful(columns, fixed)
            if fixed.sum() >= self.alike.size.sum() - 0.5:
                return self._roster(columns, fixed, random)
            columns, fixed, solved, rounds = self._regain(
                columns, fixed, relaxation, ROUNDS if careful else 1, stopped, seconds_left
            )
            if solved is None:
                return None
            agents = np.concatenate([solved.agents, np.zeros(len(columns) - len(solved.agents))])
            share = min(FIXED, 1.5 * share) if rounds == 1 else max(LEAST_FIXED, share / 2)

    def _regain(
        self,
        columns: list[TourColumn],
        fixed: Floats,
        relaxation: Relaxation,
        most: int,
        stopped: Callable[[], bool],
        seconds_left: Callable[[], float | None],
    ) -> tuple[list[TourColumn], Floats, Shares | None, int]:
        """Solve the programme for what is left, with tours that fit to it, until it is near again.

        Returns the tours, how many agents are fixed to each, the last solution, and how many.
        """
        solved, rounds = None, 0
        for rounds in range(1, most + 1):  # noqa: B007 - told to the caller
            solved = None if stopped() else self.master_lp.solve(columns, fixed, seconds_left())
            if solved is None:
                break
            relaxation.value(solved.prices)
            new = _new(columns, columns_of(relaxation, solved.prices))
            columns, fixed = [*columns, *new], np.concatenate([fixed, np.zeros(len(new))])
            if not new or solved.value <= (1 + NEAR) * self.solved.value:
                break
        return columns, fixed, solved, rounds

    def _useful(
        self, columns: Sequence[TourColumn], fixed: Floats
    ) -> tuple[list[TourColumn], Floats]:
        """Leave out tours that nobody can work any more."""
        member = np.array([column.member for column in columns])
        left = self.alike.size - np.bincount(member, fixed, len(self.alike.size))
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
        member = np.array([column.member for column in columns])
        left = self.alike.size - np.bincount(member, fixed, len(self.alike.size))
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
    """Pick those of the others that are not among the columns."""
    known = {(column.member, column.profile) for column in columns}
    return [column for column in others if (column.member, column.profile) not in known]
