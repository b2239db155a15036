"""Load that changes within a handle time: the modified offered load (Jennings et al. 1996)."""

from __future__ import annotations

import numpy as np

from wfm.staffing.erlang import Floats
from wfm.staffing.jit import compiled

SLOW_SHARE = 0.2
"""Above this AHT, as a share of the interval, contacts outlast the interval in which they came."""


def offered_load(contacts: Floats, aht: Floats, seconds: float) -> Floats:
    """Load in Erlangs of consecutive intervals of `seconds`, modified where AHT is long.

    `contacts` per interval and `aht` in seconds have one value per interval. Where the AHT is more
    than a fifth of the interval the load is the mean of m(t) = ∫ λ(u) exp(-(t-u)/AHT) du over the
    interval: the agents that an unlimited crew would have busy.
    """
    plain = contacts * aht / seconds
    busy = np.asarray(modified_load(plain, seconds / aht))
    return np.where(aht > SLOW_SHARE * seconds, busy, plain)


@compiled
def modified_load(load: Floats, length: Floats) -> Floats:
    """Mean number busy in each interval without limit on agents; `length` in AHT units."""
    out = np.empty_like(load)
    busy = 0.0
    for k in range(load.size):
        x = length[k]
        out[k] = load[k] + (busy - load[k]) * -np.expm1(-x) / x
        busy = load[k] + (busy - load[k]) * np.exp(-x)
    return out
