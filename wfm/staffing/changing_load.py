"""Load that changes within a handle time: the modified offered load (Jennings et al. 1996)."""

from __future__ import annotations

import numpy as np

from wfm.staffing.tolerances import Floats

SLOW_SHARE = 0.2
"""Above this AHT, as a share of the interval, contacts outlast the interval in which they came."""


def offered_load(contacts: Floats, aht: Floats, seconds: float) -> Floats:
    """Load in Erlangs of consecutive intervals of `seconds`, modified where AHT is long.

    `contacts` per interval and `aht` in seconds have one value per interval. Where the AHT is more
    than a fifth of the interval the load is the mean of m(t) = ∫ λ(u) exp(-(t-u)/AHT) du over the
    interval: the agents that an unlimited crew would have busy.
    """
    plain = contacts * aht / seconds
    slow = aht > SLOW_SHARE * seconds
    return np.where(slow, modified_load(plain, seconds / aht), plain) if slow.any() else plain


def modified_load(load: Floats, length: Floats) -> Floats:
    """Mean number busy in each interval without limit on agents; `length` in AHT units."""
    kept, busy = np.exp(-length), 0.0
    carried = np.empty(load.size)
    for k, (arriving, share) in enumerate(zip(load.tolist(), kept.tolist(), strict=True)):
        carried[k] = busy
        busy = arriving + (busy - arriving) * share
    busy_mean: Floats = load + (carried - load) * (1 - kept) / length
    return busy_mean
