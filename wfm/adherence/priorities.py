"""Where to act first: the intervals that lose most customers, and the cheapest way to help each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.measure import Measurement
from wfm.adherence.model_figures import first_attempts, handle_times
from wfm.adherence.remedies import cheapest_remedies
from wfm.figures.key_figures import COST_PER_VALUE
from wfm.model import Queue, Site
from wfm.staffing import Performance, queue_performance

Floats: TypeAlias = NDArray[np.float64]


def act_first(
    comparison: pd.DataFrame, measured: Measurement, site: Site, hired_hours: float
) -> pd.DataFrame:
    """Rank intervals of immediate queues in which customers were lost or heads were missing.

    Whoever is hired is paid `hired_hours` at least.

    Returns
    -------
    `rank`, `interval_start`, `queue`, `lost` (abandoned contacts), `value_lost` (times the value
    of a contact), `heads_missing`, `saved_by_one_head` (value by the staffing model), `remedy`,
    `remedy_heads` and `remedy_cost` (see `remedies`), and `cost_per_value` (cost of one of these
    heads over the value that it saves), most value lost first.
    """
    queues = {queue.name: queue for queue in site.queues if not queue.channel.deferred}
    rows = comparison[comparison["queue"].isin(queues.keys())]
    rows = rows[(rows["abandoned"].fillna(0) > 0) | (rows["actual_under"] > 0)].copy()
    rows["lost"] = rows["abandoned"].fillna(0.0)
    value = rows["queue"].map({name: queue.contact_value for name, queue in queues.items()})
    rows["value_lost"] = rows["lost"] * value
    rows["heads_missing"] = rows["actual_under"]
    now, helped = (contacts_lost(rows, site, np.full(len(rows), more)) for more in (0.0, 1.0))
    rows["saved_by_one_head"] = (now - helped) * value.fillna(0.0)
    rows = cheapest_remedies(rows, comparison, measured, site, hired_hours)
    saved = rows["saved_by_one_head"].where(rows["saved_by_one_head"] > 0)
    each = rows["remedy_cost"] / rows["remedy_heads"]
    rows["cost_per_value"] = COST_PER_VALUE.value({"remedy_cost": each, "saved_by_one_head": saved})
    rows = rows.sort_values(
        ["value_lost", "heads_missing", "remedy_cost", "interval_start"],
        ascending=[False, False, True, True],
        kind="stable",
    )
    rows["rank"] = np.arange(1, len(rows) + 1)
    return rows[
        [
            "rank",
            "interval_start",
            "queue",
            "lost",
            "value_lost",
            "heads_missing",
            "saved_by_one_head",
            "remedy",
            "remedy_heads",
            "remedy_cost",
            "cost_per_value",
        ]
    ].reset_index(drop=True)


def loses_nobody(queue: Queue) -> bool:
    """Whether the staffing model lets nobody give up: it knows neither patience nor lines."""
    return queue.patience_seconds is None and queue.lines is None


def contacts_in_time(rows: pd.DataFrame, site: Site, more: Floats) -> pd.Series[float]:
    """Give how many contacts the model answers within the threshold with `more` heads."""

    def in_time(_: Queue, figures: Performance, first: Floats) -> Floats:
        return np.asarray(first * np.nan_to_num(figures.service_level))

    return _by_queue(rows, site, more, in_time)


def contacts_lost(rows: pd.DataFrame, site: Site, more: Floats) -> pd.Series[float]:
    """Give how many contacts the staffing model loses with `more` heads on rows of a comparison."""

    def lost(queue: Queue, figures: Performance, first: Floats) -> Floats:
        if loses_nobody(queue):
            return np.zeros(len(first))
        again = queue.redial_share * figures.lost
        return np.asarray(first * (figures.lost - again) / (1 - again))

    return _by_queue(rows, site, more, lost)


def _by_queue(
    rows: pd.DataFrame,
    site: Site,
    more: Floats,
    figure: Callable[[Queue, Performance, Floats], Floats],
) -> pd.Series[float]:
    found = pd.Series(0.0, index=rows.index)
    for queue in site.queues:
        own = (rows["queue"] == queue.name).to_numpy()
        part = rows[own]
        if not len(part) or queue.channel.deferred:
            continue
        aht = np.nan_to_num(handle_times(site, part, "aht"), nan=1.0)
        first = np.nan_to_num(first_attempts(site, part)) * (1 - queue.outsource_share)
        load = first * aht / (part["interval_minutes"].to_numpy(float) * 60)
        heads = (part["actual"] + part["unknown"]).to_numpy(float) + more[own]
        found[part.index] = figure(queue, queue_performance(queue, load, heads, aht), first)
    return found
