"""Deferred queues as people follow them: backlog, oldest age, share in window, missed windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from wfm.model import Site
from wfm.staffing.coverage import deferred_heads, idle_time
from wfm.staffing.deferred_work import DeferredWork, played, shortfall
from wfm.staffing.demand import QueueDemand, beside, demands
from wfm.staffing.site_staffing import NO_BACKLOG, available_heads, work_of
from wfm.staffing.tolerances import Floats

COLUMNS: Final = (
    *("interval_start", "interval_minutes", "queue", "offered", "handled", "backlog_end"),
    *("oldest_age_minutes", "share_in_window"),
)


def predict_backlog(
    forecast: pd.DataFrame,
    heads: pd.DataFrame,
    site: Site,
    backlog: Mapping[str, float] = NO_BACKLOG,
) -> pd.DataFrame:
    """Follow the deferred queues under scheduled heads.

    `heads` has `interval_start`, `queue`, `scheduled` (gross heads; idle ones of blended queues
    help); `backlog` the contacts that wait at the start.

    Returns
    -------
    pd.DataFrame
        `interval_start`, `interval_minutes`, `queue`, `offered`, `handled` and `backlog_end`
        (contacts, the last at the interval's end), `oldest_age_minutes` (elapsed; 0 where none
        waits), `share_in_window` (of the contacts offered then; NaN where unknown). No rows where
        no queue is deferred.
    """
    parts = []
    for demand, work, available in _deferred(forecast, heads, site, backlog):
        outcome = played(work, available)
        contacts = demand.seconds / demand.aht
        rows = {
            "interval_start": demand.rows["interval_start"].array,
            "interval_minutes": demand.minutes,
            "queue": demand.queue.name,
            "offered": demand.contacts,
            "handled": outcome.done * contacts,
            "backlog_end": outcome.backlog * contacts,
            "oldest_age_minutes": outcome.oldest * demand.minutes,
            "share_in_window": outcome.in_window,
        }
        parts.append(pd.DataFrame(rows))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


@dataclass(frozen=True, slots=True)
class MissedWindow:
    """A queue's window of time with more deferred work than its heads can do."""

    queue: str
    start: datetime
    """When the first of this work arrives, in the site's time."""
    end: datetime
    """By when all of it is due."""
    work_hours: float
    capacity_hours: float


def missed_windows(
    forecast: pd.DataFrame,
    heads: pd.DataFrame,
    site: Site,
    backlog: Mapping[str, float] = NO_BACKLOG,
) -> tuple[MissedWindow, ...]:
    """Prove which deferred queues cannot answer in time, each by its worst window."""
    found = []
    for demand, work, available in _deferred(forecast, heads, site, backlog):
        short = shortfall(work, available)
        if short:
            zone = ZoneInfo(site.time_zone)
            starts = demand.rows["interval_start"].dt.tz_convert(zone)
            hours = demand.minutes / 60
            end = starts.iloc[short.last] + pd.Timedelta(minutes=demand.minutes)
            span = starts.iloc[short.first].to_pydatetime(), end.to_pydatetime()
            amounts = short.work * hours, short.capacity * hours
            found.append(MissedWindow(demand.queue.name, *span, *amounts))
    return tuple(found)


def _deferred(
    forecast: pd.DataFrame, heads: pd.DataFrame, site: Site, backlog: Mapping[str, float]
) -> Iterator[tuple[QueueDemand, DeferredWork, Floats]]:
    every = tuple(demands(beside(forecast, heads, "scheduled", "schedule"), site))
    idle = idle_time(every, site)
    for demand in every:
        if demand.queue.channel.deferred:
            work = work_of(demand, backlog.get(demand.queue.name, 0.0))
            own = available_heads(demand, site)
            yield demand, work, deferred_heads(work, demand, own, idle)
