"""Interval exports of contact platforms → the long table of a history, its rows as in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.errors import InputProblem
from wfm.sites.findings import Findings
from wfm.sites.folder import csv_series, decoded, read_bytes
from wfm.sites.history import HISTORY, LONGEST_AHT, tell_contradictions
from wfm.sites.layout import HEADER_WITHIN
from wfm.sites.platforms import EXPORTS, Export
from wfm.sites.platforms.figures import PARTS, ExportedFigures, figures
from wfm.sites.platforms.times import minutes, spans_written, starts
from wfm.sites.tables import LongTable, says_total
from wfm.timegrid import INTERVAL_MINUTES
from wfm.words import phrase

NOTHING = ("--", "-", "–", "—", "n/a", "na", "null", "none")
"""What exports write into a field that has no value."""
CHANNELS = {
    "voice": "voice", "call": "voice", "phone": "voice", "inbound voice": "voice",
    "chat": "chat", "web chat": "chat", "email": "email", "e-mail": "email",
    "message": "message", "messaging": "message", "sms": "message",
    "callback": "callback", "social": "social",
}  # fmt: skip
"""What exports call a channel → the word for it."""
PLACES = {"start": "times", "queue": "queues"}
"""Columns without which no row can be placed, and what they are of."""
SKIPPED = 60
"""Minutes by which an interval in which clocks go forward is written longer than it is."""
READ = (*PLACES, "clock", "minutes", "channel", "zone", "end")


def read_export(
    export: Export,
    file: str,
    text: str,
    time_zone: str | None,
    findings: Findings,
    *,
    day_first: bool | None = None,
) -> LongTable | None:
    """Read an interval export as a history's table; None, with notes, where it cannot be read.

    Times without an offset are in the zone that the export names, else in `time_zone`. What was
    understood of the columns, and which are not read, goes to the warnings.
    """
    above, text = _above(export, _with_tabs(text))
    found = csv_series(file, text, findings, export.known)
    if found is None:
        return None
    series = _with_constants(_named(export, found), above)
    if not _has_places(export, series, findings):
        return None
    series = _without_sums(series, findings, day_first=day_first)
    series = replace(series, data=series.data.map(_value))
    known = figures(export, series, findings)
    at, zone = starts(export, series, above, time_zone, findings, day_first=day_first)
    if known is None or findings.errors:
        return None
    places = {
        "interval_start": at.dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "interval_minutes": minutes(series, at, findings, day_first=day_first),
        **_queues(series, findings),
    }
    cells = {name: values.map(_written) for name, values in known.totals.items()}
    titles = {name: series.title(key) for name, key in known.sources.items()}
    titles |= {"interval_start": series.title("start"), "queue": series.title("queue")}
    table = replace(series, data=pd.DataFrame({**places, **cells}), titles=titles)
    tell_contradictions(table, table.data, findings)
    _tell(series, known, zone, findings)
    return None if findings.errors else table


def _with_tabs(text: str) -> str:
    """Give a text whose columns are parted by bars with tabs, and no mark before their names."""
    lines = text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]
    if max(line.count("|") for line in lines) >= 2:
        text = text.replace("|", "\t")
    return re.sub(r"^#fields:?[\t ]*", "", text, flags=re.MULTILINE | re.IGNORECASE)


def _above(export: Export, text: str) -> tuple[Mapping[str, str], str]:
    """Take what lines above the table say of all its rows; those lines stay, empty."""
    lines = text.split("\n")
    found: dict[str, str] = {}
    for number, line in enumerate(lines[:HEADER_WITHIN]):
        match = re.fullmatch(r"[\"\s]*([^:,\t\"]+?)\"?\s*[:,\t]\s*\"?([^\",\t]+?)[\"\s,\t]*", line)
        meant = export.above.get(match[1].strip().casefold()) if match else None
        if match and meant:
            found.setdefault(meant, match[2].strip())
            lines[number] = ""
    return found, "\n".join(lines)


def _named(export: Export, series: LongTable) -> LongTable:
    """Give the columns the keys by which the export knows them; `Answer %` is not `Answer`."""
    free = {_plain(str(name)): str(name) for name in reversed(series.data.columns)}
    keys: dict[str, str] = {}
    for key, names in export.known.items():
        title = next((free.pop(n) for n in map(_plain, names) if n in free), None)
        if title is not None:
            keys[title] = key
    titles = {key: title for title, key in keys.items()}
    return replace(series, data=series.data.rename(columns=keys), titles=titles)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9%]+", "", name.casefold())


def _with_constants(series: LongTable, above: Mapping[str, str]) -> LongTable:
    given = {"queue": above.get("queue"), "start": above.get("date")}
    more = {name: text for name, text in given.items() if text and name not in series.data}
    return replace(series, data=series.data.assign(**more))


def _has_places(export: Export, series: LongTable, findings: Findings) -> bool:
    missing = [name for name in PLACES if name not in series.data]
    for name in missing:
        remedy = phrase(
            "do.export_one_of",
            names=tuple(export.known[name]), unread=tuple(_unread(series, {}, export.known)),
        )  # fmt: skip
        what = phrase("platform.no_column", what=PLACES[name])
        findings.error(what, remedy, series.file, series.header)
    return not missing


def _without_sums(series: LongTable, findings: Findings, *, day_first: bool | None) -> LongTable:
    """Leave out rows of totals: they say so, have no time, or span more than an interval."""
    data = series.data
    sums = data["start"].isna()
    for name in ("start", "clock", "queue"):
        if name in data:
            sums |= data[name].map(says_total)
    if "clock" in data:
        sums |= data["clock"].isna()
    spans = spans_written(data, day_first=day_first)
    intervals = spans[spans.isin(INTERVAL_MINUTES)]
    if len(intervals):
        sums |= spans > intervals.max() + SKIPPED
    for row in sums.index[sums][:3]:
        findings.warn(phrase("table.totals"), file=series.file, row=int(row))
    return replace(series, data=data[~sums])


def _value(cell: object) -> object:
    nothing = isinstance(cell, str) and cell.strip().casefold() in NOTHING
    return np.nan if nothing else cell


def _queues(series: LongTable, findings: Findings) -> dict[str, pd.Series[str]]:
    """Give queue and channel; a queue with several channels becomes one queue for each."""
    queue = series.data["queue"].astype(object)
    if "channel" not in series.data:
        return {"queue": queue}
    words = series.data["channel"].astype(object).where(series.data["channel"].notna(), "")
    channel = words.map(lambda cell: CHANNELS.get(str(cell).strip().casefold(), ""))
    several = channel.groupby(queue).transform("nunique") > 1
    if several.any():
        first = int(series.data.index[several][0])
        name = f"{queue.loc[first]} {channel.loc[first]}".strip()
        findings.warn(
            phrase("platform.several_channels", name=name),
            phrase("do.name_so"), series.file, first, series.title("channel"),
        )  # fmt: skip
    apart = (queue.astype(str) + " " + channel.astype(str)).str.strip()
    return {"queue": queue.where(~several, apart), "channel": channel}


def _written(value: float) -> str:
    return "" if value != value else f"{round(value, 3):.15g}"


def _tell(series: LongTable, known: ExportedFigures, zone: str, findings: Findings) -> None:
    handled, talk = known.totals.get("handled"), known.totals.get("talk_seconds")
    told = [*known.understood, phrase("platform.times_in", zone=zone)]
    if handled is not None and talk is not None and handled.sum():
        seconds = sum(float(known.totals[name].sum()) for name in PARTS if name in known.totals)
        told.append(phrase("platform.aht", seconds=seconds / float(handled.sum())))
        _tell_long(series, known, findings)
    understood = phrase("platform.understood", told=tuple(told))
    findings.warn(understood, file=series.file, row=series.header)
    unread = _unread(series, series.titles, {*known.sources.values(), *READ})
    if unread:
        what = phrase("history.columns_not_read", columns=tuple(unread))
        findings.warn(what, file=series.file, row=series.header)


def _tell_long(series: LongTable, known: ExportedFigures, findings: Findings) -> None:
    """Tell queues whose contacts take hours: their times may be in another unit."""
    parts = [known.totals[name] for name in PARTS if name in known.totals]
    queue = series.data["queue"]
    seconds = pd.concat(parts, axis=1).sum(axis=1).groupby(queue).sum()
    handled = known.totals["handled"].groupby(queue).sum()
    for name, aht in (seconds / handled).items():
        if LONGEST_AHT < aht < float("inf"):
            findings.warn(
                phrase("history.odd_aht", queue=str(name), aht=float(aht)),
                phrase("do.sums_of_seconds"), series.file, series.header,
            )  # fmt: skip


def _unread(series: LongTable, titles: Mapping[str, str], read: Collection[str]) -> list[str]:
    return [titles.get(str(name), str(name)) for name in series.data if name not in read]


def history_of_export(
    platform: str, path: Path, time_zone: str | None, *, day_first: bool | None = None
) -> tuple[pd.DataFrame, list[InputProblem]]:
    """Read a file of a platform as a history, times in UTC, with the notes on it.

    Raises
    ------
    InputError
        With everything that is wrong with it.
    """
    findings = Findings()
    raw = read_bytes(path, findings)
    text = None if raw is None else decoded(path.name, raw, findings)
    table = None
    if text is not None:
        export = EXPORTS[platform]
        table = read_export(export, path.name, text, time_zone, findings, day_first=day_first)
    frame = None if table is None else HISTORY.frame(table, findings)
    findings.raise_errors()
    assert frame is not None  # noqa: S101 - findings hold the reason where there is none
    return frame, findings.warnings
