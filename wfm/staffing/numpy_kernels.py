"""The same numbers without a compiler: each sum of `compiled` over whole arrays in NumPy."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, psi

from wfm.staffing.tolerances import NEGLIGIBLE, NOBODY, TOLERANCE, Floats, Integers, Target

HALVINGS = 45


def log_poisson(k: Floats, x: Floats) -> Floats:
    """Log of x^k e^-x / Γ(k+1) by Loader's saddle-point form."""
    with np.errstate(divide="ignore", invalid="ignore"):
        large = -_stirling_rest(k) - _deviance(k, x) - 0.5 * np.log(2 * np.pi * k)
    return np.where(k > 0, np.where(x > 0, large, -np.inf), -x)


def _stirling_rest(k: Floats) -> Floats:
    many = np.maximum(k, 16)  # the series is taken from there on: below, it would overflow
    s = 1 / (many * many)
    series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / many
    direct = gammaln(k + 1) - (k + 0.5) * np.log(k) + k - 0.5 * np.log(2 * np.pi)
    return np.where(k < 16, direct, series)


def _deviance(k: Floats, x: Floats) -> Floats:
    v = (k - x) / (k + x)
    total, term = (k - x) * v, 2 * k * v
    for power in range(3, 37, 2):
        term = term * v * v
        total = total + term / power
    return np.where(np.abs(v) > 0.1, k * np.log(k / x) + x - k, total)


def blocking_of(agents: Floats, load: Floats) -> Floats:
    """Erlang B of flat arrays."""
    out = np.where(agents > 0, 0.0, 1.0)
    over = (agents > 0) & (load > agents + 1)
    light = (agents > 0) & (load > 0) & ~over
    out[over] = _blocking_overloaded(agents[over], load[over])
    out[light] = _blocking_light(agents[light], load[light])
    return out


def _blocking_overloaded(n: Floats, a: Floats) -> Floats:
    b = a - n
    c, d = np.full(n.shape, 1e300), 1 / b
    h, open_ = d.copy(), np.ones(n.shape, dtype=bool)
    i = 0
    while open_.any():
        i += 1
        step = -i * (i - n - 1)
        b = b + 2
        d = 1 / (step * d + b)
        c = b + step / c
        h = np.where(open_, h * c * d, h)
        open_ &= (np.abs(c * d - 1) >= 1e-16) & (step != 0)
    return 1 / (a * h)


def _blocking_light(n: Floats, a: Floats) -> Floats:
    term, total, k = np.ones(n.shape), np.zeros(n.shape), n.copy()
    while (term > NEGLIGIBLE * total).any():
        k += 1
        term = term * a / k
        total += term
    mass = np.exp(log_poisson(n, a))
    return mass / (1 - mass * total)


def _queue_sums(n: Floats, a: Floats, theta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Likeliest j, Σ t, Σ j·t and Σ t·H as in `compiled.queue_sums`."""
    top = np.maximum(0.0, np.floor((a - n) / theta))
    h_top = np.where(top > 0, (psi(n / theta + top + 1) - psi(n / theta + 1)) / theta, 0.0)
    mass, length, wait = np.ones(n.shape), top.copy(), h_top.copy()
    j, term, h = top.copy(), np.ones(n.shape), h_top.copy()
    while (term > NEGLIGIBLE * mass).any():
        j += 1
        pace = 1 / (n + j * theta)
        term, h = term * a * pace, h + pace
        mass, length, wait = mass + term, length + j * term, wait + term * h
    j, term, h = top.copy(), np.ones(n.shape), h_top.copy()
    while ((j > 0) & (term > NEGLIGIBLE * mass)).any():
        pace = n + j * theta
        term, h = np.where(j > 0, term * pace / a, 0.0), h - 1 / pace
        j = np.maximum(j - 1, 0.0)
        mass, length, wait = mass + term, length + j * term, wait + term * h
    return top, mass, length, wait


def _late_shares(
    n: Floats, a: Floats, theta: Floats, t: Floats, top: Floats, mass: Floats
) -> tuple[Floats, Floats]:
    remaining = a * np.exp(-theta * t)
    late_top, late_mass, _, _ = _queue_sums(n + theta, remaining, theta)
    c, x0, x1 = n / theta, a / theta, remaining / theta
    base = log_poisson(c + top, x0)
    plain = (top == 0) & (late_top == 0)
    direct = np.exp(np.minimum(-a * np.expm1(-theta * t) / theta - n * t, 1.0))
    edge = np.where(plain, direct, np.exp(log_poisson(c, x1) - base)) / mass
    shifted = np.exp(log_poisson(c + 1 + late_top, x1) - base) * late_mass / mass
    served = np.where(plain, edge * remaining / (n + theta) * late_mass, shifted)
    return edge + served, served


def _erlang_a(b: Floats, n: Floats, a: Floats, theta: Floats, t: Floats) -> Floats:
    top, mass, length, wait = _queue_sums(n, a, theta)
    shift = log_poisson(n / theta, a / theta) - log_poisson(n / theta + top, a / theta)
    r = np.where(top > 0, np.exp(shift), 1.0) / mass
    reach = b + r * (1 - b)
    p_wait, p_idle = b / reach, r * (1 - b) / reach
    answered = np.minimum(1.0, p_idle + p_wait * (n / a) * (1 - r))
    mean_wait = np.minimum(p_wait * length / (mass * a), 1 / theta)
    asa = p_wait * (n / a) * wait / (mass * answered)
    offered_late, served_late = _late_shares(n, a, theta, t, top, mass)
    in_time = np.clip(answered - p_wait * (n / a) * served_late, 0.0, 1.0)
    gone_early = np.maximum(0.0, 1 - p_wait * offered_late * np.exp(-theta * t) - in_time)
    return np.array(
        [
            p_wait,
            in_time,
            gone_early,
            np.minimum(theta * mean_wait, 1),
            asa,
            mean_wait,
            a * answered / n,
        ]
    )


def _nobody_answers(theta: Floats, t: Floats) -> Floats:
    one, undefined = np.ones(theta.shape), np.full(theta.shape, np.nan)
    return np.array([one, 0 * one, -np.expm1(-theta * t), one, undefined, 1 / theta, undefined])


def _erlang_c(b: Floats, n: Floats, a: Floats, theta: Floats, t: Floats) -> Floats:
    p_wait = n * b / (n - a * (1 - b))
    asa = p_wait / (n - a)
    in_time = 1 - p_wait * np.exp(-(n - a) * t)
    return np.array([p_wait, in_time, 0 * theta, 0 * theta, asa, asa, a / n])


def figures_of(blocked: Floats, agents: Floats, load: Floats, theta: Floats, t: Floats) -> Floats:
    """P(wait), SL, abandoned within t, P(ab), mean wait of answered and of all, occupancy."""
    out = np.zeros((7, agents.size))
    out[1] = 1.0
    offered = load > 0
    leave = offered & (theta > 0) & (agents > NOBODY)
    nobody = offered & (theta > 0) & ~leave
    stable = offered & (theta <= 0) & (agents > load)
    unstable = offered & (theta <= 0) & ~stable
    with np.errstate(over="ignore", under="ignore"):
        for rows, model in ((leave, _erlang_a), (stable, _erlang_c)):
            out[:, rows] = model(blocked[rows], agents[rows], load[rows], theta[rows], t[rows])
    out[:, nobody] = _nobody_answers(theta[nobody], t[nobody])
    out[:, unstable] = np.array([[1.0, 0.0, 0.0, 0.0, np.nan, np.nan, 1.0]]).T
    out[6, unstable & (agents <= 0)] = np.nan
    return out


def _margin(
    n: Floats, a: Floats, theta: Floats, t: Floats, goal: Floats
) -> tuple[Floats, Integers]:
    _, in_time, _, lost, asa, wait, busy = figures_of(blocking_of(n, a), n, a, theta, t)
    met = np.array(
        [
            in_time - goal[0],
            _below(asa, goal[1]),
            _below(wait, goal[2]),
            goal[3] - lost,
            goal[4] - busy,
            (n - a) / (n + a) + goal[5],
        ]
    )
    met = np.where(np.isnan(met), np.inf, met)
    unstable = (theta <= 0) & (n <= a)
    worst = np.where(unstable, -1.0, met.min(axis=0) + TOLERANCE)
    return worst, np.where(unstable, Target.WORKLOAD, met.argmin(axis=0))


def _below(value: Floats, target: Floats) -> Floats:
    margin = np.where(np.isnan(value), -1.0, (target - value) / (target + value))
    return np.where(np.isnan(target), np.nan, margin)


def _in_aht_units(
    aht: Floats, patience: Floats, threshold: Floats, goal: Floats
) -> tuple[Floats, Floats, Floats]:
    scaled = np.repeat(goal[:, None], aht.size, axis=1)
    scaled[1:3] /= aht
    return aht / patience, threshold / aht, scaled


def smallest_of(
    load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
) -> Integers:
    """Fewest whole agents for each load, by doubling and halving."""
    out = np.zeros(load.size, dtype=np.int64)
    busy = load > 0
    a = load[busy]
    theta, t, scaled = _in_aht_units(aht[busy], patience[busy], threshold[busy], goal)
    low = np.zeros(a.size)
    high = np.maximum(1.0, np.ceil(a + np.sqrt(a)))
    missed = _margin(high, a, theta, t, scaled)[0] < 0
    while missed.any():
        low, high = np.where(missed, high, low), np.where(missed, 2 * high, high)
        missed = _margin(high, a, theta, t, scaled)[0] < 0
    while (high - low > 1).any():
        middle = np.maximum(np.floor(0.5 * (low + high)), 1.0)
        met = _margin(middle, a, theta, t, scaled)[0] >= 0
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    out[busy] = high.astype(np.int64)
    return out


def exact_of(
    load: Floats, aht: Floats, patience: Floats, threshold: Floats, goal: Floats
) -> tuple[Integers, Floats, Integers]:
    """`smallest_of`, with the real requirement (by halving) and the target that binds."""
    whole = smallest_of(load, aht, patience, threshold, goal)
    real, binding = np.zeros(load.size), np.full(load.size, Target.NONE.value)
    busy = load > 0
    a = load[busy]
    theta, t, scaled = _in_aht_units(aht[busy], patience[busy], threshold[busy], goal)
    high = whole[busy].astype(np.float64)
    low = np.where(theta > 0, high - 1, np.maximum(high - 1, a))
    _, worst = _margin(low, a, theta, t, scaled)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        margin, at_middle = _margin(middle, a, theta, t, scaled)
        low, high = np.where(margin < 0, middle, low), np.where(margin < 0, high, middle)
        worst = np.where(margin < 0, at_middle, worst)
    real[busy], binding[busy] = high, worst
    return whole, real, binding
