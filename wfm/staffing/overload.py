"""What each interval inherits from those before it: the pointwise stationary fluid flow.

The mean number m of contacts in the house follows dm/dt = a - e, where e is the load at which a
queue in steady state holds m contacts (Wang, Tipper, Banerjee 1996). In steady state e = a and the
figures are Erlang's; an overload piles up and is worked off in the intervals after it, and contacts
that outlast an interval count in the next. Contacts that wait when a queue closes leave.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.staffing.compiled import Floats, all_busy, blocking, queue_sums
from wfm.staffing.erlang import Performance
from wfm.staffing.jit import compiled, kernel

STEPS = 6
"""Parts of an interval, each with its own steady state."""
CLOSE = 1e-8
"""Of an effective load, relative."""


def over_the_interval(parts: Performance) -> Floats:
    """Service level, ASA, abandonment and occupancy of intervals from those of their parts."""
    answered = 1 - parts.abandonment
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
    load: Floats, agents: Floats, theta: Floats, length: Floats, open_: NDArray[np.bool_]
) -> Floats:
    """Effective load of each part of consecutive intervals, `STEPS` rows; `length` in AHT units."""
    out = np.zeros((STEPS, load.size))
    inside = 0.0
    guess = 0.0
    for k in range(load.size):
        h = length[k] / STEPS
        if not open_[k]:
            inside = 0.0
        else:
            for step in range(STEPS):
                total = inside + h * load[k]
                guess = balanced(total, h, agents[k], theta[k], guess)
                out[step, k] = guess
                inside = total - h * guess
    return out


@kernel
def balanced(total: float, h: float, n: float, theta: float, guess: float) -> float:
    """Find e with held(e) + h e = total: what is inside at the end of a part of length h.

    By false position (Illinois) on a bounded form of the difference.
    """
    if total <= 0.0 or (n <= 0.0 and theta <= 0.0):
        return 0.0
    low, f_low = 0.0, -1.0
    high, f_high = total / h, 1.0
    if theta <= 0.0:
        high = min(high, n)
    trial, kept = guess, 0
    for _ in range(200):
        if not low < trial < high:
            trial = 0.5 * (low + high)
        y = held(trial, n, theta) + h * trial
        f = (y - total) / (y + total)
        if f >= 0.0:
            f_low = 0.5 * f_low if kept > 0 else f_low
            high, f_high, kept = trial, f, 1
        else:
            f_high = 0.5 * f_high if kept < 0 else f_high
            low, f_low, kept = trial, f, -1
        if abs(f) < CLOSE or high - low < CLOSE * high:
            break
        trial = (low * f_high - high * f_low) / (f_high - f_low)
    return trial


@kernel
def held(a: float, n: float, theta: float) -> float:
    """Mean number of contacts, in service and waiting, in steady state."""
    if a <= 0.0:
        return 0.0
    if theta <= 0.0:
        b = blocking(n, a)
        return a + n * b / (n - a * (1.0 - b)) * a / (n - a)
    if n <= 0.0:
        return a / theta
    b = blocking(n, a)
    top, mass, length, _ = queue_sums(n, a, theta)
    p_wait, _ = all_busy(b, n, a, theta, top, mass)
    waiting = p_wait * length / mass
    return a - theta * waiting + waiting
