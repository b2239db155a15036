"""Deferred work: answered within a response window of opening hours, never by Erlang.

Work is measured in heads × intervals. What arrives in interval k may be done from k on and is due
`window` open intervals later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.staffing.tolerances import Floats

Indices = NDArray[np.int64]
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class DeferredWork:
    """Work of one queue over consecutive intervals, in heads × intervals.

    `due[k]` is the last interval in which work that arrives in k is still in time, beyond the
    horizon where its deadline is. `starting` is the backlog by the interval in which it is due.
    """

    arriving: Floats
    due: Indices
    starting: Floats
    open: NDArray[np.bool_]

    @property
    def arrived(self) -> Floats:
        """Cumulative work by the end of each interval, the starting backlog included."""
        cumulative: Floats = self.starting.sum() + np.cumsum(self.arriving)
        return cumulative

    @property
    def required(self) -> Floats:
        """Cumulative work that must be done by the end of each interval."""
        inside = self.due < self.arriving.size
        due = self.starting + np.bincount(
            self.due[inside], self.arriving[inside], minlength=self.arriving.size
        )
        return np.cumsum(due)


def deferred_work(
    arriving: Floats, open_: NDArray[np.bool_], window: float, backlog: float = 0.0
) -> DeferredWork:
    """Work with a response window of `window` open intervals, counted from its arrival.

    What arrives while closed counts from the next opening. The starting `backlog` (work) is taken
    to have arrived evenly over the last window, so it is due evenly over the next.
    """
    size = arriving.size
    open_index = np.flatnonzero(open_)
    before = np.concatenate([[0], np.cumsum(open_)])[:-1]
    last = before + max(int(np.floor(window + SLACK)), 1) - 1
    due = np.append(open_index, np.full(1, size))[np.minimum(last, open_index.size)]
    starting = np.zeros(size)
    if backlog > 0 and open_index.size:
        share = np.diff(np.minimum(np.arange(open_index.size + 1) / max(window, 1.0), 1.0))
        starting[open_index] = backlog * share
    return DeferredWork(arriving, due, starting, open_)


@dataclass(frozen=True, slots=True)
class DeferredOutcome:
    """What a number of heads makes of deferred work, per interval."""

    done: Floats
    backlog: Floats
    """Work waiting at the end of the interval."""
    oldest: Floats
    """Age of the oldest waiting work at the end of the interval, in intervals since it arrived or
    since the horizon began; 0 where none waits."""
    in_window: Floats
    """Share of the work that arrives in the interval that is answered in time; NaN if unknown."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Proof that deadlines cannot be met: a window with more work than capacity.

    `work` arrives from interval `first` on and is due by the end of interval `last`.
    """

    first: int
    last: int
    work: float
    capacity: float


def played(work: DeferredWork, heads: Floats) -> DeferredOutcome:
    """Serve the earliest deadline first with `heads` in each interval; what is late is not lost."""
    capacity = np.where(work.open, heads, 0.0)
    waiting = np.empty(capacity.size)
    left = float(work.starting.sum())
    for k in range(capacity.size):
        left = max(left + work.arriving[k] - capacity[k], 0.0)
        waiting[k] = left
    done = work.arrived - waiting
    return DeferredOutcome(
        np.diff(done, prepend=0.0), waiting, _oldest(work, done), _in_window(work, done)
    )


def shortfall(work: DeferredWork, heads: Floats) -> Shortfall | None:
    """Name the window whose work exceeds its capacity by most; None if all deadlines can be met."""
    outcome = played(work, heads)
    overdue = work.required - np.cumsum(outcome.done)
    last = int(np.argmax(overdue))
    if overdue[last] <= SLACK:
        return None
    cleared = np.flatnonzero(outcome.backlog[:last] <= SLACK)
    first = int(cleared[-1]) + 1 if cleared.size else 0
    before = float(work.arrived[first - 1]) if first else 0.0
    capacity = np.where(work.open, heads, 0.0)[first : last + 1]
    return Shortfall(first, last, float(work.required[last]) - before, float(capacity.sum()))


def _oldest(work: DeferredWork, done: Floats) -> Floats:
    first_waiting = np.searchsorted(work.arrived, done + SLACK, side="right")
    age = np.arange(1, done.size + 1) - first_waiting
    return np.where(work.arrived - done > SLACK, age, 0).astype(np.float64)


def _in_window(work: DeferredWork, done: Floats) -> Floats:
    inside = work.due < work.arriving.size
    by_deadline = done[np.minimum(work.due, done.size - 1)]
    in_time = np.clip(by_deadline - (work.arrived - work.arriving), 0.0, work.arriving)
    known = (work.arriving > 0) & (inside | (in_time >= work.arriving - SLACK))
    share: Floats = np.full(done.size, np.nan)
    np.divide(in_time, work.arriving, out=share, where=known)
    return share
