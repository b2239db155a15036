"""Predicted figures per queue and day, weighted by what each is a share of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.figures import KeyFigure
from wfm.figures.key_figures import (
    ABANDONMENT,
    ASA,
    OCCUPANCY,
    OF_SERVICE,
    SCHEDULE_EFFICIENCY,
    SERVICE_LEVEL,
)
from wfm.figures.net_staffing import under_and_over
from wfm.model import GoalPeriod, Queue, Site
from wfm.staffing.shrinkage import residual_shrinkage

Columns: TypeAlias = Mapping[str, NDArray[np.float64]]
"""Figures of intervals by name: frames of a few rows each take many times as long to sum."""
SUMMED = ("required", "scheduled", "hours", "contacts", "outsourced", "outsourcing_cost",
          "available", "abandonment")  # fmt: skip
EVEN = 0.05
"""Heads by which an interval may lack its requirement and still not count as under."""
TOLERANCE = 1e-9
ALL_IN_TIME = 0.999
"""Share within the response time that counts as all of a deferred queue's contacts."""


def predicted_kpis(coverage: pd.DataFrame, forecast: pd.DataFrame, site: Site) -> pd.DataFrame:
    """Sum predicted coverage into days, weeks and the site, with the columns of `Plan.kpis`.

    Each figure is weighted by what it is a share of (`wfm.figures`): occupancy by the time that
    residual shrinkage leaves of the scheduled heads, and of sessions where an agent holds several.
    An interval in which a figure is undefined has no weight in it. Outsourced contacts are counted
    apart, with what the partner charges for them.
    """
    expected = forecast[["interval_start", "queue", "contacts"]]
    rows = coverage.merge(expected, on=["interval_start", "queue"], how="left")
    shares = {queue.name: queue.outsource_share for queue in site.queues}
    charges = {queue.name: queue.outsource_cost for queue in site.queues}
    sessions = {q.name: (1 - residual_shrinkage(q, site)) * q.concurrency for q in site.queues}
    contacts = rows["contacts"].fillna(0.0)
    outsourced = contacts * rows["queue"].map(shares)
    rows = rows.assign(
        contacts=contacts - outsourced,
        outsourced=outsourced,
        outsourcing_cost=outsourced * rows["queue"].map(charges),
        date=rows["interval_start"].dt.tz_convert(site.time_zone).dt.date,
        hours=rows["interval_minutes"] / 60,
        available=rows["scheduled"] * rows["queue"].map(sessions),
    )
    return pd.DataFrame(list(_records(rows, site)))


def _records(rows: pd.DataFrame, site: Site) -> Iterator[dict[str, object]]:
    names = dict.fromkeys((*SUMMED, *(figure.name for figure in OF_SERVICE)))
    columns = {name: rows[name].to_numpy(np.float64) for name in names}
    of_queues, dates = rows["queue"].to_numpy(), rows["date"].to_numpy()
    for queue in site.queues:
        of_queue, over = of_queues == queue.name, queue.goal.counted_over
        days = [
            _record(_at(columns, of_queue & (dates == day)), queue, day)
            for day in sorted(set(dates[of_queue]))
        ]
        week = _record(_at(columns, of_queue), queue, None)
        if over is GoalPeriod.DAY:
            week["goal_met"] = all_met(day["goal_met"] for day in days)
        if over is GoalPeriod.WEEK:
            days = [{**day, "goal_met": None} for day in days]
        yield from (*days, week)
    yield _record(columns, None, None)


def all_met(days: Iterable[object]) -> bool | None:
    """Whether a goal that counts over the day is met on each day of which something is known."""
    known = [met for met in days if met is not None]
    return all(known) if known else None


def _at(columns: Columns, where: NDArray[np.bool_]) -> Columns:
    return {name: values[where] for name, values in columns.items()}


def _record(rows: Columns, queue: Queue | None, day: date | None) -> dict[str, object]:
    under, over = under_and_over(rows["scheduled"], rows["required"])
    answered = rows["contacts"] * (1 - np.nan_to_num(rows["abandonment"]))
    counts = {
        "offered": rows["contacts"],
        "handled": answered,
        "present_seconds": rows["available"] * rows["hours"] * 3600,
    }
    figures = {figure.name: figure.joined(rows[figure.name], counts) for figure in OF_SERVICE}
    hours = {
        "required_hours": _sum(rows["required"] * rows["hours"]),
        "scheduled_hours": _sum(rows["scheduled"] * rows["hours"]),
        "under_hours": _sum(under * rows["hours"]),
        "over_hours": _sum(over * rows["hours"]),
    }
    return {
        "queue": queue.name if queue else None,
        "date": day,
        "contacts": _sum(rows["contacts"]),
        "handled": _sum(answered),
        "outsourced": _sum(rows["outsourced"]),
        "outsourcing_cost": _sum(rows["outsourcing_cost"]),
        **hours,
        "intervals": len(under),
        "intervals_under": int((under > EVEN).sum()),
        "intervals_over": int((over > EVEN).sum()),
        **figures,
        "goal": goal_in_words(queue) if queue else None,
        "goal_met": goal_met(queue, figures) if queue else None,
        "schedule_efficiency": float(SCHEDULE_EFFICIENCY.value(hours)),
    }


def _sum(values: NDArray[np.float64]) -> float:
    return float(np.nansum(values))


def _targets(queue: Queue) -> Iterator[tuple[KeyFigure, float]]:
    """Yield each target of a queue: figure and bound."""
    goal = queue.goal
    share = goal.service_level or (ALL_IN_TIME if queue.channel.deferred else None)
    targets = (
        *((SERVICE_LEVEL, share), (ASA, goal.asa)),
        *((ABANDONMENT, goal.abandonment), (OCCUPANCY, goal.occupancy)),
    )
    for figure, bound in targets:
        if bound is not None and (figure.of_deferred or not queue.channel.deferred):
            yield figure, bound


def goal_met(queue: Queue, figures: dict[str, float]) -> bool | None:
    """Whether all targets with a predicted figure are met; None where nothing can be said."""
    known = [target for target in _targets(queue) if not np.isnan(figures[target[0].name])]
    if not known:
        return None
    return all(
        (figures[figure.name] - bound) * (1 if figure.lower_is_better else -1) <= TOLERANCE
        for figure, bound in known
    )


def goal_in_words(queue: Queue) -> str:
    """Return a queue's service goal as planners write it: `80 % in 20 s, ASA ≤ 20 s`."""
    return ", ".join(_goal_parts(queue))


def _goal_parts(queue: Queue) -> Iterator[str]:
    goal = queue.goal
    if queue.channel.deferred and queue.response_minutes:
        share = f"{goal.service_level:.0%}" if goal.service_level else "all"
        yield f"{share} in {_duration(60 * queue.response_minutes)}"
    elif goal.service_level is not None:
        over = f" over the {goal.counted_over}" if goal.trades_intervals else ""
        yield f"{goal.service_level:.0%} in {_duration(goal.threshold)}{over}"
    if not queue.channel.deferred and goal.asa is not None:
        yield f"ASA ≤ {_duration(goal.asa)}"
    if not queue.channel.deferred and goal.abandonment is not None:
        yield f"abandonment ≤ {goal.abandonment:.1%}"
    if goal.occupancy is not None:
        yield f"occupancy ≤ {goal.occupancy:.0%}"
    if goal.minimum_heads:
        yield f"heads ≥ {goal.minimum_heads:g}"


def _duration(seconds: float) -> str:
    if seconds >= 7200:
        return f"{seconds / 3600:g} h"
    return f"{seconds / 60:g} min" if seconds >= 120 else f"{seconds:g} s"
