"""Which holidays a plan takes as open or closed, and why; what is only guessed is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from forecasts.outlook import Basis, Decision, HolidayOutlook
from forecasts.outlook_words import reason
from wfm.model import Queue, Site, opening_of
from wfm.model.plan import HOLIDAYS, Message, Severity
from wfm.timegrid import TimeGrid
from wfm.words import Phrase, phrase
from wfm.words.told import phrase_told

if TYPE_CHECKING:
    from datetime import date


def with_guessed_days(
    forecast: pd.DataFrame, site: Site, holidays: Iterable[HolidayOutlook], first: date, days: int
) -> pd.DataFrame:
    """Keep queues open, without contacts, on holidays on which closing is only guessed.

    Declared minimum heads stay there until the planner says that it is closed.
    """
    grid = TimeGrid(site.time_zone, first, days + 1, site.interval_minutes)
    queues = {queue.name: queue for queue in site.queues}
    parts = [forecast]
    for one in holidays:
        if one.decision is Decision.GUESSED and not one.is_open and one.queue in queues:
            added = _open_rows(forecast, queues[one.queue], site, grid, one.date)
            parts += [added] if len(added) else []
    if len(parts) == 1:
        return forecast
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values(["queue", "interval_start"], kind="stable").reset_index(drop=True)


def _open_rows(
    forecast: pd.DataFrame, queue: Queue, site: Site, grid: TimeGrid, day: date
) -> pd.DataFrame:
    """Rows of the open intervals of a day that a forecast lacks, all figures of contacts 0."""
    mine = forecast[forecast["queue"] == queue.name]
    if mine.empty:
        return mine
    begin = (day - grid.date_of(0)).days
    minutes = site.interval_minutes
    starts = pd.DatetimeIndex(
        [
            grid.at(index)
            for start, end in opening_of(site, queue).on(day)
            for index in range(
                grid.local_index(begin, start // minutes * minutes), grid.local_index(begin, end)
            )
        ]
    )
    if starts.empty:
        return mine.iloc[:0]
    starts = starts.tz_convert(mine["interval_start"].dt.tz).as_unit(mine["interval_start"].dt.unit)
    starts = starts[~starts.isin(mine["interval_start"])]
    figures = [str(n) for n in mine if str(n).startswith(("contacts", "rate_"))]
    rows = mine.iloc[[0] * len(starts)].reset_index(drop=True)
    rows[figures] = 0.0
    return rows.assign(interval_start=starts, aht_seconds=mine["aht_seconds"].mean())


def holiday_messages(site: Site, holidays: Iterable[HolidayOutlook]) -> tuple[Message, ...]:
    """Say of each holiday what is assumed and why; what is only guessed is asked."""
    known = {queue.name for queue in site.queues}
    alike: dict[tuple[date, str, bool, bool, Phrase], list[str]] = defaultdict(list)
    for one in sorted(holidays, key=lambda each: each.date):
        if one.queue in known and (one.is_open or one.basis is not Basis.EVENT):
            alike[one.date, one.name, one.certain, one.is_open, phrase_told(reason(one))].append(
                one.queue
            )
    return tuple(
        Message(
            Severity.INFO if certain else Severity.WARNING,
            HOLIDAYS,
            _assumed(day, name, tuple(queues), why, certain=certain, is_open=is_open),
        )
        for (day, name, certain, is_open, why), queues in alike.items()
    )


def _assumed(
    day: date, name: str, queues: tuple[str, ...], reason: Phrase, *, certain: bool, is_open: bool
) -> Phrase:
    if certain and is_open:
        return phrase("holiday.open", date=day, name=name, queues=queues, reason=reason)
    if certain:
        return phrase("holiday.closed", date=day, name=name, queues=queues, reason=reason)
    if is_open:
        return phrase("holiday.guessed_open", date=day, name=name, queues=queues, reason=reason)
    return phrase("holiday.guessed_closed", date=day, name=name, queues=queues, reason=reason)
