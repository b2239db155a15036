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

Floats = NDArray[np.float64]
ENTER = 30
"""Crews of a day that enter at once."""
SETTLE = 200
"""Crews of a day that are priced exactly at once."""
ROUNDS = 300
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
        links = [LinearRow([(v, 1) for v in who], 0, 0) for crews in days for who in crews.shifts]
        once = [LinearRow((), 1, 1) for _ in days]
        self._equal = self._matrix([*same, *links, *once])
        self._right = np.array([row.low for row in [*same, *links, *once]], float)
        self._begin = len(same)

    def close_in(self, stopped: Callable[[], bool]) -> bool:
        """Raise the bound to that over all crews; return False if that was stopped."""
        for crews, met in zip(self.days, self._met, strict=True):
            if not crews.settle(np.array([*met]), stopped):
                return False
        for _ in range(ROUNDS):
            charge = self._solve()
            if charge is None:
                return False
            grown = False
            for crews, added, met in zip(self.days, charge, self._met, strict=True):
                entering = _entering(crews, added, stopped)
                if entering is None:
                    return False
                grown |= not met.issuperset(entering)
                met.update(entering)
            if not grown:
                break
        return self._solve() is not None

    def near(self, day: int, gap: float, stopped: Callable[[], bool]) -> list[int] | None:
        """List crews of schedules that exceed the bound by no more than the gap; None if stopped.

        `day` counts those on which somebody may work.
        """
        crews, charge = self.days[day], self.charge[day]
        chosen = np.flatnonzero(crews.least + charge <= gap)
        if not crews.settle(chosen, stopped):
            return None
        kept: list[int] = chosen[(crews.least + charge)[chosen] <= gap].tolist()
        return kept

    def _solve(self) -> Sequence[Floats] | None:
        """Solve the programme over the crews met; keep the bound and its charges if it is better.

        Return the charges at its prices; None where the solver gives up.
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
        return charge

    def _entries(self, chosen: Sequence[NDArray[np.int64]]) -> Any:
        """Write the columns of crews: what they link, and that one is chosen a day."""
        links = [-crews.counts[some].T for crews, some in zip(self.days, chosen, strict=True)]
        once = [np.ones((1, len(some))) for some in chosen]
        above = sp.csr_array((self._begin, sum(map(len, chosen))))
        return sp.vstack([above, sp.block_diag(links), sp.block_diag(once)])

    def _charges(self, duals: Floats) -> list[Floats]:
        begin, found = self._begin, list[Floats]()
        for crews, once in zip(self.days, duals[len(duals) - len(self.days) :], strict=True):
            end = begin + len(crews.shifts)
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
    """List crews whose reduced cost is lowest below 0, priced exactly; None if stopped.

    Others may have a lower one yet, unless there is none to list.
    """
    while True:
        reduced = crews.least + charge
        below = np.flatnonzero(reduced < -ZERO)
        exact, open_ = below[crews.priced[below]], below[~crews.priced[below]]
        if len(exact) or not len(open_):
            found: list[int] = _lowest(reduced, exact, ENTER).tolist()
            return found
        if not crews.settle(_lowest(reduced, open_, SETTLE), stopped):
            return None


def _lowest(reduced: Floats, among: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    return among[np.argsort(reduced[among], kind="stable")[:most]]
