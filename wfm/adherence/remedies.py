"""What would help an interval that lacks heads, and what it costs by what the site declares.

Assumed, as no site declares it: overtime costs one and a half times the hourly cost; a meeting or
training that is cancelled is held another time, so that its paid time is spent twice; a hired
agent works one more of the shortest shifts that a contract has (eight hours without any); a partner
whose charge is declared takes what a head that is always busy would handle; moving a break, lending
a spare head and coming back to the schedule cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.categories import INDEX, ON_QUEUE, UNSCHEDULED
from wfm.adherence.heads import elapsed
from wfm.adherence.measure import Measurement
from wfm.adherence.model_figures import handle_times
from wfm.adherence.overlap import ints
from wfm.model import ActivityCategory, Queue, Site

OVERTIME: Final = 1.5
RETURN: Final = "bring agents back to their schedule"
MOVE: Final = "move breaks and meals"
LEND: Final = "lend heads from {queue}"
CANCEL: Final = "put off meetings, training or off-queue work"
EXTRA: Final = "overtime of agents who are off"
OUTSOURCE: Final = "give contacts to the partner"
HIRE: Final = "hire: one more shift"
PAUSES: Final = (ActivityCategory.BREAK, ActivityCategory.MEAL)
AWAY: Final = (
    ActivityCategory.MEETING,
    ActivityCategory.TRAINING,
    ActivityCategory.OFF_QUEUE_WORK,
)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would help some intervals of one queue: heads at hand, and the cost of each."""

    names: NDArray[np.object_]
    heads: NDArray[np.float64]
    cost: NDArray[np.float64]


def cheapest_remedies(
    rows: pd.DataFrame,
    comparison: pd.DataFrame,
    measured: Measurement,
    site: Site,
    hired_hours: float,
) -> pd.DataFrame:
    """Attach to rows of a comparison the remedy that costs least for each head it brings.

    Returns
    -------
    `rows` with `remedy`, `remedy_heads` (at most those that are missing, at least one) and
    `remedy_cost` (of all these heads, in the site's currency).
    """
    queues = {queue.name: queue for queue in site.queues}
    parts = [
        _chosen(
            part, list(_at_hand(part, queues[str(name)], comparison, measured, site, hired_hours))
        )
        for name, part in rows.groupby("queue", sort=False)
    ]
    nothing = rows.assign(remedy="", remedy_heads=0.0, remedy_cost=0.0)
    return pd.concat(parts).loc[rows.index] if parts else nothing


def _chosen(rows: pd.DataFrame, remedies: list[Remedy]) -> pd.DataFrame:
    """Of equal cost the one that is named first."""
    cost = np.array([np.where(one.heads >= 1, one.cost, np.inf) for one in remedies])
    best, every = cost.argmin(axis=0), np.arange(len(rows))
    names, heads = (np.array([getattr(one, n) for one in remedies]) for n in ("names", "heads"))
    missing = np.maximum(np.ceil(rows["heads_missing"].to_numpy(float)), 1)
    brought = np.minimum(np.floor(heads[best, every]), missing)
    return rows.assign(
        remedy=names[best, every], remedy_heads=brought, remedy_cost=brought * cost[best, every]
    )


def _at_hand(
    rows: pd.DataFrame,
    queue: Queue,
    comparison: pd.DataFrame,
    measured: Measurement,
    site: Site,
    hired_hours: float,
) -> Iterator[Remedy]:
    able = {agent.id for agent in site.agents if queue.skill in agent.skills}
    costs = [agent.hourly_cost for agent in site.agents if agent.id in able]
    wage = float(np.mean(costs or [agent.hourly_cost for agent in site.agents] or [0.0]))
    hours = rows["interval_minutes"].to_numpy(float) / 60
    free = np.zeros(len(rows))
    here = rows["actual"] + rows["unknown"] - rows["rerouted"]
    strayed = (rows["scheduled"] - here).to_numpy(float)
    own = measured.of(able)
    yield Remedy(_named(RETURN, rows), strayed, free)
    yield Remedy(_named(MOVE, rows), _heads_at(own, rows, [INDEX[c] for c in PAUSES]), free)
    names, spare = _lenders(rows, queue, comparison, site)
    yield Remedy(names, spare, free)
    away = _heads_at(own, rows, [INDEX[c] for c in AWAY])
    yield Remedy(_named(CANCEL, rows), away, wage * hours)
    off = _heads_at(own, rows, [UNSCHEDULED])
    yield Remedy(_named(EXTRA, rows), off, OVERTIME * wage * hours)
    everywhere = np.full(len(rows), np.inf)
    if queue.outsource_cost:
        at_once = 3600 * hours * queue.concurrency
        contacts = np.nan_to_num(at_once / handle_times(site, rows, "aht"), nan=np.inf)
        yield Remedy(_named(OUTSOURCE, rows), everywhere, queue.outsource_cost * contacts)
    yield Remedy(_named(HIRE, rows), everywhere, wage * np.maximum(hours, hired_hours))


def _named(name: str, rows: pd.DataFrame) -> NDArray[np.object_]:
    return np.full(len(rows), name, dtype=object)


def _heads_at(
    measured: Measurement, rows: pd.DataFrame, scheduled: list[int]
) -> NDArray[np.float64]:
    """Mean heads that the schedule keeps at some categories and who do not work, per interval."""
    starts = ints(rows["interval_start"].astype("datetime64[s, UTC]").astype("int64"))
    seconds = ints(rows["interval_minutes"] * 60)
    slices = measured.slices
    part = slices.where(np.isin(slices.scheduled, scheduled) & (slices.actual != ON_QUEUE))
    covered = elapsed(part.start, part.end, starts + seconds)
    found: NDArray[np.float64] = (covered - elapsed(part.start, part.end, starts)) / seconds
    return found


def _lenders(
    rows: pd.DataFrame, queue: Queue, comparison: pd.DataFrame, site: Site
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Per interval, the queue with most spare heads whose agents know both, and those heads."""
    others = {
        other.name
        for other in site.queues
        if other.name != queue.name
        and any({queue.skill, other.skill} <= agent.skills for agent in site.agents)
    }
    spare = comparison[(comparison["actual_over"] >= 1) & comparison["queue"].isin(others)]
    best = spare.sort_values("actual_over").groupby("interval_start")[["queue", "actual_over"]]
    most: Mapping[object, tuple[str, float]] = {
        start: (str(row["queue"].iloc[0]), float(row["actual_over"].iloc[0]))
        for start, row in best.tail(1).groupby(spare["interval_start"])
    }
    found = [most.get(start, ("", 0.0)) for start in rows["interval_start"]]
    names = np.array([LEND.format(queue=name) for name, _ in found], dtype=object)
    return names, np.array([heads for _, heads in found])
