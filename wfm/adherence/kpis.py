"""Key figures per queue, day and week, from the recorded counts; and of the site as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.categories import INDEX
from wfm.adherence.model_figures import waiting_before
from wfm.adherence.occupancy import busy_and_present
from wfm.figures import service_level_by
from wfm.figures.key_figures import (
    ABANDONMENT,
    AHT,
    ASA,
    OCCUPANCY,
    SATISFACTION,
    SCHEDULE_EFFICIENCY,
    SHARE_IN_WINDOW,
)
from wfm.model import ActivityCategory, Queue, Site

Floats: TypeAlias = NDArray[np.float64]
TRAINING: Final = INDEX[ActivityCategory.TRAINING]
_SUMS: Final = (
    "forecast",
    "offered",
    "handled",
    "abandoned",
    "answered_within_threshold",
    "abandoned_within_threshold",
    "handle_seconds",
    "wait_seconds_answered",
)
QueueRows: TypeAlias = tuple[Queue, pd.DataFrame]
"""A queue and its rows of the comparison."""
_HOURS: Final = (
    "required",
    "required_net",
    "scheduled",
    "actual",
    "scheduled_under",
    "scheduled_over",
    "actual_under",
    "actual_over",
)


KPI_COLUMNS: Final = (
    *("queue", "date", "forecast", "offered", "handled", "abandoned"),
    *("service_level_convention", "service_level", "service_level_goal", "asa", "asa_goal"),
    *("abandonment", "abandonment_goal", "occupancy", "aht", "share_in_window"),
    *("oldest_age_minutes", *(f"{name}_hours" for name in _HOURS)),
    *("satisfaction", "schedule_efficiency"),
)


def service_level(sums: pd.Series, convention: str) -> float:
    """Service level of summed counts by a named convention; NaN where the base is 0.

    Raises
    ------
    ParameterError
        For a convention that is not in `wfm.figures.SERVICE_LEVELS`.
    """
    return float(service_level_by(convention).value(sums))


def no_scores() -> pd.DataFrame:
    """Give no satisfaction score, in their columns."""
    columns = {"answered_at": "datetime64[us, UTC]", "queue": "str", "score": "float"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


def queue_kpis(
    comparison: pd.DataFrame,
    site: Site,
    convention: str = "offered",
    scores: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Key figures of every queue, per local date and (date None) for the whole period.

    Counts and seconds are summed before anything is divided. `share_in_window` and
    `oldest_age_minutes` are those of deferred work, `service_level` and what follows of immediate.
    """
    local = comparison["interval_start"].dt.tz_convert(site.time_zone).dt.date
    given = no_scores() if scores is None else scores
    answered = given["answered_at"].dt.tz_convert(site.time_zone).dt.date
    table, given = comparison.assign(date=local), given.assign(date=answered)
    return pd.DataFrame(list(_kpi_rows(table, given[given["date"].isin(local)], site, convention)))


def total_kpis(
    comparison: pd.DataFrame,
    site: Site,
    convention: str = "offered",
    scores: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Key figures of all queues together, per local date and (date None) for the whole period.

    Each is weighed as its definition in `wfm.figures` says, over the queues that have it: service
    level, ASA and abandonment over immediate work, `share_in_window` over deferred, AHT and
    occupancy over all. Hours under and over are summed over the queues, so that a surplus of one
    hides no lack of another. Goals belong to queues.
    """
    local = comparison["interval_start"].dt.tz_convert(site.time_zone).dt.date
    given = no_scores() if scores is None else scores
    answered = given["answered_at"].dt.tz_convert(site.time_zone).dt.date
    known = given["queue"].isin([queue.name for queue in site.queues])
    given = given.assign(date=answered)[known & answered.isin(local)]
    parts = list(_judged(comparison.assign(date=local), site))
    rows = [
        {"date": day, **_figures(own, given[given["date"] == day], convention)}
        for day in sorted(local.unique())
        for own in [[(q, part[part["date"] == day]) for q, part in parts]]
    ]
    if rows:
        rows.append({"date": None, **_figures(parts, given, convention)})
    return pd.DataFrame(rows)


def mean_score(scores: pd.Series[float]) -> float:
    """Give the mean of satisfaction scores, NaN of none."""
    return float(SATISFACTION.value({"scores": scores.sum(), "answers": scores.count()}))


def _judged(table: pd.DataFrame, site: Site) -> Iterator[QueueRows]:
    """Give the rows of each queue in order, with what waited and was answered in its window."""
    for queue in site.queues:
        rows = table[table["queue"] == queue.name]
        if len(rows):
            rows = rows.sort_values("interval_start")
            deferred = queue.channel.deferred
            yield (
                queue,
                rows.assign(
                    oldest_age=oldest_ages(rows) if deferred else np.nan,
                    in_window=answered_in_time(rows, queue) if deferred else np.nan,
                ),
            )


def _kpi_rows(
    table: pd.DataFrame, scores: pd.DataFrame, site: Site, convention: str
) -> Iterator[dict[str, object]]:
    for queue, rows in _judged(table, site):
        own = scores[scores["queue"] == queue.name]
        for day, part in rows.groupby("date"):
            yield _kpi_row(part, queue, day, convention, own[own["date"] == day])
        yield _kpi_row(rows, queue, None, convention, own)


def _kpi_row(
    rows: pd.DataFrame, queue: Queue, day: object, convention: str, scores: pd.DataFrame
) -> dict[str, object]:
    found = _figures([(queue, rows)], scores, convention)
    goal = None if queue.channel.deferred else queue.goal
    goals = {
        "service_level_goal": goal and goal.service_level,
        "asa_goal": goal and goal.asa,
        "abandonment_goal": goal and goal.abandonment,
    }
    of_row = {"queue": queue.name, "date": day if isinstance(day, date) else None}
    return {name: {**of_row, **found, **goals}[name] for name in KPI_COLUMNS}


def _figures(
    parts: Sequence[QueueRows], scores: pd.DataFrame, convention: str
) -> dict[str, object]:
    """Key figures of the rows of some queues together: counts are summed, then divided."""
    rows = pd.concat([part for _, part in parts])
    deferred = rows["queue"].isin([queue.name for queue, _ in parts if queue.channel.deferred])
    sums = rows[list(_SUMS)].sum(min_count=1)
    calls, later = rows[~deferred], rows[deferred]
    of_calls = calls[list(_SUMS)].sum(min_count=1)
    of_later = {
        "answered_in_window": later["in_window"].sum(min_count=1),
        "judged": later["handled"].sum(min_count=1),
    }
    hours = rows[list(_HOURS)].mul(rows["interval_minutes"] / 60, axis=0).sum(min_count=1)
    of_hours = {
        "under_hours": hours["scheduled_under"],
        "over_hours": hours["scheduled_over"],
        "required_hours": hours["required"],
    }
    return {
        **{name: sums[name] for name in ("forecast", "offered", "handled", "abandoned")},
        "service_level_convention": convention if len(calls) else "",
        "service_level": service_level(of_calls, convention),
        "asa": float(ASA.value(of_calls)),
        "abandonment": float(ABANDONMENT.value(of_calls)),
        "occupancy": float(OCCUPANCY.value(_summed(busy_and_present(r, q) for q, r in parts))),
        "aht": float(AHT.value(sums)),
        "share_in_window": float(SHARE_IN_WINDOW.value(of_later)),
        "oldest_age_minutes": float(later["oldest_age"].max()),
        **{f"{name}_hours": float(hours[name]) for name in _HOURS},
        "satisfaction": mean_score(scores["score"]),
        "schedule_efficiency": float(SCHEDULE_EFFICIENCY.value(of_hours)),
    }


def _summed(parts: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total


def oldest_ages(rows: pd.DataFrame) -> Floats:
    """Age in minutes of the oldest waiting contact at each interval's end, first come first served.

    What waited before the first interval counts as having come in it.
    """
    came, gone = _came_and_gone(rows)
    first = np.searchsorted(came, gone + 1e-9, side="right")
    start = rows["interval_start"].astype("datetime64[s, UTC]").astype("int64").to_numpy() / 60
    end = start + rows["interval_minutes"].to_numpy(float)
    still = (came - gone > 1e-9) & (first < len(rows))
    return np.where(still, end - start[np.minimum(first, len(rows) - 1)], 0.0)


def answered_in_time(rows: pd.DataFrame, queue: Queue) -> Floats:
    """Contacts answered within the threshold, as recorded; deferred, else first come first served.

    The window counts in opening hours, and the rows are those in which the queue is open; contacts
    that waited before the first row count as in time.
    """
    recorded = rows["answered_within_threshold"]
    if not queue.channel.deferred or recorded.notna().any() or queue.response_minutes is None:
        return recorded.to_numpy(float)
    came, gone = _came_and_gone(rows)
    window = int(queue.response_minutes // rows["interval_minutes"].iloc[0])
    number = np.arange(len(rows))
    due = np.where(number > window, came[np.maximum(number - window - 1, 0)], 0.0)
    before = np.concatenate([[0.0], gone[:-1]])
    in_time: Floats = gone - np.minimum(np.maximum(before, due), gone)
    return in_time


def _came_and_gone(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Contacts that had come and that were handled by each interval's end."""
    offered, handled = (rows[name].fillna(0).to_numpy(float) for name in ("offered", "handled"))
    return np.cumsum(offered) + waiting_before(rows), np.cumsum(handled)
