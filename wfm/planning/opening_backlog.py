"""What waits in deferred queues when the week begins, as far as the history knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from wfm.model import Site
from wfm.timegrid import TimeGrid

FRESH = timedelta(days=4)
"""Older than this before the week, a recorded backlog says nothing of its start."""


def starting_backlog(history: pd.DataFrame, site: Site, grid: TimeGrid) -> Mapping[str, float]:
    """Return the contacts per deferred queue that waited at its last interval before the week."""
    found: dict[str, float] = {}
    for queue in site.queues:
        rows = history[(history["queue"] == queue.name) & history["backlog_end"].notna()]
        rows = rows[rows["interval_start"] < grid.start]
        if queue.channel.deferred and not rows.empty:
            last = rows.sort_values("interval_start").tail(1)
            if grid.start - last["interval_start"].iloc[0] <= FRESH:
                found[queue.name] = float(last["backlog_end"].iloc[0])
    return found
