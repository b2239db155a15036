"""Finite lines: a contact that finds every line taken is turned away at once (M/M/n/k+M)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import ArrayLike

from wfm.errors import ParameterError
from wfm.staffing.erlang import Performance, checked, erlang_b
from wfm.staffing.tolerances import Floats
from wfm.words import phrase

NEGLIGIBLE = 1e-18
NOBODY = 1e-100
"""Pace of departures where no agent is there and nobody gives up."""
LARGE = 1e200
"""Weights of states are scaled down beyond this, lest they overflow in overload."""


@dataclass(frozen=True, slots=True)
class LinesPerformance(Performance):
    """Figures over all offered contacts, those turned away included."""

    blocked: Floats
    """Share that finds every line taken; not part of `abandonment`."""

    @property
    def lost(self) -> Floats:
        """Share of offered contacts that nobody answers."""
        return self.abandonment + self.blocked


def performance_with_lines(
    load: ArrayLike,
    agents: ArrayLike,
    lines: int,
    aht: ArrayLike,
    threshold: ArrayLike = 20.0,
    patience: ArrayLike | None = None,
) -> LinesPerformance:
    """Figures with `lines` lines in all, in service and waiting; arrays broadcast.

    A fraction of an agent is there for that share of the time; agents beyond the lines are idle.

    Raises
    ------
    ParameterError
        For less than one line, and arguments that `performance` refuses.
    """
    arrays = checked(load=load, agents=agents, aht=aht, threshold=threshold, patience=patience)
    a, heads, times, thresholds, patiences = np.broadcast_arrays(*arrays)
    if lines < 1:
        raise ParameterError("lines", lines, phrase("range.from_one"))
    theta, t = times / patiences, thresholds / times
    n = np.minimum(heads, lines)
    below = np.floor(n)
    share = n - below
    shares = (1 - share) * _shares(a, below, lines, theta, t)
    if share.any():
        shares += share * _shares(a, np.minimum(below + 1, lines), lines, theta, t)
    blocked, waiting, in_time, gone_early, answered, waited, queue = np.where(a > 0, shares, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        asa = np.where(a > 0, waited / answered, 0.0) * times
        busy = np.where(a > 0, np.minimum(a * answered / heads, 1.0), 0.0)
        mean_wait = np.where(a > 0, queue / a, 0.0) * times
    in_time = np.where(a > 0, np.minimum(in_time, 1.0), 1.0)
    lost = np.where(a > 0, np.maximum(1 - answered - blocked, 0.0), 0.0)
    return LinesPerformance(
        *(waiting, in_time, asa, lost, busy, queue, mean_wait, gone_early), blocked
    )


def _shares(a: Floats, n: Floats, lines: int, theta: Floats, t: Floats) -> Floats:
    """Blocked, waiting, answered in time, gone in time, answered, their waits, queue length.

    A contact that finds j - 1 others waiting reaches an agent after j departures at rates n + iθ,
    unless it gives up before: it stays with probability n / (n + jθ).
    """
    weight, scale = np.ones(a.shape), np.ones(a.shape)
    total, waited, queue = np.ones(a.shape), np.zeros(a.shape), np.zeros(a.shape)
    waiting, in_time, gone, answered = (np.zeros(a.shape) for _ in range(4))
    sums = [total, waiting, in_time, gone, answered, waited, queue]
    chances = zip(_over(n + theta, theta, t), _over(n, theta, t), strict=False)
    mean = np.zeros(a.shape)
    for place in range(1, int((lines - n).max(initial=0.0)) + 1):
        fits = place <= lines - n
        pace = np.maximum(n + place * theta, NOBODY)
        mean += 1 / pace
        late, over = next(chances)
        entering, stays = np.where(fits, weight, 0.0), n / pace
        waiting += entering
        answered += entering * stays
        in_time += entering * stays * (1 - late)
        gone += entering * np.maximum(1 - stays * (1 - late) - over * np.exp(-theta * t), 0.0)
        waited += entering * stays * mean
        weight = np.where(fits, weight * a / pace, weight)
        total += np.where(fits, weight, 0.0)
        queue += np.where(fits, weight * place, 0.0)
        if (weight > LARGE).any():
            smaller = np.where(weight > LARGE, 1 / LARGE, 1.0)
            for values in (weight, scale, *sums):
                values *= smaller
        if np.all(~fits | ((weight < NEGLIGIBLE * total) & (a < pace))):
            break
    blocking = erlang_b(a, n)
    idle = (1 - blocking) * scale
    all_busy = blocking / (idle + blocking * total)
    at_once = idle / (idle + blocking * total)
    shares: Floats = all_busy * np.array([weight, waiting, in_time, gone, answered, waited, queue])
    shares[[2, 4]] += at_once
    return shares


def _over(rate: Floats, theta: Floats, t: Floats) -> Iterator[Floats]:
    """Chance that 1, 2, … departures at rates `rate`, + θ, + 2θ, … take longer than t.

    The incomplete beta function 1 - I(1 - exp(-θt); j, rate/θ), from one j to the next by its
    recurrence; with θ = 0 the Poisson sum.
    """
    leaving = np.where(theta > 0, theta, 1.0)
    reach = np.where(theta > 0, -np.expm1(-leaving * t) / leaving, t)
    with np.errstate(divide="ignore"):
        log_term = -rate * t
        over = np.exp(log_term)
        for place in count(1):
            yield np.minimum(over, 1.0)
            log_term = log_term + np.log(reach * (rate + (place - 1) * theta) / place)
            over = over + np.exp(log_term)
