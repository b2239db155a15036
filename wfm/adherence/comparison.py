"""Planned against actual per interval and queue: volume, AHT, heads and service.

`compare` gives these columns, one row per queue and open interval:

============================  ==============================================================
interval_start, _minutes      the interval, with time zone
queue
forecast, offered             contacts forecast, contacts that came (NaN: not recorded)
forecast_aht, aht             seconds
required, required_net        gross heads, and heads on queue that the goal needs
scheduled, actual             heads on queue by the schedule (gross), recorded on queue
absent, unknown               scheduled heads of absent agents; of agents without data
rerouted                      heads that served another queue than the schedule meant
scheduled_under, _over        scheduled − required, gaps and spare heads apart
actual_under, _over           actual (and unknown) − required_net, gaps and spare heads apart
service_level_planned,        by the staffing model: forecast demand met by the scheduled heads
asa_planned, …
service_level_predicted, …    by the staffing model: recorded demand met by the recorded heads
service_level, asa,           recorded
abandonment, occupancy
handled, abandoned, …         the recorded counts
============================  ==============================================================
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from wfm.adherence.heads import heads_by_queue
from wfm.adherence.measure import Measurement
from wfm.adherence.model_figures import FIGURES, first_attempts, handle_times, modelled, on_duty
from wfm.adherence.occupancy import seconds_of_each
from wfm.figures.key_figures import ABANDONMENT, AHT, ASA, OCCUPANCY, SERVICE_LEVEL
from wfm.figures.net_staffing import under_and_over
from wfm.model import Site

COUNTS: Final = (
    "offered",
    "handled",
    "abandoned",
    "answered_within_threshold",
    "abandoned_within_threshold",
    "talk_seconds",
    "hold_seconds",
    "acw_seconds",
    "wait_seconds_answered",
    "backlog_end",
)
_OF_RECORDED: Final = (
    *("actual", "absent", "unknown", "rerouted", "actual_under", "actual_over", "occupancy"),
    *(f"{name}_predicted" for name in FIGURES),
)
"""Columns that say what agents did, or follow from it."""
_KEYS: Final = ["interval_start", "queue"]
_PLAN: Final = (*_KEYS, "interval_minutes", "net_requirement", "gross_requirement")


def compare(
    measured: Measurement,
    site: Site,
    forecast: pd.DataFrame,
    requirement: pd.DataFrame,
    history: pd.DataFrame,
    until: datetime | None = None,
) -> pd.DataFrame:
    """Join plan and reality, with the columns of this module.

    Of intervals that begin at `until` or later nothing can be known yet: their recorded heads,
    and what follows from these, are NaN, neither lacking nor unknown.

    Parameters
    ----------
    forecast
        `interval_start`, `queue`, `contacts`, `aht_seconds`.
    requirement
        `interval_start`, `interval_minutes`, `queue`, `net_requirement`, `gross_requirement`.
    history
        What was recorded, in the columns of a site's history.
    """
    recorded = _utc(history)[[*_KEYS, *COUNTS]]
    handling = recorded[["talk_seconds", "hold_seconds", "acw_seconds"]].sum(axis=1, min_count=1)
    recorded = recorded.assign(handle_seconds=handling)
    minutes = int(requirement["interval_minutes"].iloc[0])
    sessions = recorded["queue"].map({queue.name: queue.concurrency for queue in site.queues})
    busy = recorded.assign(busy=handling / (minutes * 60 * sessions))
    table = heads_by_queue(measured, site, _utc(requirement)[list(_PLAN)], busy)
    table = table.merge(_utc(forecast)[[*_KEYS, "contacts", "aht_seconds"]], on=_KEYS, how="left")
    table = table.merge(recorded, on=_KEYS, how="left")
    table = table.rename(
        columns={
            "contacts": "forecast",
            "aht_seconds": "forecast_aht",
            "gross_requirement": "required",
            "net_requirement": "required_net",
        }
    )
    table["aht"] = AHT.value(table)
    order = {queue.name: number for number, queue in enumerate(site.queues)}
    table = table.assign(order=table["queue"].map(order)).dropna(subset="order")
    table = table.sort_values(["order", "interval_start"], ignore_index=True)
    found = _figures(_net_staffing(table.drop(columns="order")), site)
    if until is not None:
        found.loc[found["interval_start"] >= pd.Timestamp(until), list(_OF_RECORDED)] = np.nan
    return found


def _utc(frame: pd.DataFrame) -> pd.DataFrame:
    instants = frame["interval_start"].dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    return frame.assign(interval_start=instants)


def _net_staffing(table: pd.DataFrame) -> pd.DataFrame:
    planned = under_and_over(table["scheduled"], table["required"])
    actual = under_and_over(table["actual"] + table["unknown"], table["required_net"])
    return table.assign(
        scheduled_under=planned[0], scheduled_over=planned[1],
        actual_under=actual[0], actual_over=actual[1],
    )  # fmt: skip


def _figures(table: pd.DataFrame, site: Site) -> pd.DataFrame:
    available = table["scheduled"].to_numpy(float) * on_duty(site, table)
    volume, aht = table["forecast"].to_numpy(float), handle_times(site, table, "forecast_aht")
    planned = modelled(site, table, volume, aht, available)
    working = (table["actual"] + table["unknown"]).to_numpy(float)
    volume, aht = first_attempts(site, table), handle_times(site, table, "aht")
    predicted = modelled(site, table, volume, aht, working)
    busy, present = seconds_of_each(table)
    sessions = table["queue"].map({queue.name: queue.concurrency for queue in site.queues})
    return table.assign(
        **{f"{name}_planned": planned[name] for name in FIGURES},
        **{f"{name}_predicted": predicted[name] for name in FIGURES},
        service_level=SERVICE_LEVEL.value(table),
        asa=ASA.value(table),
        abandonment=ABANDONMENT.value(table),
        occupancy=OCCUPANCY.value({"handle_seconds": busy, "present_seconds": present * sessions}),
    )
