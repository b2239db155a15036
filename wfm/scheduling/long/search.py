"""The search over a long horizon: windows of days, first from left to right, then here and there.

Large neighbourhood search (Shaw 1998) with time for neighbourhood: a window is a problem of some
weeks (`window.py`), annealed as any other, with a dive from its linear programme. The first pass
plans one window after the other, each with its share of what the horizon may have of hours and
weekends. Then windows are planned anew from where they are, with all that the days outside leave.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from typing import NamedTuple

import numpy as np

from wfm.model import Schedule
from wfm.scheduling.bound.column_generation import Bound
from wfm.scheduling.decode import is_legal, roster_from, to_schedule
from wfm.scheduling.evaluation.check import check
from wfm.scheduling.long.bound import LongBound
from wfm.scheduling.long.sweeps import from_left_to_right, here_and_there
from wfm.scheduling.long.tours import candidates_in, keeps_sums
from wfm.scheduling.long.window import FreeDays, HorizonWindow, window_of
from wfm.scheduling.problem import Problem
from wfm.scheduling.result import Limits, SearchProgress
from wfm.scheduling.search.annealing import (
    COOL,
    FIRST_ROUNDS,
    AnnealingChain,
    Found,
    Stopped,
    true_price,
)
from wfm.scheduling.search.clock import SearchClock
from wfm.scheduling.search.recombine import cover_of
from wfm.scheduling.search.threads import run_on_threads
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster
from wfm.words import Phrase

KEPT = 0.5
"""Share of the time that the dives of the first pass leave."""
ROUNDS = 4_000
"""Rounds of a window's annealing."""
SOLUTIONS = 3
"""Solutions of a window's linear programme before the dive, at most."""
GOES = 10
"""Goes at the bound for each sweep, by effort."""
ALONE = 0.25
"""Share of the time left after the first pass that the bound has where one worker does it all."""


class JudgedRoster(NamedTuple):
    """A roster, its price, and how many agents are outside the limits of a sum."""

    missed: int
    price: int
    roster: Roster


class LongSearch:
    """One thread plans windows, another proves the bound meanwhile."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        clock: SearchClock,
        start: Schedule | None,
        head_prices: Floats | None,
        *,
        brief: bool,
    ) -> None:
        self.problem, self.limits, self.clock, self.brief = problem, limits, clock, brief
        self.stop = threading.Event()
        self.failure: BaseException | None = None
        self.conflicts: tuple[Phrase, ...] = ()
        self.bounding: LongBound | None = None
        self._making_takes = 0.0
        """Seconds that it took to make a window's problem, at most."""
        self._dive_takes = 0.0
        """Seconds that the last dive took, the programme before it and the annealing after."""
        self._head_prices = head_prices
        """[group, interval] where the bound begins."""
        self._windows = 0
        """Windows planned so far."""
        chain = AnnealingChain(problem, limits.seed * 1000)
        chain.greedy()
        self._state = self._judged(chain.best)
        self._started = start is not None
        if start is not None:
            self._state = self._judged(roster_from(problem, start, chain.best)[0])

    @property
    def found(self) -> Found:
        """The best schedule so far."""
        return Found(self._state.price, self._state.roster)

    @property
    def bound_in_all(self) -> int | None:
        """What no schedule costs less than."""
        proven = None if self.bounding is None else self.bounding.proven
        return None if proven is None else proven + self.problem.price_of_open_meetings

    def composed(self) -> Roster:
        """Give the best schedule: CP-SAT composes none of tours that are so long."""
        return self._state.roster

    def run(self, progress: Callable[[SearchProgress], bool | None]) -> bool:
        """Search until a limit; return whether it was cancelled."""
        if self.conflicts and progress(self._progress()) is False:
            self.stop.set()
        alone = self.brief or self.limits.workers == 1
        works = [self._search] if alone else [self._search, self._close_in]
        cancelled = run_on_threads(
            [partial(self._guarded, work) for work in works],
            self.stop,
            lambda: progress(self._progress()) is not False,
            self._time_judging,
        )
        if self.failure is not None:
            raise self.failure
        return cancelled

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            self.failure = failure
            self.stop.set()

    def _search(self) -> None:
        if not self._started or self._state.missed:
            self._pass()
        if self.limits.workers == 1 and not self.brief:
            self._close_in((1 - ALONE) * (self.clock.left or 0.0))
        self._sweep()

    def _pass(self) -> None:
        """Plan window after window; days for which there is no time stay without the sums."""
        windows = list(from_left_to_right(self.problem))
        for number, days in enumerate(windows):
            left = self.clock.left
            if left is not None and left < self._making_takes:
                return
            self._plan(days, len(windows) - number)

    def _sweep(self) -> None:
        """Plan windows anew until a limit."""
        effort = self.limits.effort
        for sweep in count():
            if effort is not None and sweep >= effort:
                return
            for days in here_and_there(self.problem, self.limits.seed, sweep):
                left = self.clock.left
                if self._over() or (left is not None and left < self._making_takes):
                    return
                self._improve(days, sweep)

    def _close_in(self, kept: float = 0.0) -> None:
        """Close in on the bound; so many seconds are kept."""
        effort = self.limits.effort
        if self._over() or effort == 0:
            return

        def stopped() -> bool:
            left = self.clock.left
            return self._over() or (left is not None and left < kept)

        self.bounding = LongBound(self.problem, self._head_prices)
        for _ in count() if effort is None else range(math.ceil(GOES * effort)):
            if stopped() or self.bounding.closed:
                return
            self.bounding.close_in(stopped)

    def _plan(self, days: FreeDays, ahead: int) -> None:
        """Plan the free days from nothing, those after them for now as they were.

        So many windows are `ahead`, this one among them.
        """
        begun, left, dive = self.clock.seconds(), self.clock.left, None
        window = window_of(self.problem, self._state.roster, days, anew=True)
        chain = self._chain(window)
        chain.greedy()
        self._making_takes = max(self._making_takes, self.clock.seconds() - begun)
        if left is not None:
            until, dive = begun + left / ahead, (left - KEPT * (self.limits.time or 0.0)) / ahead
            chain.keep_going = lambda: not self._over() and self.clock.seconds() < until
        self._anneal(chain, self._rounds(0), FIRST_ROUNDS)
        if chain.keep_going():
            chain.keep_going = self._goes_on
            self._follow_bound(chain, window, dive)
        agents = np.isin(np.arange(len(self.problem.agents)), chain.movable)
        part = Roster(
            np.where(agents[:, None], chain.best.option, window.roster.option),
            np.where(agents[:, None, None], chain.best.places, window.roster.places),
        )
        self._state = self._judged(window.put_into(self._state.roster, part))

    def _improve(self, days: FreeDays, sweep: int) -> None:
        """Plan the free days from where they are; never worse."""
        begun = self.clock.seconds()
        window = window_of(self.problem, self._state.roster, days)
        self._making_takes = max(self._making_takes, self.clock.seconds() - begun)
        chain, tours = self._chain(window), window.problem.tours
        legal = [is_legal(tours, a, option) for a, option in enumerate(window.roster.option)]
        chain.movable, chain.good = np.flatnonzero(legal), True
        chain.adopt(window.roster)
        self._anneal(chain, self._rounds(sweep), FIRST_ROUNDS // COOL)
        self._follow_bound(chain, window, None)
        found = self._judged(window.put_into(self._state.roster, chain.best))
        self._state = min(self._state, found, key=lambda state: state[:2])

    def _chain(self, window: HorizonWindow) -> AnnealingChain:
        self._windows += 1
        seed = self.limits.seed * 1_000_000 + self._windows
        return AnnealingChain(window.problem, seed, self._goes_on)

    def _anneal(self, chain: AnnealingChain, rounds: int, whole: int) -> None:
        """Anneal so many rounds, of `whole` that the chain's first rung has."""
        if rounds:
            with suppress(Stopped):
                chain.rung(0, share=rounds / whole)

    def _follow_bound(
        self, chain: AnnealingChain, window: HorizonWindow, seconds: float | None
    ) -> None:
        """Dive from the window's linear programme, where that is as quick as `seconds`."""
        if self._over() or self.limits.effort == 0 or not len(chain.movable):
            return
        if seconds is not None and self._dive_takes > seconds:
            return
        begun = self.clock.seconds()
        found = chain.found
        bounding = Bound(
            window.problem, chain.best, float(found.price if found else 0), chain.movable,
            self._over, met=list(chain.met),
        )  # fmt: skip
        for _ in range(SOLUTIONS):
            if bounding.closed or self._over():
                break
            bounding.close_in(float(chain.best_price or 0), self.clock.left)
        if bounding.diver is not None and not self._over():
            with suppress(Stopped):
                chain.rung(1, bounding.diver, share=ROUNDS / FIRST_ROUNDS)
        self._dive_takes = self.clock.seconds() - begun

    def _rounds(self, sweep: int) -> int:
        """Say how many rounds a window gets before it follows the bound."""
        effort = self.limits.effort
        return ROUNDS if effort is None else int(ROUNDS * min(1.0, effort - sweep))

    def _judged(self, roster: Roster) -> JudgedRoster:
        """Price a roster and count the agents outside the limits of a sum."""
        problem, everybody = self.problem, np.arange(len(self.problem.agents))
        missed = sum(
            not keeps_sums(space, candidates_in(problem, roster, agent))
            for agent, space in enumerate(problem.spaces)
        )
        heads = cover_of(problem, roster, everybody.tolist()).heads
        return JudgedRoster(missed, true_price(problem, roster, heads, everybody), roster)

    def _time_judging(self) -> None:
        if not self.brief:
            roster = self._state.roster
            self.clock.time_judging(lambda: check(self.problem, to_schedule(self.problem, roster)))

    def _goes_on(self) -> bool:
        return not self._over()

    def _over(self) -> bool:
        """Tell whether a limit is reached, or nothing is left to be found."""
        left = self.clock.left
        return self.stop.is_set() or (left is not None and left <= 0) or self._nothing_left()

    def _nothing_left(self) -> bool:
        if self.limits.effort is not None or self._state.missed or self.bounding is None:
            return False
        proven = self.bounding.proven
        return proven is not None and self._state.price <= proven

    def _progress(self) -> SearchProgress:
        price, roster = self.found
        return SearchProgress(
            self.clock.seconds(),
            price + self.problem.price_of_open_meetings,
            self.bound_in_all,
            lambda: to_schedule(self.problem, roster),
            self.conflicts,
        )
