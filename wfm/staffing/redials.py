"""Contacts that are lost and try again: the load that arrives, redials included.

Volumes are of first attempts here. A recorded history contains the redials, so they are taken off
before anything is forecast from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from wfm.errors import ParameterError
from wfm.model import Queue
from wfm.staffing.erlang import not_negative, performance
from wfm.staffing.tolerances import Floats
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

CLOSE = 1e-10
"""Of a load, relative: well below what any figure of heads shows, well above rounding."""
MOST_ROUNDS = 200


def load_with_redials(
    load: ArrayLike, agents: ArrayLike, aht: ArrayLike, patience: ArrayLike, redial_share: float
) -> Floats:
    """Load in Erlangs when a share of the abandoned call again: a = a₀ / (1 - r P_ab(a)).

    Raises
    ------
    ParameterError
        For a share outside 0 ≤ r < 1 and arguments that `performance` refuses.
    """
    first, heads = np.broadcast_arrays(not_negative("load", load), not_negative("agents", agents))
    return with_redials(
        first, redial_share, lambda total: performance(total, heads, aht, patience=patience).lost
    )


def with_redials(first: Floats, redial_share: float, lost: Callable[[Floats], Floats]) -> Floats:
    """Solve a (1 - r lost(a)) = a₀ by false position (Illinois): the left side grows with a."""
    if not 0 <= redial_share < 1:
        raise ParameterError("redial_share", redial_share, phrase("range.share_below_one"))
    low = first.astype(np.float64)
    below = -redial_share * lost(low) * low
    high = np.where(below < 0, first / (1 - redial_share), first)
    above = high * (1 - redial_share * lost(high)) - first
    kept, trial = np.zeros(first.shape), high
    for _ in range(MOST_ROUNDS):
        with np.errstate(divide="ignore", invalid="ignore"):
            trial = (low * above - high * below) / (above - below)
        trial = np.where((low < trial) & (trial < high), trial, 0.5 * (low + high))
        excess = trial * (1 - redial_share * lost(trial)) - first
        if np.all((np.abs(excess) <= CLOSE * first) | (high - low <= CLOSE * high)):
            break
        over = excess >= 0
        below = np.where(over, np.where(kept > 0, 0.5 * below, below), excess)
        above = np.where(over, excess, np.where(kept < 0, 0.5 * above, above))
        low, high = np.where(over, low, trial), np.where(over, trial, high)
        kept = np.where(over, 1.0, -1.0)
    return trial


def met_with_redials(
    first: Floats, redial_share: float, lost_when_met: Callable[[Floats], Floats]
) -> Floats:
    """Repeat a = a₀ / (1 - r lost(a)) until it stands, with the heads that meet a goal at each a.

    Heads that meet a goal lose almost the same share of any load, so a few rounds do. There is one
    solution, since heads grow with the load and the load with fewer heads.
    """
    total = first
    for _ in range(MOST_ROUNDS):
        before, total = total, first / (1 - redial_share * lost_when_met(total))
        if np.all(np.abs(total - before) <= CLOSE * total):
            break
    return total


def without_redials(history: pd.DataFrame, queues: Iterable[Queue]) -> pd.DataFrame:
    """Take the redials off a history: of each abandoned contact its queue's share was seen again.

    `history` has `queue`, `offered` and `abandoned`.
    """
    shares = {queue.name: queue.redial_share for queue in queues if queue.redial_share}
    if not shares or not {"queue", "offered", "abandoned"} <= set(history.columns):
        return history
    again = history["abandoned"].fillna(0) * history["queue"].map(shares).fillna(0.0)
    return history.assign(
        offered=history["offered"] - again, abandoned=history["abandoned"] - again
    )
