"""The parent of small queues: the shape of all queues of a channel together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasts.arrays import FloatArray
from forecasts.days import DAY_MINUTES
from forecasts.history import split_queues
from forecasts.request import Request

LATEST = pd.Timedelta(days=84)


def parent_shapes(history: pd.DataFrame, request: Request) -> dict[str, FloatArray]:
    """Contacts per weekday and minute of each channel with several queues, (7, 1440) each.

    Rows that cannot be read are left out: they are reported where their queue is checked.
    """
    sums: dict[str, FloatArray] = {}
    members: dict[str, int] = {}
    for _, rows in split_queues(history):
        channel = channel_of(rows)
        sums[channel] = sums.get(channel, 0.0) + _by_minute(rows, request)
        members[channel] = members.get(channel, 0) + 1
    return {channel: total for channel, total in sums.items() if members[channel] > 1}


def channel_of(rows: pd.DataFrame) -> str:
    """Channel of a queue's rows; voice where the history does not say."""
    return str(rows["channel"].iloc[0]) if "channel" in rows else "voice"


def _by_minute(rows: pd.DataFrame, request: Request) -> FloatArray:
    begin = request.midnight(0)
    starts = rows["interval_start"]
    rows = rows[(starts < begin) & (starts >= begin - LATEST)]
    local = rows["interval_start"].dt.tz_convert(request.time_zone).dt
    place = (local.day_of_week * DAY_MINUTES + local.hour * 60 + local.minute).to_numpy()
    offered = pd.to_numeric(rows["offered"], errors="coerce").to_numpy(dtype=float)
    good = np.isfinite(offered) & (offered >= 0)
    length = int(np.min(np.diff(np.unique(place)), initial=60)) if len(place) > 1 else 60
    at_start = np.bincount(place[good], offered[good], minlength=7 * DAY_MINUTES)
    spread = np.convolve(at_start, np.full(length, 1.0 / length))[: 7 * DAY_MINUTES]
    return spread.reshape(7, DAY_MINUTES)


def on_slots(shape: FloatArray, slots: int) -> FloatArray:
    """Bring contacts per minute, (7, 1440), to slots."""
    summed: FloatArray = shape.reshape(7, slots, DAY_MINUTES // slots).sum(axis=2)
    return summed
