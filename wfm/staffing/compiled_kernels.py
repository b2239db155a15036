"""Compiled kernels: one queue at a time in AHT units, looped over arrays.

Times are in mean handle times, loads in Erlangs, `theta` is AHT over mean patience (0: nobody gives
up, Erlang C). Agents may be fractional: every sum is the one for whole agents continued to the
reals, so that a net requirement can stay fractional.
"""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.jit import compiled, kernel
from wfm.staffing.tolerances import NEGLIGIBLE, NOBODY, Floats

Figures = tuple[float, float, float, float, float, float, float]


@kernel
def log_poisson(k: float, x: float) -> float:
    """Log of x^k e^-x / Γ(k+1) by Loader's saddle-point form, exact where both are large."""
    if x <= 0.0:
        return 0.0 if k <= 0.0 else -math.inf
    if k <= 0.0:
        return -x
    return -stirling_rest(k) - deviance(k, x) - 0.5 * math.log(2.0 * math.pi * k)


@kernel
def stirling_rest(k: float) -> float:
    """Return what Stirling's formula leaves of log Γ(k+1)."""
    if k < 16.0:
        return math.lgamma(k + 1.0) - (k + 0.5) * math.log(k) + k - 0.5 * math.log(2.0 * math.pi)
    s = 1.0 / (k * k)
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / k


@kernel
def deviance(k: float, x: float) -> float:
    """K log(k/x) + x - k without cancellation near k = x."""
    if abs(k - x) > 0.1 * (k + x):
        return k * math.log(k / x) + x - k
    v = (k - x) / (k + x)
    total = (k - x) * v
    term = 2.0 * k * v
    power = 1.0
    while True:
        term *= v * v
        power += 2.0
        grown = total + term / power
        if grown == total:
            return total
        total = grown


@kernel
def digamma(x: float) -> float:
    """Logarithmic derivative of Γ for x > 0 (recurrence, then the asymptotic series)."""
    shift = 0.0
    while x < 12.0:
        shift -= 1.0 / x
        x += 1.0
    s = 1.0 / (x * x)
    tail = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))))
    return shift + math.log(x) - 0.5 / x - tail


@kernel
def blocking(n: float, a: float) -> float:
    """Erlang B for real n: Poisson(n; a) / Q(n+1, a), each side of the load by what converges."""
    if n <= 0.0:
        return 1.0
    if a <= 0.0:
        return 0.0
    return blocking_overloaded(n, a) if a > n + 1.0 else blocking_light(n, a)


@kernel
def blocking_overloaded(n: float, a: float) -> float:
    """1 / B as the continued fraction of the upper incomplete gamma function (Lentz)."""
    b = a - n
    c = 1e300
    d = 1.0 / b
    h = d
    for i in range(1, 1_000_000_000):
        step = -i * (i - n - 1.0)
        b += 2.0
        d = 1.0 / (step * d + b)
        c = b + step / c
        change = c * d
        h *= change
        if abs(change - 1.0) < 1e-16 or step == 0.0:
            break
    return 1.0 / (a * h)


@kernel
def blocking_light(n: float, a: float) -> float:
    """B from the lower incomplete gamma series, where its share is at most about a half."""
    k = n
    term = 1.0
    total = 0.0
    while term > NEGLIGIBLE * total:
        k += 1.0
        term *= a / k
        total += term
    mass = math.exp(log_poisson(n, a))
    return mass / (1.0 - mass * total)


@kernel
def queue_sums(n: float, a: float, theta: float) -> tuple[float, float, float, float]:
    """Sum over the states with all agents busy, relative to the likeliest of them.

    With t_j = a^j / Π_{k ≤ j} (n + kθ): the likeliest j, Σ t, Σ j·t and Σ t·H, where H_j, the sum
    of 1 / (n + kθ), is the mean wait of a contact that is served from there. All are over t at the
    likeliest j; summing from there keeps every load in range.
    """
    top = max(0.0, math.floor((a - n) / theta))
    h_top = 0.0
    if top > 0.0:
        h_top = (digamma(n / theta + top + 1.0) - digamma(n / theta + 1.0)) / theta
    j, term, h = top, 1.0, h_top
    mass, length, wait = 1.0, top, h_top
    while term > NEGLIGIBLE * mass:
        j += 1.0
        pace = 1.0 / (n + j * theta)
        term *= a * pace
        h += pace
        mass += term
        length += j * term
        wait += term * h
    j, term, h = top, 1.0, h_top
    while j > 0.0 and term > NEGLIGIBLE * mass:
        pace = n + j * theta
        term *= pace / a
        h -= 1.0 / pace
        j -= 1.0
        mass += term
        length += j * term
        wait += term * h
    return top, mass, length, wait


@kernel
def queue_mass(n: float, a: float, theta: float) -> tuple[float, float]:
    """Return the likeliest j and Σ t of `queue_sums`."""
    top = max(0.0, math.floor((a - n) / theta))
    j, term, mass = top, 1.0, 1.0
    while term > NEGLIGIBLE * mass:
        j += 1.0
        term *= a / (n + j * theta)
        mass += term
    j, term = top, 1.0
    while j > 0.0 and term > NEGLIGIBLE * mass:
        term *= (n + j * theta) / a
        j -= 1.0
        mass += term
    return top, mass


@kernel
def late_shares(
    n: float, a: float, theta: float, t: float, top: float, mass: float
) -> tuple[float, float]:
    """Of contacts that find all agents busy: offered wait above t, and (a/n ×) served after t.

    Both are ratios of lower incomplete gamma functions, P(n/θ, x) and P(n/θ+1, x) at x = aE/θ over
    P(n/θ, a/θ), with E = exp(-θt).
    """
    remaining = a * math.exp(-theta * t)
    if remaining <= 0.0:
        return 0.0, 0.0
    late_top, late_mass = queue_mass(n + theta, remaining, theta)
    c, x0, x1 = n / theta, a / theta, remaining / theta
    if top == 0.0 and late_top == 0.0:
        edge = math.exp(-a * math.expm1(-theta * t) / theta - n * t) / mass
        served = edge * remaining / (n + theta) * late_mass
        return edge + served, served
    base = log_poisson(c + top, x0)
    served = math.exp(log_poisson(c + 1.0 + late_top, x1) - base) * late_mass / mass
    edge = math.exp(log_poisson(c, x1) - base) / mass
    return edge + served, served


@kernel
def all_busy_share(
    b: float, n: float, a: float, theta: float, top: float, mass: float
) -> tuple[float, float]:
    """P(wait) from the blocking and the sum over waiting states; the share of the first of them."""
    r = 1.0 / mass
    if top > 0.0:
        r *= math.exp(log_poisson(n / theta, a / theta) - log_poisson(n / theta + top, a / theta))
    return b / (b + r * (1.0 - b)), r


@kernel
def erlang_a(b: float, n: float, a: float, theta: float, t: float) -> Figures:
    """P(wait), SL, abandoned within t, P(ab), mean wait of answered and of all, occupancy."""
    if n <= NOBODY:
        return 1.0, 0.0, -math.expm1(-theta * t), 1.0, math.nan, 1.0 / theta, math.nan
    top, mass, length, wait = queue_sums(n, a, theta)
    p_wait, r = all_busy_share(b, n, a, theta, top, mass)
    p_idle = r * (1.0 - b) / (b + r * (1.0 - b))
    answered = min(1.0, p_idle + p_wait * (n / a) * (1.0 - r))
    mean_wait = min(p_wait * length / (mass * a), 1.0 / theta)
    asa = p_wait * (n / a) * wait / (mass * answered)
    offered_late, served_late = late_shares(n, a, theta, t, top, mass)
    in_time = min(1.0, max(0.0, answered - p_wait * (n / a) * served_late))
    over = p_wait * offered_late * math.exp(-theta * t)
    gone_early = max(0.0, 1.0 - over - in_time)
    lost = min(1.0, theta * mean_wait)
    return p_wait, in_time, gone_early, lost, asa, mean_wait, a * answered / n


@kernel
def erlang_c(b: float, n: float, a: float, t: float) -> Figures:
    """Return the same figures when nobody gives up; waits are undefined where n ≤ a."""
    if n <= a:
        return 1.0, 0.0, 0.0, 0.0, math.nan, math.nan, 1.0 if n > 0.0 else math.nan
    p_wait = n * b / (n - a * (1.0 - b))
    asa = p_wait / (n - a)
    return p_wait, 1.0 - p_wait * math.exp(-(n - a) * t), 0.0, 0.0, asa, asa, a / n


@kernel
def figures(b: float, n: float, a: float, theta: float, t: float) -> Figures:
    """Erlang A, or C where theta is 0; where nothing is offered nobody waits.

    `b` is the share that would find all agents busy if nobody could wait: Erlang B, unless agents
    work differently while some of them are idle.
    """
    if a <= 0.0:
        return 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
    return erlang_a(b, n, a, theta, t) if theta > 0.0 else erlang_c(b, n, a, t)


@compiled
def figures_of(blocked: Floats, agents: Floats, load: Floats, theta: Floats, t: Floats) -> Floats:
    """`figures` of flat arrays: 7 rows."""
    out = np.empty((7, agents.size))
    for i in range(agents.size):
        row = figures(blocked[i], agents[i], load[i], theta[i], t[i])
        for k in range(7):
            out[k, i] = row[k]
    return out


@compiled
def blocking_of(agents: Floats, load: Floats) -> Floats:
    """`blocking` of flat arrays."""
    out = np.empty(agents.size)
    for i in range(agents.size):
        out[i] = blocking(agents[i], load[i])
    return out
