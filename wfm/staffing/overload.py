"""What each interval inherits from those before it: the pointwise stationary fluid flow.

The mean number m of contacts in the house follows dm/dt = a - e, where e is the load at which a
queue in steady state holds m contacts (Wang, Tipper, Banerjee 1996). In steady state e = a and the
figures are Erlang's; an overload piles up and is worked off in the intervals after it, and contacts
that outlast an interval count in the next. Contacts that wait when a queue closes leave.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from wfm.staffing.compiled_kernels import all_busy_share, blocking, queue_sums
from wfm.staffing.erlang import Performance
from wfm.staffing.jit import compiled, kernel
from wfm.staffing.tolerances import Floats

STEPS = 6
"""Parts of an interval, each with its own steady state."""
CLOSE = 1e-8
"""Of an effective load, relative."""


def over_the_interval(parts: Performance) -> Floats:
    """Service level, ASA, abandonment and occupancy of intervals from those of their parts."""
    answered = 1 - parts.lost
    some = answered.sum(axis=0) > 0
    asa = np.full(some.shape, np.nan)
    waits = np.where(answered > 0, parts.asa * answered, 0.0)
    np.divide(waits.sum(axis=0), answered.sum(axis=0), out=asa, where=some)
    return np.array(
        [
            parts.service_level.mean(axis=0),
            asa,
            parts.abandonment.mean(axis=0),
            parts.occupancy.mean(axis=0),
        ]
    )


@compiled
def effective_loads(
    load: Floats,
    agents: Floats,
    theta: Floats,
    length: Floats,
    open_: NDArray[np.bool_],
    lines: float,
) -> Floats:
    """Effective load of each part of consecutive intervals, `STEPS` rows; `length` in AHT units."""
    out = np.zeros((STEPS, load.size))
    inside = 0.0
    guess = 0.0
    for k in range(load.size):
        h = length[k] / STEPS
        n = min(agents[k], lines)
        if not open_[k]:
            inside = 0.0
        else:
            for step in range(STEPS):
                guess, accepted = balanced(inside, h, load[k], n, theta[k], lines, guess)
                out[step, k] = guess
                inside += h * (load[k] - guess) * accepted
    return out


@kernel
def balanced(
    inside: float, h: float, load: float, n: float, theta: float, lines: float, guess: float
) -> tuple[float, float]:
    """Find e with held(e) = inside + h (load - e) × share accepted, and that share.

    That is what is inside at the end of a part of length h. By false position (Illinois) on a
    bounded form of the difference.
    """
    if inside + h * load <= 0.0 or (n <= 0.0 and theta <= 0.0):
        return 0.0, 0.0
    low, f_low = 0.0, -1.0
    high, f_high = inside / h + load, 1.0
    if theta <= 0.0 and lines == math.inf:
        high = min(high, n)
    trial, accepted, kept = guess, 1.0, 0
    for _ in range(200):
        if not low < trial < high:
            trial = 0.5 * (low + high)
        held, accepted = held_and_accepted(trial, n, theta, lines)
        y, target = held + h * accepted * trial, inside + h * accepted * load
        f = (y - target) / (y + target)
        if f >= 0.0:
            f_low = 0.5 * f_low if kept > 0 else f_low
            high, f_high, kept = trial, f, 1
        else:
            f_high = 0.5 * f_high if kept < 0 else f_high
            low, f_low, kept = trial, f, -1
        if abs(f) < CLOSE or high - low < CLOSE * high:
            break
        trial = (low * f_high - high * f_low) / (f_high - f_low)
    return trial, accepted


@kernel
def held_and_accepted(a: float, n: float, theta: float, lines: float) -> tuple[float, float]:
    """Mean number of contacts in the house in steady state, and the share that finds a line."""
    if a <= 0.0:
        return 0.0, 1.0
    b = blocking(n, a)
    if lines < math.inf:
        mass, waiting, last = limited_sums(n, a, theta, lines - n)
        all_busy = b / (1.0 - b + b * mass)
        accepted = 1.0 - all_busy * last
        return a * accepted + (1.0 - theta) * all_busy * waiting, accepted
    if theta <= 0.0:
        return a + n * b / (n - a * (1.0 - b)) * a / (n - a), 1.0
    if n <= 0.0:
        return a / theta, 1.0
    top, mass, length, _ = queue_sums(n, a, theta)
    p_wait, _ = all_busy_share(b, n, a, theta, top, mass)
    waiting = p_wait * length / mass
    return a - theta * waiting + waiting, 1.0


@kernel
def limited_sums(n: float, a: float, theta: float, places: float) -> tuple[float, float, float]:
    """Over the states with all agents busy, relative to the first: Σ t, Σ j·t and the last t."""
    mass, waiting, term, j = 1.0, 0.0, 1.0, 1.0
    while j <= places and mass < 1e250:
        term *= a / max(n + j * theta, 1e-100)
        mass += term
        waiting += j * term
        j += 1.0
    return mass, waiting, term
