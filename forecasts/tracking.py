"""Past forecasts against what came: the forecast that was locked, or the live one."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from forecasts.accuracy import bias, coverage, wape
from forecasts.errors import ArgumentError


def accuracy_of(frame: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Judge a forecast by the intervals whose history is known.

    Parameters
    ----------
    frame
        Columns of `forecasts.forecast`; instants may be in any zone.
    history
        Columns as in `forecasts.history`, in the same intervals.

    Returns
    -------
    pd.DataFrame
        Per queue: intervals, contacts (forecast), came, wape, bias, and coverage_90, the share of
        intervals whose count lies within contacts_p05 ... contacts_p95.

    Raises
    ------
    ArgumentError
        If no interval of the forecast is known.
    """
    came = history if "queue" in history else history.assign(queue="all")
    both = frame.merge(came[["interval_start", "queue", "offered"]], on=["interval_start", "queue"])
    if both["offered"].notna().sum() == 0:
        raise ArgumentError("frame", len(frame), "a forecast of intervals whose history is known")
    return pd.DataFrame(_figures(both[both["offered"].notna()]))


def _figures(both: pd.DataFrame) -> Iterator[dict[str, object]]:
    for queue, rows in both.groupby("queue", sort=False):
        actual = rows["offered"].to_numpy(dtype=float)
        expected = rows["contacts"].to_numpy(dtype=float)
        low, high = (rows[f"contacts_{name}"].to_numpy(dtype=float) for name in ("p05", "p95"))
        yield {
            "queue": queue,
            "intervals": len(rows),
            "contacts": float(expected.sum()),
            "came": float(actual.sum()),
            "wape": wape(actual, expected),
            "bias": bias(actual, expected),
            "coverage_90": coverage(actual, low, high),
        }
