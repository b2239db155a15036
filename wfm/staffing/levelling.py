"""A plan for deferred work: cumulative work between what is due and what has arrived.

Serving the earliest deadline first meets every deadline exactly if the work done up to each
interval covers what is due by then, so a plan is a path between two curves. The levelled plan is
the shortest one, a string pulled taut: it has both the least peak and the least variance of heads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.staffing.deferred_work import SLACK, DeferredWork
from wfm.staffing.tolerances import Floats


@dataclass(frozen=True, slots=True)
class Gates:
    """Cumulative work, in heads × intervals, by the end of each interval."""

    due: Floats
    """At least so much must be done."""
    arrived: Floats
    """At most so much can be done."""
    open: NDArray[np.bool_]


def gates_of(work: DeferredWork) -> Gates:
    """Gates that keep every deadline and leave no more backlog at the end than at the start."""
    return ending_as_begun(work, np.minimum(work.required, work.arrived), work.arrived)


def gates_at_chance(work: DeferredWork, margin: Floats, day: NDArray[np.int64]) -> Gates:
    """Gates that keep deadlines although more may arrive than expected.

    `margin` is a quantile of the work that arrives in each interval, less its mean, and `day` the
    number of its local day. Intervals of one day share its factor, so their margins add up; days
    are independent, so those of several days add up in squares. What arrives from interval i on
    and is due by j must be done between them with the margin of just that work; the largest over
    all i, on top of what can be done before i, is due by j.
    """
    size = work.arriving.size
    pooled = _Pooled(margin, day)
    arrivals = np.append(0.0, np.cumsum(work.arriving))
    released = np.searchsorted(work.due, np.arange(size), side="right")
    due, done, most = np.cumsum(work.starting), work.arrived.copy(), work.arrived.copy()

    def at_most(begun: float, until: int) -> float:
        """Work that may have come before interval `until`, on top of what is done by then."""
        before = np.append(begun, done[: until - 1])
        return float((before + arrivals[until] - arrivals[:until] + pooled.until(until)).max())

    for j in range(size):
        if released[j]:
            due[j] = max(due[j], at_most(due[j], released[j]))
        due[j] = max(due[j], due[j - 1] if j else 0.0)
        done[j] = max(done[j], due[j])
        most[j] = max(done[j], at_most(float(work.starting.sum()), j + 1))
    return ending_as_begun(work, due, np.maximum.accumulate(most))


class _Pooled:
    """Margin of the work that arrives in a range of intervals."""

    def __init__(self, margin: Floats, day: NDArray[np.int64]) -> None:
        self.total = np.append(0.0, np.cumsum(margin))
        self.day = day - day[0]
        starts = np.searchsorted(self.day, np.arange(self.day[-1] + 2))
        self.start = self.total[starts]
        self.squares = np.append(0.0, np.cumsum(np.diff(self.start) ** 2))

    def until(self, end: int) -> Floats:
        """From each interval before `end` to it."""
        first, last = self.day[:end], self.day[end - 1]
        one_day = self.total[end] - self.total[:end]
        of_first = self.start[first + 1] - self.total[:end]
        of_last = self.total[end] - self.start[last]
        between = self.squares[last] - self.squares[np.minimum(first + 1, last)]
        several = of_first**2 + between + of_last**2
        found: Floats = np.sqrt(np.where(first == last, one_day**2, several))
        return found


def ending_as_begun(work: DeferredWork, due: Floats, arrived: Floats) -> Gates:
    """Let no more backlog be left after the last open interval than there was at the start."""
    opened = np.flatnonzero(work.open)
    if opened.size:
        last = opened[-1]
        due = due.copy()
        due[last:] = max(due[last], work.arrived[last] - work.starting.sum())
    return Gates(due, arrived, work.open)


def after_idle_time(gates: Gates, idle: Floats) -> tuple[Gates, Floats]:
    """Let idle heads serve the earliest deadline first; return what is left and what they did.

    What they cannot do in time is left to own heads.
    """
    capacity = np.where(gates.open, idle, 0.0)
    used, left, position = (np.zeros(capacity.size) for _ in range(3))
    done, own = 0.0, 0.0
    for k in range(capacity.size):
        used[k] = min(capacity[k], max(gates.arrived[k] - own - done, 0.0))
        done += used[k]
        position[k] = done + own
        left[k] = max(gates.due[k] - position[k], 0.0)
        own += left[k]
    some = left > 0
    reached = gates.arrived[:, None] - position[None, some]
    arrived = np.clip(reached, 0.0, left[some]).sum(axis=1)
    return Gates(np.cumsum(left), arrived, gates.open), used


def levelled(gates: Gates) -> Floats:
    """Work to do in each interval so that every deadline is met with the least peak."""
    heads = np.zeros(gates.due.size)
    opened = np.flatnonzero(gates.open)
    if opened.size:
        upper = gates.arrived[opened]
        lower = np.minimum(gates.due[opened], upper)
        upper[-1] = lower[-1]
        heads[opened] = np.diff(taut_string(np.append(0.0, lower), np.append(0.0, upper)))
    return heads


def taut_string(lower: Floats, upper: Floats) -> Floats:
    """Shortest path through the gates [lower[k], upper[k]] at x = k, first and last gate closed."""
    path = np.empty(lower.size)
    path[0] = lower[0]
    start, last = 0, lower.size - 1
    while start < last:
        steps = np.arange(1, last - start + 1)
        ceiling = (upper[start + 1 :] - path[start]) / steps
        floor = (lower[start + 1 :] - path[start]) / steps
        least, most = np.minimum.accumulate(ceiling), np.maximum.accumulate(floor)
        crossed = np.flatnonzero(most > least + SLACK)
        reach = crossed[0] if crossed.size else steps.size
        if crossed.size == 0:
            slope, stop = floor[-1], steps.size
        elif floor[reach] > least[reach]:
            slope = least[reach]
            stop = int(np.flatnonzero(ceiling[: reach + 1] <= slope + SLACK)[-1]) + 1
        else:
            slope = most[reach]
            stop = int(np.flatnonzero(floor[: reach + 1] >= slope - SLACK)[-1]) + 1
        path[start + 1 : start + stop + 1] = path[start] + slope * steps[:stop]
        start += stop
    return path
