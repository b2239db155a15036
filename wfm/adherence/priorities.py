"""Where to act first: the intervals that lose most customers, and the cheapest way to help each."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from wfm.adherence.categories import ON_QUEUE, SCHEDULED_NAMES, UNSCHEDULED
from wfm.adherence.comparison import handle_times
from wfm.adherence.heads import elapsed
from wfm.adherence.measure import Measurement
from wfm.adherence.overlap import Ints, ints
from wfm.model import Queue, Site
from wfm.staffing import performance

MOVE: Final = "move breaks, meetings or training elsewhere"
LEND: Final = "lend heads from {queue}"
RETURN: Final = "bring agents back to their schedule"
HIRE: Final = "add paid time"


def act_first(comparison: pd.DataFrame, measured: Measurement, site: Site) -> pd.DataFrame:
    """Rank intervals of immediate queues in which customers were lost or heads were missing.

    Returns
    -------
    `rank`, `interval_start`, `queue`, `lost` (abandoned contacts), `value_lost` (times the value
    of a contact), `heads_missing`, `saved_by_one_head` (value by the staffing model), `remedy`,
    `remedy_cost` and `cost_per_value` (cost of the remedy over the value it saves), most value
    lost first.
    """
    queues = {queue.name: queue for queue in site.queues if not queue.channel.deferred}
    rows = comparison[comparison["queue"].isin(queues.keys())]
    rows = rows[(rows["abandoned"].fillna(0) > 0) | (rows["actual_under"] > 0)].copy()
    rows["lost"] = rows["abandoned"].fillna(0.0)
    value = rows["queue"].map({name: queue.contact_value for name, queue in queues.items()})
    rows["value_lost"] = rows["lost"] * value
    rows["heads_missing"] = rows["actual_under"]
    rows["saved_by_one_head"] = _saved_by_one_head(rows, queues)
    rows = _remedies(rows, comparison, measured, site)
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
            "remedy_cost",
            "cost_per_value",
        ]
    ].reset_index(drop=True)


def _saved_by_one_head(rows: pd.DataFrame, queues: dict[str, Queue]) -> pd.Series:
    saved = pd.Series(0.0, index=rows.index)
    for name, part in rows.groupby("queue"):
        queue = queues[str(name)]
        if queue.patience_seconds is None:
            continue
        aht = np.nan_to_num(handle_times(queue, part, "aht"), nan=1.0)
        offered = part["offered"].fillna(0).to_numpy(float) * (1 - queue.outsource_share)
        load = offered * aht / (part["interval_minutes"].to_numpy(float) * 60)
        heads = (part["actual"] + part["unknown"]).to_numpy(float)
        before, after = (
            performance(
                load,
                (heads + extra) * queue.concurrency,
                aht,
                queue.goal.threshold,
                queue.patience_seconds,
            ).abandonment
            for extra in (0, 1)
        )
        saved[part.index] = offered * (before - after) * queue.contact_value
    return saved


def _remedies(
    rows: pd.DataFrame, comparison: pd.DataFrame, measured: Measurement, site: Site
) -> pd.DataFrame:
    """Attach the cheapest remedy that is at hand in each interval."""
    starts = ints(rows["interval_start"].astype("datetime64[s, UTC]").astype("int64"))
    seconds = ints(rows["interval_minutes"] * 60)
    movable = _movable_heads(measured, starts, seconds)
    strayed = (rows["scheduled"] - rows["actual"] - rows["unknown"]).to_numpy(float)
    lenders = _lenders(rows, comparison, site)
    wage = float(np.mean([agent.hourly_cost for agent in site.agents] or [0.0]))
    cost = np.maximum(rows["heads_missing"].to_numpy(float), 1) * wage * seconds / 3600
    names, costs = [], []
    for moved, stray, lender, price in zip(movable, strayed, lenders, cost, strict=True):
        if stray >= 1:
            names.append(RETURN)
        elif lender:
            names.append(LEND.format(queue=lender))
        elif moved >= 1:
            names.append(MOVE)
        else:
            names.append(HIRE)
        costs.append(price if names[-1] == HIRE else 0.0)
    saved = rows["saved_by_one_head"].where(rows["saved_by_one_head"] > 0)
    return rows.assign(remedy=names, remedy_cost=costs, cost_per_value=np.array(costs) / saved)


def _movable_heads(measured: Measurement, starts: Ints, seconds: Ints) -> np.ndarray:
    """Mean heads that the schedule keeps at breaks, meetings, training or off-queue work."""
    fixed = [
        ON_QUEUE,
        UNSCHEDULED,
        *(SCHEDULED_NAMES.index(n) for n in ("time_off", "unavailable")),
    ]
    part = measured.slices.where(~np.isin(measured.slices.scheduled, fixed))
    covered = elapsed(part.start, part.end, starts + seconds)
    return (covered - elapsed(part.start, part.end, starts)) / seconds


def _lenders(rows: pd.DataFrame, comparison: pd.DataFrame, site: Site) -> list[str]:
    """Another queue with a spare head in the same interval, served by agents who know both."""
    skills = {queue.name: queue.skill for queue in site.queues}
    spare = comparison[comparison["actual_over"] >= 1]
    by_interval: dict[object, list[tuple[float, str]]] = {}
    for start, queue, over in zip(
        spare["interval_start"], spare["queue"], spare["actual_over"], strict=True
    ):
        by_interval.setdefault(start, []).append((-over, queue))

    def able(one: str, other: str) -> bool:
        needed = {skills[one], skills[other]}
        return one != other and any(needed <= agent.skills for agent in site.agents)

    return [
        next((q for _, q in sorted(by_interval.get(start, [])) if able(queue, q)), "")
        for start, queue in zip(rows["interval_start"], rows["queue"], strict=True)
    ]
