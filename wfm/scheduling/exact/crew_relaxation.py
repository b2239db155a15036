"""The linear relaxation over weeks of agents and crews of days, by column generation.

A crew enters where its reduced cost is below 0 (Dantzig and Wolfe 1960). In the end each crew has a
reduced cost: by so much, at least, a schedule with this crew exceeds the bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import linprog

from wfm.scheduling.exact.crews import DayCrews
from wfm.scheduling.exact.integer_model import IntegerModel, LinearRow
from wfm.scheduling.tours.arrays import Prices

Floats = NDArray[np.float64]
ENTER = 30
"""Crews of a day that enter at once."""
AT_PRICES = 1000
"""Crews of a day that are priced at least at once, at prices that have become better."""
ROUNDS = 300
DEAREST = 1 << 50
"""No crew's heads cost more."""
UNPROVEN = -(10**15)
"""Bound before the first step."""
ZERO = 1e-6
"""Reduced costs above are not below 0."""


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
    """

    def __init__(self, weeks: IntegerModel, days: Sequence[DayCrews], known: Sequence[int]) -> None:
        self.days, self._size = days, len(weeks.price)
        self._price, self._most = np.array(weeks.price, float), np.array(weeks.most, float)
        self._met = [{crews.nobody, crew} for crews, crew in zip(days, known, strict=True)]
        self.bound = float(UNPROVEN)
        self.charge: Sequence[Floats] = [np.zeros(len(crews.least)) for crews in days]
        """[day][crew] what its least price is changed by, to give its reduced cost."""
        same = [row for row in weeks.rows if row.low == row.high]
        other = [row for row in weeks.rows if row.low != row.high]
        self._below, self._limit = self._at_most(other)
        links = [LinearRow([(v, 1) for v in who], 0, 0) for crews in days for who in crews.bundles]
        once = [LinearRow((), 1, 1) for _ in days]
        self._equal = self._matrix([*same, *links, *once])
        self._right = np.array([row.low for row in [*same, *links, *once]], float)
        self._begin = len(same)

    def close_in(self, stopped: Callable[[], bool]) -> bool:
        """Raise the bound to that over all crews; return False if that was stopped."""
        for crews, met in zip(self.days, self._met, strict=True):
            if not crews.settle(np.array([*met]), np.full(len(met), DEAREST), stopped):
                return False
        for _ in range(ROUNDS):
            solved = self._solve()
            if solved is None:
                return False
            grown = False
            for crews, met, added, worked in zip(self.days, self._met, *solved, strict=True):
                entering = _entering(crews, added, stopped)
                open_ = worked[~crews.settled[worked]]
                if entering is None or not crews.settle(
                    open_, np.full(len(open_), DEAREST), stopped
                ):
                    return False
                grown |= len(open_) > 0 or not met.issuperset(entering)
                met.update(entering)
            if not grown:
                break
        return self._solve() is not None

    def met(self, day: int) -> list[int]:
        """List crews that were cheap on the way, of those whose price is known exactly."""
        met = np.array(sorted(self._met[day]))
        found: list[int] = met[self.days[day].exact[met]].tolist()
        return found

    def near(self, day: int, gap: float, stopped: Callable[[], bool]) -> list[int] | None:
        """List crews of schedules that exceed the bound by no more than the gap; None if stopped.

        `day` counts those on which somebody may work.
        """
        crews, charge = self.days[day], self.charge[day]
        chosen = np.flatnonzero(crews.least + charge <= gap)
        if not crews.settle(chosen, _whole(gap - charge[chosen]), stopped):
            return None
        kept: list[int] = chosen[(crews.least + charge)[chosen] <= gap].tolist()
        return kept

    def _solve(self) -> tuple[Sequence[Floats], Sequence[NDArray[np.intp]]] | None:
        """Solve the programme over the crews met; keep the bound and its charges if it is better.

        Return the charges at its prices, and the crews that work in it; None where the solver gives
        up.
        """
        chosen = [np.array(sorted(met)) for met in self._met]
        price = [crews.least[some] for crews, some in zip(self.days, chosen, strict=True)]
        equal: Any = sp.hstack([self._equal, self._entries(chosen)]).tocsc()
        below: Any = None
        if len(self._limit):
            new = sp.csr_array((len(self._limit), equal.shape[1] - self._size))
            below = sp.hstack([self._below, new]).tocsc()
        result = linprog(
            np.concatenate([self._price, *price]), below, self._limit if len(self._limit) else None,
            equal, self._right, bounds=(0, None), method="highs-ds",
        )  # fmt: skip
        if result.fun is None or result.x is None:
            return None
        duals, limits = result.eqlin.marginals, result.ineqlin.marginals
        charge = self._charges(duals)
        reduced = self._price - self._equal.T @ duals
        bound = float(self._right @ duals)
        if len(self._limit):
            reduced, bound = reduced - self._below.T @ limits, bound + float(self._limit @ limits)
        bound += float(np.minimum(0, reduced) @ self._most)
        spare = [float((c.least + add).min()) for c, add in zip(self.days, charge, strict=True)]
        if bound + sum(spare) > self.bound:
            self.bound = bound + sum(spare)
            self.charge = [add - least for add, least in zip(charge, spare, strict=True)]
        shares = np.split(result.x[self._size :], np.cumsum([len(some) for some in chosen])[:-1])
        return charge, [some[x > ZERO] for some, x in zip(chosen, shares, strict=True)]

    def _entries(self, chosen: Sequence[NDArray[np.int64]]) -> Any:
        """Write the columns of crews: what they link, and that one is chosen a day."""
        links = [-crews.counts[some].T for crews, some in zip(self.days, chosen, strict=True)]
        once = [np.ones((1, len(some))) for some in chosen]
        above = sp.csr_array((self._begin, sum(map(len, chosen))))
        return sp.vstack([above, sp.block_diag(links), sp.block_diag(once)])

    def _charges(self, duals: Floats) -> list[Floats]:
        begin, found = self._begin, list[Floats]()
        for crews, once in zip(self.days, duals[len(duals) - len(self.days) :], strict=True):
            end = begin + len(crews.bundles)
            found.append(crews.counts @ duals[begin:end] - once)
            begin = end
        return found

    def _at_most(self, rows: Iterable[LinearRow]) -> tuple[sp.csr_array, Floats]:
        """Write rows as sums that are at most a limit."""
        found = []
        for terms, low, high in rows:
            if high is not None:
                found.append(LinearRow(terms, None, high))
            if low is not None:
                found.append(LinearRow([(v, -factor) for v, factor in terms], None, -low))
        return self._matrix(found), np.array([row.high for row in found], float)

    def _matrix(self, rows: Sequence[LinearRow]) -> sp.csr_array:
        entries = [(r, v, factor) for r, row in enumerate(rows) for v, factor in row.terms]
        place = np.array(entries, np.int64).reshape(-1, 3).T
        return sp.csr_array((place[2].astype(float), (place[0], place[1])), (len(rows), self._size))


def _entering(crews: DayCrews, charge: Floats, stopped: Callable[[], bool]) -> list[int] | None:
    """List crews whose reduced cost is lowest below 0, as far as is known; None if stopped.

    Others may have a lower one yet, unless there is none to list.
    """
    while True:
        reduced = crews.least + charge
        below = np.flatnonzero(reduced < -ZERO)
        open_ = below[~crews.looked_at[below]]
        if len(open_):
            crews.price_alone(_lowest(reduced, open_, AT_PRICES))
            reduced = crews.least + charge
            below = np.flatnonzero(reduced < -ZERO)
        some = _lowest(reduced, below, ENTER)
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
