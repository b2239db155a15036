"""What exports call the columns of an interval history, and a date apart from its time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from wfm.sites.cell_text import CellError
from wfm.sites.clock import BETWEEN, clock
from wfm.sites.dates import order, parsed
from wfm.sites.findings import likely
from wfm.sites.tables import LongTable
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    import pandas as pd

ALIASES: Mapping[str, tuple[str, ...]] = {
    "interval_start": ("timestamp", "interval_start_utc_date", "date_time", "date", "day"),
    "queue": ("queue_name", "group", "type"),
    "channel": ("channel_type", "channel_name", "media_type"),
    "offered": (
        "calls_offered",
        "contacts_offered",
        "offered_calls",
        "offered_contacts",
        "arrivals",
        "calls",
        "contacts",
        "volume",
    ),
    "handled": (
        "answered",
        "interactions_handled",
        "calls_handled",
        "contacts_handled",
        "calls_answered",
        "answered_calls",
        "handled_calls",
    ),
    "abandoned": ("abandons", "calls_abandoned", "contacts_abandoned", "abandoned_calls"),
    "talk_seconds": ("service_sum_s", "total_handle_time_(seconds)", "handle_seconds"),
}
"""Column → the names that exports give it."""
MEANS = re.compile(r"aht|a(?:vera|v)g?e?_?(?:handle|handling|talk)|(?:mean|avg)_?talk")
"""Names of columns of mean handle times."""
HANDLE_TIMES = re.compile(r"handl(?:e|ing)_?time|talk|wrap|after_?(?:call|contact)|acw|on_?hold")
"""Names of columns of handle times, totals as it seems."""
PARTS = ("talk_seconds", "hold_seconds", "acw_seconds")
TIMES = (
    "time", "period", "interval", "start_time", "time_of_day", "hour", "interval_time",
    "from", "from_time", "begin", "begin_time", "start", "vru_entry", "q_start",
)  # fmt: skip
"""Columns of the time of day where the date stands apart."""
DATES = ("date", "day", "call_date")
ENOUGH = 100
"""Distinct cells that show whether a column holds dates alone."""


def handle_time_remedy(name: str) -> Phrase | None:
    """Say what a history has in place of a column of handle times that is not read."""
    if re.search(rf"(?<![a-z])(?:{MEANS.pattern})", name):
        return phrase("do.sums_not_means")
    if HANDLE_TIMES.search(name) and likely(name, PARTS) is None:
        return phrase("do.sums_of_handle_times")
    return None


def timed(series: LongTable) -> LongTable:
    """Join a date and a time of day that stand in two columns; other series stay as they are."""
    data = series.data
    if "interval_start" not in data:
        return series
    clock = next((name for name in TIMES if name in data), None)
    dates = next((name for name in DATES if name in data), None)
    if clock is not None and _all_dates(data["interval_start"]):
        first = series.day_first
        joined = _joined(data["interval_start"], data[clock], first, hours=clock == "hour")
    elif dates is not None and _all_dates(data[dates]) and _all_clocks(data["interval_start"]):
        clock = dates
        joined = _joined(data[dates], data["interval_start"], series.day_first, hours=False)
    else:
        return series
    return replace(series, data=data.drop(columns=[clock]).assign(interval_start=joined))


def _joined(
    dates: pd.Series[str], clocks: pd.Series[str], day_first: bool | None, *, hours: bool
) -> pd.Series[str]:
    if day_first is None:
        day_first = order(dates.dropna().unique())
    day_of = {cell: _day(cell, day_first) for cell in dates.dropna().unique()}
    time_of = {cell: _time(cell, hours=hours) for cell in clocks.dropna().unique()}
    both = dates.map(day_of).astype(object) + " " + clocks.map(time_of).astype(object)
    return both.where(dates.notna() & clocks.notna())


def _day(cell: object, day_first: bool | None) -> str:
    try:
        value = cell if isinstance(cell, date) else parsed(str(cell), day_first)
    except CellError:
        return str(cell)
    return f"{value:%Y-%m-%d}"


def _time(cell: object, *, hours: bool) -> str:
    """Give a time of day as it is written behind a date; of a span, its start."""
    if isinstance(cell, time | timedelta):
        minutes = clock(cell)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    words = BETWEEN.split(str(cell).strip().replace("–", "-"))[0]
    if hours and re.fullmatch(r"\d{1,2}(?:\.0)?", words):
        return f"{int(float(words)):02d}:00"
    return words


def _all_dates(cells: pd.Series[str]) -> bool:
    return all(map(_is_date, cells.dropna().unique()[:ENOUGH]))


def _is_date(cell: object) -> bool:
    try:
        value = cell if isinstance(cell, date) else parsed(str(cell), day_first=True)
    except CellError:
        return bool(re.fullmatch(r"\d{1,2}[-/]\d{1,2}[-/]\d{4}", str(cell).strip()))
    return not isinstance(value, datetime) or value.time() == time.min


def _all_clocks(cells: pd.Series[str]) -> bool:
    return all(
        isinstance(cell, time | timedelta)
        or bool(re.match(r"\s*\d{1,2}[:.]\d{2}(?![\d.-])", str(cell)))
        for cell in cells.dropna().unique()[:ENOUGH]
    )
