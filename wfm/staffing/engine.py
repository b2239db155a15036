"""Which kernels answer: NumPy's for a few small questions, compiled ones from then on.

Why compile, though `arrays` gives the same numbers in NumPy: for the smallest number of agents by
service level NumPy reaches some 22 times the rate of pyworkforce, below the 25 times at which it
might do alone, and the compiled search some 800 times; with patience and abandonment the compiled
search is 9 times NumPy. The week of a large centre is then staffed in a fraction of a second. The
schedule search needs numba anyway, so it costs no further dependency. `python -m
tests.benchmarks.staffing` measures all of this again.

The price is loading the compiler, and once a few seconds to compile, kept on disk. A calculator or
a notebook that asks for a handful of numbers never pays it: NumPy answers questions of a few
intervals until that has cost about as much as compiling. A site's week is compiled from the start.
"""

from __future__ import annotations

from typing import Protocol

from wfm.staffing import numpy_kernels as arrays
from wfm.staffing.tolerances import Floats, Integers

SMALL = 32
"""Intervals up to which a question is small."""
SEARCH = 45
"""Evaluations of all figures that a search takes in NumPy."""
BUDGET = 1000
"""Evaluations in NumPy that cost about as much as compiling."""


class Kernels(Protocol):
    """Either engine."""

    def blocking_of(self, agents: Floats, load: Floats) -> Floats:
        """Erlang B."""

    def figures_of(
        self, blocked: Floats, agents: Floats, load: Floats, theta: Floats, t: Floats
    ) -> Floats:
        """Figures of Erlang A and C."""

    def smallest_of(
        self, load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
    ) -> Integers:
        """Fewest whole agents."""

    def exact_of(
        self, load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
    ) -> tuple[Integers, Floats, Integers]:
        """Fewest whole agents, the real requirement, and what binds."""


class Engine:
    """Chooses the kernels for the next question."""

    def __init__(self) -> None:
        self.left = BUDGET
        self.compiled: Kernels | None = None

    def of(self, size: int, evaluations: int = 1) -> Kernels:
        """Choose for a question of `size` intervals."""
        if self.compiled is None:
            self.left -= evaluations
            if size <= SMALL and self.left > 0:
                return arrays
            self.compiled = _loaded()
        return self.compiled


def _loaded() -> Kernels:
    from wfm.staffing.jit import COMPILED

    if not COMPILED:
        return arrays
    from wfm.staffing import search

    return search


_ENGINE = Engine()


def blocking_of(agents: Floats, load: Floats) -> Floats:
    """Erlang B of flat arrays."""
    return _ENGINE.of(load.size).blocking_of(agents, load)


def figures_of(blocked: Floats, agents: Floats, load: Floats, theta: Floats, t: Floats) -> Floats:
    """P(wait), SL, abandoned within t, P(ab), mean wait of answered and of all, occupancy."""
    return _ENGINE.of(load.size).figures_of(blocked, agents, load, theta, t)


def smallest_of(
    load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
) -> Integers:
    """Fewest whole agents for each load; all times in seconds, patience infinite for Erlang C."""
    return _ENGINE.of(load.size, SEARCH).smallest_of(load, aht, patience, threshold, goal)


def exact_of(
    load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
) -> tuple[Integers, Floats, Integers]:
    """`smallest_of`, with the real requirement and the code of the binding target of each."""
    return _ENGINE.of(load.size, 2 * SEARCH).exact_of(load, aht, patience, threshold, goal)
