"""What the staffing model says of some demand met by some heads, queue by queue.

It is the model that plans: Erlang A or C with overload carried on, redials and limited lines,
sessions of chats, and deferred work played first come first served, whose service level is the
share answered in its window.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.model import Queue, Site
from wfm.staffing import predict_coverage
from wfm.staffing.redials import without_redials
from wfm.staffing.shrinkage import residual_shrinkage

FIGURES: Final = ("service_level", "asa", "abandonment", "occupancy")
_GIVEN: Final = ("service_level", "asa_seconds", "abandonment", "occupancy")


def modelled(
    queue: Queue,
    site: Site,
    rows: pd.DataFrame,
    volume: NDArray[np.float64],
    aht: NDArray[np.float64],
    heads: NDArray[np.float64],
) -> pd.DataFrame:
    """Figures (`FIGURES`) per row of one queue; NaN where volume or AHT is unknown.

    Parameters
    ----------
    rows
        `interval_start`, `interval_minutes` and `backlog_end` of the queue, by time.
    volume, aht, heads
        Contacts, seconds, and heads on queue net of shrinkage, per row.
    """
    known = np.isfinite(volume) & np.isfinite(aht)
    nothing = pd.DataFrame(np.nan, index=rows.index, columns=list(FIGURES))
    if not known.any():
        return nothing
    given = pd.DataFrame(
        {
            "interval_start": rows["interval_start"].array,
            "contacts": np.where(known, volume, 0.0),
            "aht_seconds": np.where(known, aht, np.nan),
            "scheduled": np.maximum(heads, 0) / (1 - residual_shrinkage(queue, site)),
        }
    )
    whole = _without_gaps(given, int(rows["interval_minutes"].iloc[0])).assign(
        queue=queue.name, gross_requirement=0.0
    )
    found = predict_coverage(
        whole[["interval_start", "queue", "gross_requirement"]],
        whole[["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]],
        whole[["interval_start", "queue", "scheduled"]],
        replace(site, queues=(queue,)),
        {queue.name: waiting_before(rows)},
    )
    figures = found.set_index("interval_start").loc[given["interval_start"], list(_GIVEN)]
    return nothing.assign(
        **{
            name: np.where(known, figures[column].to_numpy(float), np.nan)
            for name, column in zip(FIGURES, _GIVEN, strict=True)
        }
    )


def first_attempts(queue: Queue, rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return recorded contacts less the redials of those lost, which the model adds itself."""
    return without_redials(rows, (queue,))["offered"].clip(lower=0).to_numpy(float)


def waiting_before(rows: pd.DataFrame) -> float:
    """Contacts that waited before the first row, as far as the backlog was recorded."""
    first = rows[["backlog_end", "offered", "handled"]].iloc[0].to_numpy(float)
    waiting = first[0] - first[1] + first[2]
    return max(float(waiting), 0.0) if np.isfinite(waiting) else 0.0


def _without_gaps(given: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Fill the intervals between, of which nothing is asked, with no contacts and no heads."""
    first, last = given["interval_start"].iloc[0], given["interval_start"].iloc[-1]
    every = pd.date_range(first, last, freq=f"{minutes}min", name="interval_start")
    whole = given.set_index("interval_start").reindex(every).reset_index()
    empty = {"contacts": 0.0, "scheduled": 0.0}
    return whole.fillna(empty).assign(interval_minutes=minutes)


def handle_times(queue: Queue, rows: pd.DataFrame, aht: str) -> NDArray[np.float64]:
    """AHT per interval; where it is unknown the forecast's, else the queue's declared one."""
    found = rows[aht].where(rows[aht] > 0, rows["forecast_aht"])
    declared = np.nan if queue.aht_seconds is None else queue.aht_seconds
    return found.where(found > 0, declared).to_numpy(float)
