"""One search chain: greedy, then long annealings and short ones.

The effort is counted in rungs. Without a diver each anneals twice as long as the rung before, from
half of the first temperature and the best schedule known; with one, coolly from where the diver
leads, which is somewhere else each time. Then several times more briefly and coolly from the best.
Rung by rung everything is determined by the seed alone, so more effort or time only goes further on
the same path. A fraction of an effort is a rung of fewer rounds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.bound.diving import Course, Diver
from wfm.scheduling.coverage.head_flow import (
    Cover,
    clear,
    cover_price,
    empty_cover,
    reprice,
    true_slopes,
)
from wfm.scheduling.problem import Problem
from wfm.scheduling.search.ruin_and_recreate import anneal, apply_tour, insert_best
from wfm.scheduling.tours.between import (
    apply_between,
    between_price,
    clear_between,
    nobody_placed,
)
from wfm.scheduling.tours.cheapest_tour import INFINITE
from wfm.scheduling.tours.roster import Roster, empty_roster, own_price, tour_work

FIRST_ROUNDS = 20_000
"""Rounds of the first rung's long annealing; the next rungs double it."""
AT_ONCE = 500
"""Rounds after which it is asked whether to go on."""
STEPS = 100
"""Steps of temperature in an annealing, at most."""
AGAIN = 0.5
"""Share of the first temperature at which the later rungs start."""
GUIDED = 0.02
"""Share of the first temperature at which a rung starts that follows the diver."""
COOL = 4
"""So many times shorter is a rung that goes on from a good schedule."""
REHEATS = 4
"""Brief annealings after each long one; together a quarter as long."""
REHEAT = 0.03
"""Share of the first temperature at which they start."""
TWO_SIDED_BELOW = 300
"""Agents below which surplus is smoothed too."""

MENDS = 4
"""Times that the diver mends the best schedule after a rung, where most agents differ."""
ELITES = 4
MET, MET_EVERY = 25, 2
"""Schedules of the annealing that are remembered for their tours, one in so many steps."""


class Found(NamedTuple):
    """A complete schedule and its true price."""

    price: int
    roster: Roster


class Stopped(Exception):  # noqa: N818 - not an error
    """The caller asked the chain to stop."""


@dataclass
class AnnealingChain:
    """A schedule under search."""

    problem: Problem
    seed: int
    keep_going: Callable[[], bool] = lambda: True
    """Asked now and then; False stops the chain."""
    seconds_left: Callable[[], float | None] = lambda: None
    """Time that a linear programme may take; None: as long as it takes."""
    good: bool = False
    """Whether it begins with a schedule that is good already: then it anneals coolly from there."""
    found: Found | None = field(default=None, init=False)
    """The best complete schedule so far."""
    elites: list[Roster] = field(default_factory=list, init=False)
    """The last few best schedules, the best first."""
    met: deque[Roster] = field(default_factory=lambda: deque(maxlen=MET), init=False)
    """Schedules that it came by lately, good or not."""
    movable: NDArray[np.int64] = field(init=False)
    """Agents that have a legal week."""

    def __post_init__(self) -> None:
        tours, cover = self.problem.tours, self.problem.cover
        agents = len(tours.group)
        self._cover: Cover = empty_cover(cover)
        self._between = nobody_placed(self.problem.between)
        self._roster = empty_roster(agents, tours.days)
        mixed = (self.seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % (1 << 64)
        self._random = np.array([mixed], np.uint64)
        self._work = tour_work(tours, cover)
        self.movable = np.empty(0, np.int64)
        self._true = np.empty_like(self._cover.slope)
        true_slopes(cover, self._true)
        self._needed = self.problem.required > 0
        self._two_sided = agents < TWO_SIDED_BELOW
        hours = self.problem.horizon.grid.interval_minutes / 60
        self._scale = self.problem.coverage.under * hours
        """About what a missing head costs in an interval."""

    @property
    def best(self) -> Roster:
        """The best complete schedule so far; there is one as soon as `greedy` has run."""
        if self.found is None:
            raise LookupError("the search has not begun")
        return self.found.roster

    @property
    def best_price(self) -> int | None:
        """Its price."""
        return None if self.found is None else self.found.price

    def greedy(self) -> None:
        """Give every agent the best tour against those before, in an order drawn from the seed."""
        agents = len(self.problem.tours.group)
        order = np.random.default_rng(self.seed).permutation(agents)
        legal = [
            agent
            for agent in order
            if insert_best(
                self.problem.tours, self._cover, self._between, self._roster, agent, self._work
            )
            < INFINITE
        ]
        self.movable = np.sort(np.array(legal, np.int64))
        self._record()

    def begin_with(self, roster: Roster, without: Sequence[bool] = ()) -> None:
        """Start from a schedule; agents `without` a legal week in it get their best one."""
        everybody, anew = np.arange(len(roster.option)), np.flatnonzero(without)
        self.movable = np.setdiff1d(everybody, anew)
        self._load(roster)
        self.movable = everybody
        for agent in anew.tolist():
            insert_best(
                self.problem.tours, self._cover, self._between, self._roster, agent, self._work
            )
        self._record()

    def adopt(self, roster: Roster) -> None:
        """Take up a schedule of the movable agents; it counts if it is the best so far."""
        self._load(roster)
        self._record()

    def polish(self, rounds: int) -> None:
        """Anneal briefly and coolly from the best schedule known."""
        self._restore()
        self._anneal(rounds, REHEAT)

    def rung(
        self, number: int, diver: Diver | None = None, *, share: float = 1.0, careful: bool = False
    ) -> None:
        """Run one rung of the ladder (0 is the first), or a `share` of its rounds.

        A `careful` one takes longer to follow the diver.
        """
        if diver is None and self.good:
            rounds = round(share * (FIRST_ROUNDS << number) / COOL)
            self._restore()
            self._anneal(rounds, GUIDED)
        elif diver is None:
            rounds = round(share * (FIRST_ROUNDS << number))
            if number:
                self._restore()
            self._anneal(rounds, AGAIN if number else 1.0)
        else:
            # annealing hardly betters what a dive among people who differ found; mends do
            rounds = round(share * FIRST_ROUNDS * (1 / COOL if diver.differ else number))
            self._follow(diver, number, careful)
            self._anneal(rounds, GUIDED)
        for _ in range(REHEATS):
            self.polish(rounds // (4 * REHEATS))
        if diver is not None and diver.differ and careful:
            self._mend(diver, number)

    def _follow(self, diver: Diver, number: int, careful: bool) -> None:
        """Start from where the diver leads; from the best schedule where it leads nowhere."""
        roster = diver.dive(self._course(number, careful))
        if not self.keep_going():
            raise Stopped
        if roster is None:
            self._restore()
        else:
            self.adopt(roster)

    def _mend(self, diver: Diver, number: int) -> None:
        """Let the diver fix tours of some agents anew, as many times as it makes sense."""
        course = self._course(number, careful=True)
        for _ in range(MENDS):
            roster = diver.mend(self.best, float(self.best_price or 0), course)
            if not self.keep_going():
                raise Stopped
            if roster is not None:
                self.adopt(roster)

    def _course(self, number: int, careful: bool) -> Course:
        random = np.random.default_rng([self.seed, number])
        return Course(random, lambda: not self.keep_going(), self.seconds_left, careful)

    def _anneal(self, rounds: int, level: float) -> None:
        if not len(self.movable):
            return
        steps = min(STEPS, max(10, rounds // 500))
        heat, each = 2.0 * self._scale, max(1, rounds // steps)
        for step in range(steps + 1):
            now = level * (1 - step / steps) ** 2
            self._smooth(now)
            for done in range(0, each, AT_ONCE):
                anneal(
                    self.problem.tours,
                    self._cover,
                    self._between,
                    self._roster,
                    self.movable,
                    self._random,
                    min(AT_ONCE, each - done),
                    heat * now + 1e-6,
                    self._work,
                )
                if not self.keep_going():
                    self._record()
                    raise Stopped
            if step % MET_EVERY == 0:
                self.met.append(Roster(self._roster.option.copy(), self._roster.places.copy()))
        self._record()

    def _smooth(self, now: float) -> None:
        """Add the vanishing price of distance from the evenly spread requirement."""
        cover = self._cover
        cover.slope[:] = self._true
        if now > 0:
            required, needed = self.problem.required, self._needed
            count = np.maximum(1, needed.sum(axis=1))
            surplus = ((cover.heads * needed).sum(axis=1) - required.sum(axis=1)) / count
            target = required + 0.7 * surplus[:, None]
            gap = target[:, :, None] - np.arange(cover.slope.shape[2] + 1)
            if not self._two_sided:
                gap = np.maximum(0, gap)
            price = 0.04 * self._scale * now * np.diff(gap**2, axis=2)
            cover.slope[:] += price * needed[:, :, None]
        reprice(cover)

    def _restore(self) -> None:
        """Go back to the best schedule known."""
        self._load(self.best)

    def _load(self, roster: Roster) -> None:
        """Let the movable agents work as in a roster, at true prices."""
        self._roster.option[:] = roster.option
        self._roster.places[:] = roster.places
        self._cover.slope[:] = self._true
        clear(self._cover)
        clear_between(self._between)
        tours, roster = self.problem.tours, self._roster
        for agent in self.movable:
            option, places = roster.option[agent], roster.places[agent]
            apply_tour(tours, self._cover, agent, option, places, True)
            apply_between(tours, self._between, roster, agent, True)

    def _record(self) -> None:
        """Remember the schedule if it is the best so far, judged by the true prices."""
        self._cover.slope[:] = self._true
        reprice(self._cover)
        price = true_price(self.problem, self._roster, self._cover.heads, self.movable)
        price += between_price(self.problem.tours, self._between, self._roster)
        if self.found is None or price < self.found.price:
            roster = Roster(self._roster.option.copy(), self._roster.places.copy())
            self.found = Found(price, roster)
            self.elites = [roster, *self.elites[: ELITES - 1]]


def true_price(
    problem: Problem, roster: Roster, heads: NDArray[np.int32], agents: NDArray[np.int64]
) -> int:
    """Sum the prices of the heads on queue and of the agents' own rules."""
    own = sum(own_price(problem.tours, agent, roster.option[agent]) for agent in agents)
    return int(cover_price(problem.cover, heads)) + own
