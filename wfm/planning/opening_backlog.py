"""What waits in deferred queues when a week begins, and what it leaves waiting for the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from wfm.model import Site
from wfm.timegrid import TimeGrid

FRESH = timedelta(days=4)
"""Older than this before the week, a recorded backlog says nothing of its start."""
DECIMALS = 2
"""Decimals of contacts left waiting: what files and stored tables, which round, agree on."""


def opening_backlog(
    site: Site, history: pd.DataFrame, first: date, given: Mapping[str, float] | None = None
) -> Mapping[str, float]:
    """Return the contacts per deferred queue that wait at the start of `first`.

    Those that are `given`, else those that waited at the queue's last interval before that day.
    """
    begin = TimeGrid(site.time_zone, first, 1, site.interval_minutes).start
    found: dict[str, float] = {}
    for queue in site.queues:
        rows = history[(history["queue"] == queue.name) & history["backlog_end"].notna()]
        rows = rows[rows["interval_start"] < begin]
        if queue.channel.deferred and not rows.empty:
            last = rows.sort_values("interval_start").tail(1)
            if begin - last["interval_start"].iloc[0] <= FRESH:
                found[queue.name] = float(last["backlog_end"].iloc[0])
    return found | dict(given or {})


def left_waiting(backlog: pd.DataFrame | None) -> dict[str, float]:
    """Contacts per deferred queue that a week leaves waiting at its end."""
    if backlog is None:
        return {}
    last = backlog.sort_values("interval_start").groupby("queue", sort=False).tail(1)
    contacts = last["backlog_end"].astype(float).round(DECIMALS)
    return dict(zip(last["queue"], contacts, strict=True))
