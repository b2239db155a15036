"""The forecast as one block of arrays per queue, checked once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.errors import InputError, InputProblem
from wfm.model import GoalPeriod, Opening, OpeningHours, Queue, Site, opening_of
from wfm.staffing.changing_load import offered_load
from wfm.staffing.tolerances import Floats
from wfm.words import phrase

DAYS, FIRST_WEEKDAY = 7, 3
"""Days of a week, and the weekday of the day 0 of NumPy's dates."""
COLUMNS = ("interval_start", "interval_minutes", "queue", "contacts", "aht_seconds")


@dataclass(frozen=True, slots=True)
class QueueDemand:
    """One queue's forecast over consecutive intervals."""

    queue: Queue
    rows: pd.DataFrame
    """The forecast's rows of this queue by time."""
    minutes: int
    open: NDArray[np.bool_]
    local_day: NDArray[np.int64]
    """Number of the local date on which each interval starts."""
    week: NDArray[np.int64]
    """Number of the site's week in which it lies."""
    contacts: Floats
    """Contacts per interval that are handled in the house."""
    aht: Floats

    @property
    def starts(self) -> pd.DatetimeIndex:
        """Instants at which the intervals start, UTC."""
        return pd.DatetimeIndex(self.rows["interval_start"].dt.tz_convert("UTC"))

    @property
    def goal_period(self) -> NDArray[np.int64]:
        """Number of the time over which the goal counts, for each interval."""
        over = self.queue.goal.counted_over
        if over is GoalPeriod.INTERVAL:
            return np.arange(len(self.contacts))
        return self.week if over is GoalPeriod.WEEK else self.local_day

    @property
    def seconds(self) -> float:
        """Length of an interval."""
        return self.minutes * 60.0

    @property
    def work(self) -> Floats:
        """Work that arrives, in heads × intervals (plain Erlangs)."""
        return self.contacts * self.aht / self.seconds

    def column(self, name: str) -> Floats:
        """Return a column that stands beside the forecast, 0 where it has no value."""
        values: Floats = np.nan_to_num(self.rows[name].to_numpy(np.float64))
        return values

    @property
    def load(self) -> Floats:
        """Offered load while open in Erlangs, modified where contacts outlast the interval."""
        contacts = np.where(self.open, self.contacts, 0.0)
        return np.where(self.open, offered_load(contacts, self.aht, self.seconds), 0.0)


def beside(forecast: pd.DataFrame, other: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    """Put a column of another table of queues and intervals beside the forecast's.

    Raises
    ------
    InputError
        For missing columns and times without zone; `name` says in which table.
    """
    keys = ["interval_start", "queue"]
    _check_columns(forecast, COLUMNS, "forecast")
    _check_columns(other, (*keys, column), name)
    zone = forecast["interval_start"].dt.tz
    values = other[[*keys, column]]
    values = values.assign(interval_start=values["interval_start"].dt.tz_convert(zone))
    if values.duplicated(keys).any():
        remedy = phrase("do.each_queue_once")
        what = phrase("demand.rows_repeated", table=name)
        raise InputError([InputProblem(what, remedy, field="interval_start")])
    return forecast.merge(values, on=keys, how="left")


def demands(forecast: pd.DataFrame, site: Site) -> Iterator[QueueDemand]:
    """Each queue's demand, in the site's order.

    Raises
    ------
    InputError
        For missing columns, times without zone, unknown queues, gaps, mixed interval lengths, and
        values that cannot be.
    """
    _check_columns(forecast, COLUMNS, "forecast")
    _check_queues(forecast, site)
    by_queue = dict(iter(forecast.groupby("queue", sort=False)))
    for queue in site.queues:
        if queue.name in by_queue:
            yield _demand(queue, by_queue[queue.name].sort_values("interval_start"), site)


def _check_columns(table: pd.DataFrame, columns: Sequence[str], name: str) -> None:
    missing = [column for column in columns if column not in table]
    if missing:
        raise InputError(
            [
                InputProblem(
                    phrase("demand.column_missing", table=name), phrase("do.add_it"), field=column
                )
                for column in missing
            ]
        )
    if getattr(table["interval_start"].dtype, "tz", None) is None:
        what = phrase("demand.times_without_zone", table=name)
        remedy = phrase("do.iso_times")
        raise InputError([InputProblem(what, remedy, field="interval_start")])


def _check_queues(forecast: pd.DataFrame, site: Site) -> None:
    known = {queue.name for queue in site.queues}
    strangers = [name for name in forecast["queue"].unique() if name not in known]
    if strangers:
        remedy = phrase("do.site_has", names=tuple(sorted(known)))
        raise InputError(
            [
                InputProblem(phrase("demand.unknown_queue", queue=str(n)), remedy, field="queue")
                for n in strangers
            ]
        )


def _demand(queue: Queue, given: pd.DataFrame, site: Site) -> QueueDemand:
    minutes = int(given["interval_minutes"].iloc[0])
    steps = np.diff(given["interval_start"].to_numpy("datetime64[s]")) / np.timedelta64(
        minutes, "m"
    )
    if np.any((steps < 1) | (steps % 1 > 0)) or (given["interval_minutes"] != minutes).any():
        raise _uneven(queue, minutes)
    rows = _with_closed_intervals(given, minutes)
    opened = open_intervals(rows["interval_start"], opening_of(site, queue), site.time_zone)
    if np.any(opened & ~rows["interval_start"].isin(given["interval_start"])):
        raise _uneven(queue, minutes)
    contacts = rows["contacts"].to_numpy(np.float64) * (1 - queue.outsource_share)
    if not np.all(np.isfinite(contacts) & (contacts >= 0)):
        what = phrase("demand.contacts", queue=queue.name)
        raise InputError([InputProblem(what, phrase("do.zero_or_more"), field="contacts")])
    local = rows["interval_start"].dt.tz_convert(site.time_zone).dt.tz_localize(None)
    day = local.to_numpy("datetime64[D]").astype(np.int64)
    week = (day + FIRST_WEEKDAY - site.week_start) // DAYS
    aht = _aht(queue, rows, contacts)
    return QueueDemand(queue, rows, minutes, opened, day, week, contacts, aht)


def _uneven(queue: Queue, minutes: int) -> InputError:
    what = phrase("demand.intervals_apart", queue=queue.name, minutes=minutes)
    remedy = phrase("do.each_interval_once")
    return InputError([InputProblem(what, remedy, field="interval_start")])


def _with_closed_intervals(rows: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Rows without contacts for the closed intervals that a forecast leaves out."""
    first, last = rows["interval_start"].iloc[0], rows["interval_start"].iloc[-1]
    every = pd.date_range(first, last, freq=f"{minutes}min", name="interval_start")
    added = ~every.isin(rows["interval_start"])
    whole = rows.set_index("interval_start").reindex(every).reset_index()
    whole.loc[added, "contacts"] = 0.0
    return whole


def _aht(queue: Queue, rows: pd.DataFrame, contacts: Floats) -> Floats:
    """AHT per interval; where the forecast has none, the queue's declared one, else the mean."""
    aht = rows["aht_seconds"].to_numpy(np.float64)
    known = np.isfinite(aht) & (aht > 0)
    if not known.all():
        fallback = queue.aht_seconds
        if fallback is None and known.any():
            fallback = float(np.average(aht[known], weights=contacts[known] + 1e-9))
        if fallback is None:
            what = phrase("demand.no_aht", queue=queue.name)
            raise InputError([InputProblem(what, phrase("do.declare_aht"), field="aht_seconds")])
        aht = np.where(known, aht, fallback)
    return aht


def open_intervals(
    starts: pd.Series[pd.Timestamp], hours: OpeningHours | Opening, time_zone: str
) -> NDArray[np.bool_]:
    """Whether each interval starts inside an opening window, by local clocks."""
    local = starts.dt.tz_convert(time_zone).dt.tz_localize(None).to_numpy("datetime64[m]")
    date = local.astype("datetime64[D]")
    opened = np.zeros(len(starts), dtype=bool)
    if not len(starts):
        return opened
    for day in np.arange(date.min() - 1, date.max() + 1):
        minute = (local - day).astype(np.int64)
        for start, end in hours.on(day.astype(object)):
            opened |= (minute >= start) & (minute < end)
    return opened
