"""The proof of a small site: how many heads of its minimum cannot be had, then all else.

Of a site without a minimum that is one proof. Else the fewest heads that are missed are sought
first, then the optimum with missed heads that cost little more than others: both have prices of one
scale. What the fewest cost more in truth is added, see `missed_heads`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from wfm.scheduling.bound.column_generation import Bound
from wfm.scheduling.exact.crews import USUAL, Means
from wfm.scheduling.exact.missed_heads import (
    TIMES,
    cheaper,
    dearest_other,
    heads_missed,
    missed_alone,
    price_of_missed,
)
from wfm.scheduling.exact.proof import FIRST_EFFORT, Proof
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.annealing import true_price
from wfm.scheduling.search.recombine import cover_of
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster

DEARER = 4
"""Times that a missed head costs more after an optimum that misses more than the fewest."""


class SmallSite:
    """Closes in on the optimum of the given agents' problem, attempt by attempt.

    `prices`[group, interval] of a head are those of the best bound known; where there is a minimum,
    proofs begin from prices of their own.
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
        self.problem, self.agents, self.seed, self.stopped = problem, list(agents), seed, stopped
        self.effort, self.prices, self.means = effort, prices, means
        self.bound: int | None = None
        """No legal roster costs less."""
        self.closed = False
        """Whether the optimum is proven, or the site too large for another attempt."""
        self._fewest, self._off = 0, 0
        """Heads that any roster misses, and what each costs less in the proof of all else."""
        if problem.least.any():
            moderate = TIMES * dearest_other(problem)
            self._off = max(0, price_of_missed(problem) - moderate)
        self._of_missed: Proof | None = None
        self._of_all: Proof | None = None

    def has_crews(self, known: Roster) -> bool:
        """Tell whether days have few crews; `known` is any legal roster.

        Else neither proof is short, and there is one of all together.
        """
        if self._off and not self._all_else(known).has_crews(known):
            self._off, self._of_all = 0, None
        return self._all_else(known).has_crews(known)

    @property
    def crews(self) -> int:
        """Crews of all days that the proof looks at."""
        return 0 if self._of_all is None else self._of_all.crews

    def miss_fewer(self, known: Roster, seconds_left: Callable[[], float | None]) -> Roster:
        """Look for a roster that misses fewer heads, and bound how many any misses.

        It is the known one where there is none, where days have many crews, or nothing is missed.
        """
        if not self.has_crews(known) or not self._off:
            return known
        missed = heads_missed(self.problem, known, self.agents)
        if missed <= self._fewest:
            return known
        if self._of_missed is None:
            self._of_missed = self._begun(missed_alone(self.problem), known)
        proof, roster = self._of_missed, known
        if not proof.closed and proof.has_crews(known):
            roster = proof.attempt(known, seconds_left)
        self._fewest = max(self._fewest, proof.bound or 0)
        return roster if heads_missed(self.problem, roster, self.agents) < missed else known

    def attempt(self, known: Roster, seconds_left: Callable[[], float | None]) -> Roster:
        """Look for a cheaper roster than the known one, and raise the bound.

        The roster of `miss_fewer`, which looks at nothing else, is best mended before.
        """
        proof = self._all_else(known)
        roster = proof.attempt(known, seconds_left)
        self._raise(proof.bound)
        missed = heads_missed(self.problem, roster, self.agents) if self._off else self._fewest
        self.closed = proof.closed and missed <= self._fewest
        if proof.closed and not self.closed:
            self._charge_more()
        self.effort *= 2
        return roster

    def halt(self) -> None:
        """Let CP-SAT end what it is at; may be called from any thread."""
        for proof in (self._of_missed, self._of_all):
            if proof is not None:
                proof.halt()

    def _all_else(self, known: Roster) -> Proof:
        if self._of_all is None and self._off:
            self._of_all = self._begun(cheaper(self.problem, self._off), known)
        elif self._of_all is None:
            self._of_all = self._proof(self.problem, self.prices)
        return self._of_all

    def _begun(self, problem: Problem, known: Roster) -> Proof:
        """Begin a proof at prices of heads that are good for its problem."""
        agents = np.array(self.agents, np.int64)
        heads = cover_of(problem, known, self.agents).heads
        price = float(true_price(problem, known, heads, agents))
        bounding = Bound(problem, known, price, agents, self.stopped)
        proof = self._proof(problem, bounding.prices)
        proof.bound = bounding.proven
        return proof

    def _proof(self, problem: Problem, prices: Floats) -> Proof:
        return Proof(problem, self.agents, self.seed, self.stopped, prices, self.effort, self.means)

    def _charge_more(self) -> None:
        """Let a missed head cost more in the next attempt, at most its price."""
        charged = DEARER * (price_of_missed(self.problem) - self._off)
        self._off, self._of_all = max(0, price_of_missed(self.problem) - charged), None

    def _raise(self, bound: int | None) -> None:
        if bound is not None:
            bound += self._off * self._fewest
            self.bound = bound if self.bound is None else max(bound, self.bound)
