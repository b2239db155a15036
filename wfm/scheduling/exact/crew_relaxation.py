"""The linear relaxation over weeks of agents and crews of days, by column generation.

A crew enters where its reduced cost is below 0 (Dantzig and Wolfe 1960). In the end each crew has a
reduced cost: by so much, at least, a schedule with this crew exceeds the bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.exact.crew_lp import ZERO, CrewLP, Optimum
from wfm.scheduling.exact.crews import DEAREST, DayCrews
from wfm.scheduling.exact.integer_model import IntegerModel
from wfm.scheduling.tours.arrays import Prices

Floats = NDArray[np.float64]
ENTER = 30
"""Crews of a day that enter at once."""
SPREAD = 60
"""Crews of a day of which something is known at first, about."""
UNPROVEN = -(10**15)
"""Bound before the first step."""


class CrewRelaxation:
    """Closes in on the relaxation; `bound` holds after each step, and is without what nobody costs.

    Parameters
    ----------
    weeks
        The agents' weeks alone, without breaks and heads.
    days
        All crews.
    known
        [day] the crew of a known schedule.
    hands
        Threads that share the days, as `crews_of` was told.
    """

    def __init__(
        self, weeks: IntegerModel, days: Sequence[DayCrews], known: Sequence[int], hands: int = 1
    ) -> None:
        self.days, self.hands, self._lp = days, hands, CrewLP(weeks, days)
        self._met = [{crews.nobody, crew} for crews, crew in zip(days, known, strict=True)]
        self.bound = float(UNPROVEN)
        self.charge: Sequence[Floats] = [np.zeros(len(crews.least)) for crews in days]
        """[day][crew] what its least price is changed by, to give its reduced cost."""
        self._worth = [-crews.alone_at_first for crews in days]
        """[day][bundle] what the members of a crew are charged by the best bound."""
        self._begun = False
        self._hoped = math.inf
        """What the bound was to be raised to at first."""

    def close_in(self, stopped: Callable[[], bool], enough: float, rounds: int) -> bool | None:
        """Raise the bound to that over all crews, or to `enough`; None if that was stopped.

        False where so many rounds were not enough: the next call goes on.
        """
        if not self._begun and not self._begin(stopped):
            return None
        self._begun = True
        if math.isinf(self._hoped):
            self._hoped = enough
        for _ in range(rounds):
            solved = self._solve()
            if solved is None:
                return None
            if self.bound >= enough:
                return True
            grown = self._grow(solved, stopped)
            if None in grown:
                return None
            if not any(grown):
                return None if self._solve() is None else True
        return False

    def met(self, day: int) -> list[int]:
        """List crews that were cheap on the way, of those whose price is known exactly."""
        met = np.array(sorted(self._met[day]))
        found: list[int] = met[self.days[day].exact[met]].tolist()
        return found

    def within(self, gap: float) -> int:
        """Count the crews that may yet be in a schedule that exceeds the bound by so little."""
        return sum(
            int((crews.least + charge <= gap).sum())
            for crews, charge in zip(self.days, self.charge, strict=True)
        )

    def near(self, day: int, gap: float, stopped: Callable[[], bool]) -> list[int] | None:
        """List crews of schedules that exceed the bound by no more than the gap; None if stopped.

        `day` counts those on which somebody may work.
        """
        crews, charge = self.days[day], self.charge[day]
        crews.price(self._worth[day])
        for closely in (False, True):
            chosen = np.flatnonzero(crews.least + charge <= gap)
            most = _whole(gap - charge[chosen])
            if not crews.settle(chosen, most, stopped, closely=closely):
                return None
        kept: list[int] = chosen[(crews.least + charge)[chosen] <= gap].tolist()
        return kept

    def _begin(self, stopped: Callable[[], bool]) -> bool:
        """Price the crews of a known schedule, and some from all over; False if that was stopped.

        What these cost keeps the prices of the first programmes within reason.
        """
        for crews, met in zip(self.days, self._met, strict=True):
            if not crews.settle(np.array([*met]), np.full(len(met), DEAREST), stopped):
                return False
            some = _spread(crews)
            if not crews.settle(some, np.full(len(some), DEAREST), stopped, closely=False):
                return False
            met.update(some[crews.exact[some]].tolist())
        return True

    def _solve(self) -> Optimum | None:
        """Solve the programme over the crews met; keep its bound and charges if they are better."""
        solved = self._lp.solve(self._met)
        if solved is None:
            return None
        charge = [
            crews.counts @ worth for crews, worth in zip(self.days, solved.worth, strict=True)
        ]
        spare = [float((c.least + add).min()) for c, add in zip(self.days, charge, strict=True)]
        bound = solved.weeks + sum(spare)
        if bound > self.bound:
            self.bound, self._worth = bound, solved.worth
            self.charge = [add - least for add, least in zip(charge, spare, strict=True)]
        return solved

    def _grow(self, solved: Optimum, stopped: Callable[[], bool]) -> list[bool | None]:
        """Let crews of all days enter, each hand at days of its own."""

        def enter(hand: int) -> list[bool | None]:
            days = range(hand, len(self.days), self.hands)
            return [self._enter(day, solved, stopped) for day in days]

        with ThreadPoolExecutor(self.hands) as pool:
            return [*chain.from_iterable(pool.map(enter, range(self.hands)))]

    def _enter(self, day: int, solved: Optimum, stopped: Callable[[], bool]) -> bool | None:
        """Let crews of a day enter, and raise the price of what works; None if that was stopped.

        It is raised to the exact one, or beyond the day's share of what the bound is short of
        what was hoped for: most crews work no more long before theirs is known. Return whether
        there was anything to do.
        """
        crews, met, works = self.days[day], self._met[day], solved.works[day]
        charge = crews.counts @ solved.worth[day] - solved.once[day]
        crews.price(solved.worth[day], np.flatnonzero(crews.least + charge < -ZERO))
        entering = _entering(crews, charge, stopped)
        open_ = works[~crews.settled[works]]
        share = min(DEAREST, max(1.0, (self._hoped - self.bound) / len(self.days)))
        if entering is None or not crews.settle(open_, crews.least[open_] + int(share), stopped):
            return None
        grown = len(open_) > 0 or not met.issuperset(entering)
        met.update(entering)
        return grown


def _spread(crews: DayCrews) -> NDArray[np.intp]:
    """Pick crews from all over the half that may be cheapest at the first prices of bundles."""
    least = crews.least - crews.counts @ crews.alone_at_first
    half = _lowest(least, np.arange(len(least)), max(SPREAD, len(least) // 2))
    return np.sort(half[:: max(1, len(half) // SPREAD)])


def _entering(crews: DayCrews, charge: Floats, stopped: Callable[[], bool]) -> list[int] | None:
    """List crews whose reduced cost is lowest below 0, as far as is known; None if stopped.

    Others may have a lower one yet, unless there is none to list.
    """
    while True:
        reduced = crews.least + charge
        some = _lowest(reduced, np.flatnonzero(reduced < -ZERO), ENTER)
        new = some[~crews.looked_at[some]]
        if not len(new):
            found: list[int] = some.tolist()
            return found
        if not crews.settle(new, _whole(-charge[new]), stopped, closely=False):
            return None


def _whole(price: Floats) -> Prices:
    """Round prices down."""
    found: Prices = np.floor(price).astype(np.int64)
    return found


def _lowest(reduced: Floats, among: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    return among[np.argsort(reduced[among], kind="stable")[:most]]
