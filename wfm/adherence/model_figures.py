"""What the staffing model says of some demand met by some heads.

It is the model that plans: Erlang A or C with overload carried on, redials and limited lines,
sessions of chats, and deferred work played first come first served, in idle time too where queues
are blended; its service level is the share answered in its window.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.figures.key_figures import OF_SERVICE
from wfm.model import Site
from wfm.staffing import predict_coverage
from wfm.staffing.redials import without_redials
from wfm.staffing.shrinkage import residual_shrinkage

FIGURES: Final = ("service_level", "asa", "abandonment", "occupancy")
_KEYS: Final = ["interval_start", "queue"]
_GIVEN: Final = tuple(figure.name for figure in OF_SERVICE)


def modelled(
    site: Site,
    table: pd.DataFrame,
    volume: NDArray[np.float64],
    aht: NDArray[np.float64],
    heads: NDArray[np.float64],
) -> pd.DataFrame:
    """Figures (`FIGURES`) per row of a comparison; NaN where volume or AHT is unknown.

    Deferred work goes on in the idle time of the queues that it is blended with, as far as their
    volume is known.

    Parameters
    ----------
    table
        `interval_start`, `interval_minutes`, `queue`, `offered`, `handled` and `backlog_end`.
    volume, aht, heads
        Contacts, seconds, and heads on queue net of shrinkage, per row.
    """
    known = np.isfinite(volume) & np.isfinite(aht)
    nothing = pd.DataFrame(np.nan, index=table.index, columns=list(FIGURES))
    if not known.any():
        return nothing
    donors = table["queue"].isin([queue.name for queue in site.queues if queue.blended_queues])
    given = pd.DataFrame(
        {
            "interval_start": table["interval_start"].array,
            "queue": table["queue"].array,
            "contacts": np.where(known, volume, 0.0),
            "aht_seconds": np.where(known, aht, np.nan),
            "scheduled": np.where(known | ~donors, np.maximum(heads, 0) / on_duty(site, table), 0),
        }
    )
    heard = given["queue"].isin(given["queue"][known])
    whole = _without_gaps(given[heard], int(table["interval_minutes"].iloc[0]))
    waiting = {str(name): waiting_before(rows) for name, rows in table.groupby("queue")}
    found = predict_coverage(
        whole[_KEYS].assign(gross_requirement=0.0),
        whole[[*_KEYS, "interval_minutes", "contacts", "aht_seconds"]],
        whole[[*_KEYS, "scheduled"]],
        site,
        waiting,
    )
    figures = given[_KEYS].merge(found, on=_KEYS, how="left")
    return nothing.assign(
        **{
            name: np.where(known, figures[column].to_numpy(float), np.nan)
            for name, column in zip(FIGURES, _GIVEN, strict=True)
        }
    )


def on_duty(site: Site, table: pd.DataFrame) -> NDArray[np.float64]:
    """Share of the scheduled heads that residual shrinkage leaves, per row."""
    shares = {queue.name: 1 - residual_shrinkage(queue, site) for queue in site.queues}
    return np.array([shares[str(name)] for name in table["queue"]])


def first_attempts(site: Site, table: pd.DataFrame) -> NDArray[np.float64]:
    """Return recorded contacts less the redials of those lost, which the model adds itself."""
    return without_redials(table, site.queues)["offered"].clip(lower=0).to_numpy(float)


def waiting_before(rows: pd.DataFrame) -> float:
    """Contacts of a queue that waited before the first row, as far as the backlog was recorded."""
    first = rows.sort_values("interval_start")[["backlog_end", "offered", "handled"]].iloc[0]
    backlog, offered, handled = first.to_numpy(float)
    waiting = backlog - offered + handled
    return max(float(waiting), 0.0) if np.isfinite(waiting) else 0.0


def _without_gaps(given: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Fill the intervals between, of which nothing is asked, with no contacts and no heads."""
    parts = []
    for name, rows in given.set_index("interval_start").groupby("queue"):
        every = pd.date_range(
            rows.index.min(), rows.index.max(), freq=f"{minutes}min", name="interval_start"
        )
        parts.append(rows.reindex(every).assign(queue=name).reset_index())
    empty = {"contacts": 0.0, "scheduled": 0.0}
    return pd.concat(parts, ignore_index=True).fillna(empty).assign(interval_minutes=minutes)


def handle_times(site: Site, table: pd.DataFrame, aht: str) -> NDArray[np.float64]:
    """AHT per interval; where it is unknown the forecast's, else the queue's declared one."""
    found = table[aht].where(table[aht] > 0, table["forecast_aht"])
    declared = table["queue"].map({q.name: q.aht_seconds for q in site.queues}).astype(float)
    return found.where(found > 0, declared).to_numpy(float)
