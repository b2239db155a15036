"""Compiled search for the smallest number of agents that meets every target.

A goal is a vector in AHT units, NaN where a target is off, in the order of `Target`. Every figure
improves with more agents, so the margin of the worst target changes sign once.
"""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.compiled_kernels import blocking, blocking_of, figures, figures_of
from wfm.staffing.jit import compiled, kernel
from wfm.staffing.tolerances import TOLERANCE, Floats, Integers, Target

__all__ = ["blocking_of", "exact_of", "figures_of", "smallest_of"]

PRECISION = 1e-10
"""Of a fractional requirement, relative."""
SHORT_WALK = 400.0
"""Up to this load the recursion from 0 agents is the fastest way to the first stable number."""


@kernel
def below(value: float, target: float) -> float:
    """Margin of a time under its target, between -1 and 1; an undefined time misses it."""
    if math.isnan(target):
        return math.nan
    return -1.0 if math.isnan(value) else (target - value) / (target + value)


@kernel
def margin(n: float, a: float, theta: float, t: float, goal: Floats) -> tuple[float, int]:
    """Margin of the target that is missed most (≥ 0: all are met), and which it is."""
    if theta == 0.0 and n <= a:
        return -1.0, Target.WORKLOAD.value
    _, in_time, _, lost, asa, wait, busy = figures(blocking(n, a), n, a, theta, t)
    worst, binding = math.inf, Target.NONE.value
    if in_time - goal[0] < worst:
        worst, binding = in_time - goal[0], Target.SERVICE_LEVEL.value
    if below(asa, goal[1]) < worst:
        worst, binding = below(asa, goal[1]), Target.ASA.value
    if below(wait, goal[2]) < worst:
        worst, binding = below(wait, goal[2]), Target.MEAN_WAIT.value
    if goal[3] - lost < worst:
        worst, binding = goal[3] - lost, Target.ABANDONMENT.value
    if goal[4] - busy < worst:
        worst, binding = goal[4] - busy, Target.OCCUPANCY.value
    if (n - a) / (n + a) + goal[5] < worst:
        worst, binding = (n - a) / (n + a), Target.WORKLOAD.value
    return worst + TOLERANCE, binding


@kernel
def first_stable(a: float, occupancy: float) -> tuple[float, float]:
    """Fewest whole agents above the load and under the occupancy cap, and 1 / B there."""
    n = math.floor(a) + 1.0
    if a / n > occupancy + TOLERANCE:
        n = math.ceil(a / (occupancy + TOLERANCE))
    if n > SHORT_WALK:
        return n, 1.0 / blocking(n, a)
    step, k, s = 1.0 / a, 0.0, 1.0
    while k + 4.0 <= n:
        p, q, r, u = (k + 1.0) * step, (k + 2.0) * step, (k + 3.0) * step, (k + 4.0) * step
        s = 1.0 + u * (1.0 + r * (1.0 + q)) + u * r * q * p * s
        k += 4.0
    while k < n:
        k += 1.0
        s = 1.0 + k * step * s
    return n, s


@kernel
def smallest_c(a: float, t: float, goal: Floats) -> float:
    """Erlang C: walk up from the first stable number by the recursion 1/B(n) = 1 + n/a · 1/B(n-1).

    C exp(-(n-a)t) ≤ 1 - SL and C / (n-a) ≤ ASA are tested without a division, since
    C = n / (n - a + a B) · B = n / ((n - a) / B + a).
    """
    n, s = first_stable(a, goal[4])
    late = 1.0 - goal[0] + TOLERANCE
    asa = np.fmin(goal[1], goal[2]) * (1.0 + TOLERANCE)
    outlast, fade = math.exp(-(n - a) * t), math.exp(-t)
    while True:
        room = s * (n - a) + a
        if not (n * outlast > late * room or n > asa * (n - a) * room):
            return n
        n += 1.0
        s = 1.0 + n / a * s
        outlast *= fade


@kernel
def smallest_a(a: float, theta: float, t: float, goal: Floats) -> float:
    """Erlang A: gallop from the load until a bracket is found, then halve it."""
    step = 1.0 + math.floor(0.5 * math.sqrt(a))
    low, high = 0.0, math.inf
    n = max(1.0, math.ceil(a))
    while high - low > 1.0:
        if margin(n, a, theta, t, goal)[0] >= 0.0:
            high = n
        else:
            low = n
        if math.isinf(high):
            n = low + step
        elif low == 0.0 and high > step:
            n = high - step
        else:
            n = math.floor(0.5 * (low + high))
        step *= 2.0
    return high


@kernel
def exact(n: float, a: float, theta: float, t: float, goal: Floats) -> tuple[float, int]:
    """Find the real number in (n-1, n] that just meets the worst target, and that target.

    By false position (Illinois): what is missed at the lower end names the target that binds.
    """
    low = n - 1.0 if theta > 0.0 else max(n - 1.0, a)
    high, trial, binding = n, n, Target.WORKLOAD.value
    f_low, f_high = math.nan, math.nan
    kept = 0
    for _ in range(200):
        f_trial, worst = margin(trial, a, theta, t, goal)
        if f_trial >= 0.0:
            f_low = 0.5 * f_low if kept > 0 else f_low
            high, f_high, kept = trial, f_trial, 1
        else:
            f_high = 0.5 * f_high if kept < 0 else f_high
            low, f_low, kept, binding = trial, f_trial, -1, worst
        if math.isnan(f_low):
            trial, kept = low, 0
            continue
        trial = (low * f_high - high * f_low) / (f_high - f_low)
        if high - low < PRECISION * high or not low < trial < high:
            break
    return high, binding


@kernel
def goal_of(seconds: Floats, aht: float, scaled: Floats) -> None:
    """Put a goal with its times in AHT units into `scaled`."""
    for k in range(scaled.size):
        scaled[k] = seconds[k] / aht if k == Target.ASA or k == Target.MEAN_WAIT else seconds[k]


@compiled
def smallest_of(
    load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
) -> Integers:
    """Fewest whole agents for each load; all times in seconds, patience infinite for Erlang C."""
    out = np.empty(load.size, dtype=np.int64)
    scaled = np.empty(6)
    for i in range(load.size):
        out[i] = 0
        if load[i] > 0.0:
            goal_of(goal, aht[i], scaled)
            t, theta = threshold[i] / aht[i], aht[i] / patience[i]
            if theta > 0.0:
                out[i] = int(smallest_a(load[i], theta, t, scaled))
            else:
                out[i] = int(smallest_c(load[i], t, scaled))
    return out


@compiled
def exact_of(
    load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
) -> tuple[Integers, Floats, Integers]:
    """`smallest_of`, with the real requirement and the code of the binding target of each."""
    whole = smallest_of(load, aht, patience, threshold, goal)
    real = np.empty(load.size)
    binding = np.empty(load.size, dtype=np.int64)
    scaled = np.empty(6)
    for i in range(load.size):
        real[i], binding[i] = 0.0, Target.NONE.value
        if load[i] > 0.0:
            goal_of(goal, aht[i], scaled)
            t, theta = threshold[i] / aht[i], aht[i] / patience[i]
            real[i], binding[i] = exact(float(whole[i]), load[i], theta, t, scaled)
    return whole, real, binding
