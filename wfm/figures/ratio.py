"""Quotients of sums: what percentages and means are, of any number of rows."""

from __future__ import annotations

from typing import Any


def ratio(part: Any, whole: Any) -> Any:
    """Divide sums, element by element; NaN where the whole is not above 0 or nothing is known."""
    import numpy as np

    above, below = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    found = np.full(below.shape, np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found[()]


def weighted(values: Any, weights: Any) -> float:
    """Join figures of rows by what each is a share of; those that are undefined have no weight."""
    import numpy as np

    figures, shares = np.asarray(values, float), np.asarray(weights, float)
    known = np.isfinite(figures) & (shares > 0)
    return float(ratio((figures[known] * shares[known]).sum(), shares[known].sum()))
