"""Intervals of UTC on the grid of a local clock that is half an hour or 45 minutes off it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def off_grid(starts: pd.Series[pd.Timestamp], minutes: pd.Series[float], zone: str) -> pd.Series:
    """Minutes after midnight, local, by which intervals miss the grid of their length."""
    local = starts.dt.tz_convert(zone).dt
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return seconds / 60 % minutes


def on_utc_grid(starts: pd.Series[pd.Timestamp], minutes: pd.Series[float]) -> pd.Series[bool]:
    """Whether intervals start on the grid of their length in UTC."""
    return off_grid(starts, minutes, "UTC") == 0


def on_local_grid(
    rows: pd.DataFrame, zone: str, sums: Sequence[str], ends: Sequence[str] = ()
) -> pd.DataFrame:
    """Share out intervals that reach over the local grid's lines, evenly over their time.

    `rows` has `start`, `minutes`, the `sums`, and what is known at the `ends` of intervals. An hour
    of UTC that is 05:30 to 06:30 becomes two halves with half of its contacts each: none is lost.
    """
    length = rows["minutes"].to_numpy(dtype=np.int64)
    missed = off_grid(rows["start"], rows["minutes"], zone).to_numpy().astype(np.int64)
    if not missed.any():
        return rows
    step = np.gcd(length, missed)
    count = length // step
    at = np.repeat(np.arange(len(rows)), count)
    part = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    shared = rows.iloc[at].reset_index(drop=True)
    shared["start"] += pd.to_timedelta(part * step[at], unit="min")
    shared["minutes"] = step[at].astype(float)
    shared[list(sums)] = shared[list(sums)].div(count[at], axis=0)
    last = part == count[at] - 1
    shared[list(ends)] = shared[list(ends)].where(pd.Series(last), axis=0)
    return shared
