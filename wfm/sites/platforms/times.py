"""When the intervals of an export begin: in one column or two, in whichever zone it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wfm.sites.cell_text import CellError
from wfm.sites.dates import order, parsed
from wfm.sites.findings import Findings
from wfm.sites.history_columns import timed
from wfm.sites.layout import squeezed
from wfm.sites.moments import LocalTimes, instants
from wfm.sites.platforms.export import Export
from wfm.sites.tables import LongTable
from wfm.timegrid import INTERVAL_MINUTES
from wfm.words import phrase


def starts(
    export: Export,
    series: LongTable,
    above: Mapping[str, str],
    time_zone: str | None,
    findings: Findings,
    *,
    day_first: bool | None = None,
) -> tuple[pd.Series[pd.Timestamp], str]:
    """Give the start of each row in UTC, and the zone of times that have no offset.

    `day_first` says what 03/02/2026 is where the file does not show it.
    """
    zone = _zone(export, series, above, time_zone, findings)
    joined = _joined(export, series, day_first=day_first)
    idle = pd.Series(False, series.data.index)
    local = LocalTimes(zone, joined.data["queue"].astype(str), idle, dates=True)
    at = instants(joined, "interval_start", findings, local)
    return at, zone or "UTC"


def minutes(
    series: LongTable,
    at: pd.Series[pd.Timestamp],
    findings: Findings,
    *,
    day_first: bool | None = None,
) -> pd.Series[str]:
    """Give the minutes of each interval: as written, or as usual to its end or to the next."""
    if "minutes" in series.data:
        return series.data["minutes"].astype(str)
    moments = np.sort(at.dropna().unique())
    steps = np.diff(moments).astype("timedelta64[s]").astype(int) // 60
    written = spans_written(series.data, day_first=day_first)
    spans = [int(span) for span in written if span in INTERVAL_MINUTES]
    usual = spans or [int(step) for step in steps if step in INTERVAL_MINUTES]
    if not usual:
        findings.error(
            phrase("platform.no_length"), phrase("do.export_intervals"), series.file, series.header
        )
    length = str(max(set(usual), key=usual.count)) if usual else ""
    return pd.Series(length, series.data.index)


def spans_written(data: pd.DataFrame, *, day_first: bool | None = None) -> pd.Series[float]:
    """Give the minutes from each row's start to its end; NaN where no end is written with it."""
    if not {"start", "end"} <= set(data.columns):
        return pd.Series(np.nan, data.index)
    both = [_with_century(cell) for name in ("start", "end") for cell in data[name].dropna()]
    shown = order(both)
    day_first = day_first if shown is None else shown
    pairs = zip(data["start"], data["end"], strict=True)
    spans = [_span(_with_century(start), _with_century(end), day_first) for start, end in pairs]
    return pd.Series(spans, data.index, dtype=float)


def _span(start: object, end: object, day_first: bool | None) -> float:
    """Give the minutes between two moments as written; NaN where one of them is none."""
    try:
        first, last = (parsed(str(cell), day_first is not False) for cell in (start, end))
    except CellError:
        return np.nan
    if not (isinstance(first, datetime) and isinstance(last, datetime)):
        return np.nan
    alike = (first.tzinfo is None) == (last.tzinfo is None)
    return (last - first).total_seconds() / 60.0 if alike else np.nan


def _zone(
    export: Export,
    series: LongTable,
    above: Mapping[str, str],
    time_zone: str | None,
    findings: Findings,
) -> str | None:
    """Choose the zone: the column's name says UTC, or the file names it, else the one given."""
    title = squeezed(series.title("start"))
    if title in {squeezed(name.replace(" ", "_")) for name in export.utc}:
        return "UTC"
    named = [above["zone"]] if "zone" in above else []
    if "zone" in series.data:
        named += [str(cell) for cell in series.data["zone"].dropna().unique()]
    known = [name for name in named if _is_zone(name)]
    if len(set(known)) > 1:
        findings.error(
            phrase("platform.several_zones", zones=tuple(sorted(set(known)))),
            phrase("do.one_zone"), series.file, series.header,
        )  # fmt: skip
    if named and not known:
        findings.warn(
            phrase("platform.odd_zone", zone=named[0], read_in=time_zone),
            phrase("do.name_another_zone"), series.file,
        )  # fmt: skip
    return known[0] if known else time_zone


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return "/" in name or name == "UTC"


def _joined(export: Export, series: LongTable, *, day_first: bool | None) -> LongTable:
    """Join date and time of day where they stand apart; digits alone are given their marks."""
    data = series.data.rename(columns={"start": "interval_start"})
    data = data.assign(interval_start=data["interval_start"].map(_with_century))
    if export.packed:
        data = data.assign(interval_start=data["interval_start"].map(_date))
    if day_first is not None and order(data["interval_start"].dropna().unique()) is None:
        year_first = data["interval_start"].map(lambda cell: _year_first(cell, day_first))
        data = data.assign(interval_start=year_first)
    titles = {**series.titles, "interval_start": series.title("start")}
    if "clock" not in data:
        return replace(series, data=data, titles=titles)
    clocks = data["clock"].map(_clock) if export.packed else data["clock"]
    data = data.drop(columns="clock").assign(hour=clocks)
    return timed(replace(series, data=data, titles=titles))


def _with_century(cell: object) -> object:
    """Give a year of two digits its century: `3/13/26 8:00 AM`."""
    if not isinstance(cell, str):
        return cell
    return re.sub(r"^(\d{1,2}/\d{1,2}/)(\d{2})(?!\d)", r"\g<1>20\2", cell.strip())


def _year_first(cell: object, day_first: bool) -> object:
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(\D.*)?", str(cell).strip())
    if match is None:
        return cell
    month, day = (match[2], match[1]) if day_first else (match[1], match[2])
    return f"{match[3]}-{month:0>2}-{day:0>2}{match[4] or ''}"


def _date(cell: object) -> object:
    """Put marks into a date of digits: 03022026, 030226, 20260302."""
    words = str(cell).strip()
    if re.fullmatch(r"20\d{6}", words) and 1 <= int(words[4:6]) <= 12:
        return f"{words[:4]}-{words[4:6]}-{words[6:]}"
    if re.fullmatch(r"\d{6}|\d{8}", words):
        year = words[4:] if len(words) == 8 else f"20{words[4:]}"
        return f"{year}-{words[:2]}-{words[2:4]}"
    return cell


def _clock(cell: object) -> object:
    """Put a mark into a time of digits: 0, 30, 830 and 1530 are hours and minutes."""
    words = str(cell).strip()
    if re.fullmatch(r"\d{1,4}", words):
        return f"{int(words) // 100:02d}:{int(words) % 100:02d}"
    return cell
