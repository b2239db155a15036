"""How long callers are willing to wait, from what they did.

A caller who was answered would have waited longer: the wait is censored. The mean wait of those who
gave up is therefore far below the mean patience (0.08 to 0.15 of it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.errors import ParameterError
from wfm.staffing.erlang import not_negative
from wfm.staffing.tolerances import Floats
from wfm.words import phrase

INSTANT = 1.0
"""Seconds within which a hang-up is no wait that ended but a caller who never meant to wait."""
BINS = 10
FAR = 1.5
"""A hazard this many times above or below the constant one changes staffing noticeably."""
CERTAIN = 3.0
"""Standard deviations beyond which such a hazard is no accident."""


def mean_patience(abandoned: ArrayLike, total_wait: ArrayLike) -> float:
    """Mean patience in seconds if it is exponential: total wait of all contacts over abandoned.

    Parameters
    ----------
    abandoned
        Contacts that gave up, one number or one per interval.
    total_wait
        Seconds waited by all contacts, answered and abandoned.

    Returns
    -------
    float
        Infinite where nobody gave up.
    """
    lost = float(not_negative("abandoned", abandoned).sum())
    waited = float(not_negative("total_wait", total_wait).sum())
    return waited / lost if lost else float("inf")


@dataclass(frozen=True, slots=True)
class PatienceHazard:
    """Rate of giving up by age of wait; constant where patience is exponential."""

    mean: float
    """Mean patience in seconds under a constant hazard (censored estimate)."""
    edges: Floats
    """Seconds waited at which the bins begin and end."""
    abandoned: NDArray[np.int64]
    hazard: Floats
    """Per second, by bin."""
    warning: str | None
    """Where the hazard is far from constant: Erlang A is then only a guide."""


def patience_hazard(waits: ArrayLike, abandoned: ArrayLike) -> PatienceHazard:
    """Hazard of giving up from call-by-call data, in bins of equally many abandoned contacts.

    `waits` are seconds in queue, `abandoned` whether the contact gave up. Those who hang up within
    a second did not try to wait: they are left out.

    Raises
    ------
    ParameterError
        For negative waits, or where nobody gave up.
    """
    waited = not_negative("waits", waits)
    lost = np.asarray(abandoned, dtype=bool) & (waited > INSTANT)
    if not lost.any():
        raise ParameterError("abandoned", "nobody", phrase("range.somebody_gave_up"))
    mean = mean_patience(lost.sum(), waited.sum())
    inner = np.quantile(waited[lost], np.arange(1, BINS) / BINS)
    edges = np.unique(np.concatenate([[0.0], inner, [waited.max()]]))
    events, _ = np.histogram(waited[lost], edges)
    exposure = np.diff([np.minimum(waited, edge).sum() for edge in edges])
    hazard = events / exposure
    return PatienceHazard(mean, edges, events, hazard, _warning(mean, edges, events, exposure))


def _warning(mean: float, edges: Floats, events: NDArray[np.int64], exposure: Floats) -> str | None:
    expected = exposure / mean
    ratio = events / expected
    certain = np.abs(events - expected) > CERTAIN * np.sqrt(expected)
    far = certain & ((ratio > FAR) | (ratio < 1 / FAR))
    if not far.any():
        return None
    worst = int(np.argmax(np.where(far, np.abs(np.log(np.maximum(ratio, 1e-9))), -1.0)))
    return (
        f"patience is far from exponential: from {edges[worst]:.0f} to {edges[worst + 1]:.0f} s of "
        f"waiting callers give up at {ratio[worst]:.1f} times the mean rate"
    )
