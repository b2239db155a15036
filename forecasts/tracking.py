"""Past forecasts against what came: the one that was locked for planning beside the live one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from forecasts.accuracy import bias, coverage, wape
from forecasts.errors import ArgumentError
from forecasts.history import check_queue, split_queues
from forecasts.said import said

KEY = ["queue", "start"]
AMOUNTS = ["contacts", "contacts_p05", "contacts_p95"]


def accuracy_of(forecasts: Mapping[str, pd.DataFrame], history: pd.DataFrame) -> pd.DataFrame:
    """Judge forecasts by the intervals that all of them have and whose history is known.

    Parameters
    ----------
    forecasts
        Per name a table with the columns of `forecasts.forecast`; instants may be in any zone.
    history
        Columns as in `forecasts.history`. Where intervals differ in length, the shorter ones are
        summed.

    Returns
    -------
    pd.DataFrame
        Per queue and forecast: intervals, contacts (forecast), came, wape, bias, and coverage_90,
        the share of intervals whose count lies within contacts_p05 ... contacts_p95 (NaN where
        intervals of the forecast had to be summed: quantiles do not add up).

    Raises
    ------
    ArgumentError
        If the forecasts have no interval in common whose history is known.
    HistoryError
        If the history holds what cannot be.
    """
    came = pd.concat([_counts(queue, rows) for queue, rows in split_queues(history)])
    tables = [came, *(_amounts(frame) for frame in forecasts.values())]
    lengths = {int(minutes) for table in tables for minutes in table["minutes"].unique()}
    coarsest = max(tables, key=lambda table: int(table["minutes"].max()))
    first = coarsest["start"].min()
    past_grid = pd.Timedelta(minutes=first.minute % int(coarsest["minutes"].max()))
    known, *expected = (_summed(table, math.lcm(*lengths), past_grid) for table in tables)
    shared = known.index
    for table in expected:
        shared = shared.intersection(table.index)
    if shared.empty:
        accepted = said(
            "range.same_intervals", "of the same intervals, some of which the history has"
        )
        raise ArgumentError("forecasts", list(forecasts), accepted)
    named = zip(forecasts, expected, strict=True)
    rows = [row for name, table in named for row in _figures(name, table.loc[shared], known)]
    return pd.DataFrame(rows).sort_values("queue", kind="stable", ignore_index=True)


def bias_trend(points: Sequence[tuple[int, float]]) -> float | None:
    """Give the slope of biases over weeks, (number of the week, bias), by least squares.

    It is the change of the bias from one week to the next; None for fewer than three weeks.
    """
    if len(points) < 3:
        return None
    weeks, biases = (np.array(values, dtype=float) for values in zip(*points, strict=True))
    away = weeks - weeks.mean()
    return float(away @ biases / (away @ away)) if away.any() else None


def _counts(queue: str, rows: pd.DataFrame) -> pd.DataFrame:
    counts = check_queue(queue, rows).rows[["start", "minutes", "contacts"]]
    return counts.assign(queue=queue, rows=1)


def _amounts(frame: pd.DataFrame) -> pd.DataFrame:
    starts = frame["interval_start"].dt.tz_convert("UTC")
    table = frame[["queue", *AMOUNTS]].assign(start=starts, minutes=frame["interval_minutes"])
    return table.assign(rows=1)


def _summed(table: pd.DataFrame, minutes: int, past_grid: pd.Timedelta) -> pd.DataFrame:
    """Amounts of whole intervals of so many minutes, by queue and start.

    In zones that are half an hour off UTC, intervals start so far past the grid of UTC.
    """
    starts = (table["start"] - past_grid).dt.floor(f"{minutes}min") + past_grid
    sums = table.assign(start=starts).groupby(KEY).sum(min_count=1)
    return sums[sums["minutes"] == minutes].dropna(subset="contacts")


def _figures(name: str, expected: pd.DataFrame, known: pd.DataFrame) -> Iterator[dict[str, object]]:
    for queue, rows in expected.groupby(level="queue", sort=False):
        actual = known.loc[rows.index, "contacts"].to_numpy(dtype=float)
        whole = rows.where(rows["rows"] == 1)
        low, high = (whole[column].to_numpy(dtype=float) for column in AMOUNTS[1:])
        contacts = rows["contacts"].to_numpy(dtype=float)
        yield {
            "queue": queue,
            "forecast": name,
            "intervals": len(rows),
            "contacts": float(contacts.sum()),
            "came": float(actual.sum()),
            "wape": wape(actual, contacts),
            "bias": bias(actual, contacts),
            "coverage_90": coverage(actual, low, high),
        }
