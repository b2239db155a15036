"""Stored forecasts against what came: the one that is published for beside the newest one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from wfm.service.load_plan import as_corrected
from wfm.service.merge_history import HISTORY
from wfm.service.stored_tables import stored_frame
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.plans import PlanKind, plan_of_run, plan_table, plans_of
from wfm.store.schedules import published
from wfm.store.sites import site_zone
from wfm.store.weeks import week_states

if TYPE_CHECKING:
    import pandas as pd

LOCKED, LIVE = "locked", "live"
"""The forecast that the published schedule was made for, and the newest one of the week."""
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekAccuracy:
    """How good a forecast of a queue and week was; shares of what came, None where nothing did.

    `number` is that of the stored forecast; `intervals` are those that both forecasts have and
    whose contacts are known.
    """

    week: date
    queue: str
    forecast: str
    number: int
    intervals: int
    contacts: float
    came: float
    wape: float | None
    bias: float | None
    coverage_90: float | None


def forecast_accuracy(
    tx: Connection, site: str, weeks: int, before: date | None = None
) -> tuple[WeekAccuracy, ...]:
    """Judge the forecasts of the last weeks of which some history is stored, oldest week first.

    Figures are those of `wfm backtest --against`, of the planner's corrected contacts.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    zone = site_zone(tx, site)
    history = HISTORY.stored(tx, site)
    if history.empty:
        return ()
    last = history["interval_start"].max().tz_convert(zone).date()
    known = [
        week
        for week, state in week_states(tx, site).items()
        if state.forecast and week <= last and (before is None or week < before)
    ]
    found: list[WeekAccuracy] = []
    for week in known[-weeks:]:
        begin = datetime.combine(week, time(), zone)
        starts = history["interval_start"]
        end = datetime.combine(week + WEEK, time(), zone)
        found += _of_week(tx, site, week, history[(starts >= begin) & (starts < end)])
    return tuple(found)


def bias_trends(judged: Iterable[WeekAccuracy]) -> Mapping[tuple[str, str], float | None]:
    """Give by queue and forecast by how much the bias grows a week; None for fewer than three."""
    from forecasts import bias_trend

    series: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for one in judged:
        mine = series.setdefault((one.queue, one.forecast), [])
        if one.bias is not None:
            mine.append((one.week.toordinal() // 7, one.bias))
    return {key: bias_trend(points) for key, points in series.items()}


def _of_week(
    tx: Connection, site: str, week: date, history: pd.DataFrame
) -> Iterable[WeekAccuracy]:
    from forecasts import ArgumentError, accuracy_of

    numbers = _numbers(tx, site, week)
    tables = {name: _table(tx, site, week, number) for name, number in numbers.items()}
    if history.empty:
        return
    try:
        judged = accuracy_of(tables, history)
    except ArgumentError:
        return  # no interval of it is known yet
    for row in judged.to_dict("records"):
        yield WeekAccuracy(
            week=week,
            queue=str(row["queue"]),
            forecast=str(row["forecast"]),
            number=numbers[str(row["forecast"])],
            intervals=int(row["intervals"]),
            contacts=float(row["contacts"]),
            came=float(row["came"]),
            **{name: _share(row[name]) for name in ("wape", "bias", "coverage_90")},
        )


def _numbers(tx: Connection, site: str, week: date) -> dict[str, int]:
    """Give the numbers of the locked forecast, where one is published for, and the live one."""
    found = {}
    info = published(tx, site, week)
    if info is not None:
        with suppress(NotFoundError):  # imported or made by hand: nobody forecast for it
            found[LOCKED] = plan_of_run(tx, site, week, PlanKind.FORECAST, info.run)[0].number
    found[LIVE] = plans_of(tx, site, week, PlanKind.FORECAST)[-1].number
    return found


def _table(tx: Connection, site: str, week: date, number: int) -> pd.DataFrame:
    text = plan_table(tx, site, week, PlanKind.FORECAST, number)[1]
    return as_corrected(stored_frame(PlanKind.FORECAST, text))


def _share(value: Any) -> float | None:
    return None if value != value else float(value)
