"""Finite lines: a contact that finds every line taken is turned away at once (M/M/n/k+M)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc

from wfm.errors import ParameterError
from wfm.staffing.erlang import Floats, checked, erlang_b

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LinesPerformance:
    """Figures over all offered contacts, those turned away included."""

    blocked: Floats
    """Share that finds every line taken."""
    waiting_probability: Floats
    service_level: Floats
    """Answered within the threshold / offered."""
    asa: Floats
    """Mean wait of answered contacts in seconds."""
    abandonment: Floats
    occupancy: Floats
    queue_length: Floats


def performance_with_lines(
    load: ArrayLike,
    agents: ArrayLike,
    lines: int,
    aht: ArrayLike,
    threshold: ArrayLike = 20.0,
    patience: ArrayLike | None = None,
) -> LinesPerformance:
    """Figures with `lines` lines in all, talking and waiting; arrays broadcast.

    A contact that finds j others waiting is served after j + 1 departures at rates n + iθ: within t
    with probability I(1 - exp(-θt); j+1, n/θ+1) if it stays (gamma where nobody gives up), and it
    stays with probability n / (n + (j+1)θ).

    Raises
    ------
    ParameterError
        For fewer lines than agents, and arguments that `performance` refuses.
    """
    arrays = checked(load=load, agents=agents, aht=aht, threshold=threshold, patience=patience)
    a, n, times, thresholds, patiences = np.broadcast_arrays(*arrays)
    if lines < n.max(initial=0):
        raise ParameterError("lines", lines, f"a line for each of the {n.max():g} agents")
    theta, t = times / patiences, thresholds / times
    place = np.arange(1, max(int(np.floor((lines - n).max(initial=0))), 0) + 1)
    place = place.reshape(-1, *[1] * a.ndim)
    fits = place <= lines - n
    pace = n + place * theta
    chance = np.where(fits, np.cumprod(a / pace, axis=0), 0.0)
    ahead = np.concatenate([np.ones((1, *a.shape)), chance])[:-1] * fits
    all_busy = erlang_b(a, n) / (1 + erlang_b(a, n) * chance.sum(axis=0))
    waits, stays = all_busy * ahead, n / pace
    queue = all_busy * (place * chance).sum(axis=0)
    last = np.where(fits.any(axis=0), chance.max(axis=0, initial=0.0, where=_last(fits)), 1.0)
    blocked = all_busy * last
    waiting = waits.sum(axis=0)
    answered_waiting = (waits * stays).sum(axis=0)
    answered = 1 - blocked - waiting + answered_waiting
    in_time = (waits * stays * _served_within(place, n, theta, t)).sum(axis=0)
    wait = (waits * stays * np.cumsum(1 / pace, axis=0)).sum(axis=0)
    return LinesPerformance(
        blocked,
        waiting,
        1 - blocked - waiting + in_time,
        wait / answered * times,
        waiting - answered_waiting,
        a * answered / n,
        queue,
    )


def _last(fits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the last place in the queue of each system."""
    last: NDArray[np.bool_] = fits & ~np.concatenate([fits[1:], np.zeros_like(fits[:1])])
    return last


def _served_within(place: Integers, n: Floats, theta: Floats, t: Floats) -> Floats:
    """Chance that `place` departures at rates n+θ, n+2θ, … take at most t (those who stay)."""
    leaving = np.where(theta > 0, theta, 1.0)
    by_beta = betainc(place, n / leaving + 1, -np.expm1(-leaving * t))
    within: Floats = np.where(theta > 0, by_beta, gammainc(place, n * t))
    return within
