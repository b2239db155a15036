"""Figures of an export as totals of contacts and seconds: means and shares multiplied out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from wfm.sites.findings import Findings
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit
from wfm.sites.series import numbers, report
from wfm.sites.tables import LongTable
from wfm.words import Phrase, phrase

PARTS = ("talk_seconds", "hold_seconds", "acw_seconds")
HANDLE = "handle_seconds"
CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{0,2}):(\d{2}(?:[.,]\d+)?)")
"""Hours, minutes and seconds, or minutes and seconds, or `:14`."""
SHORTEST_AHT = 5.0
"""Seconds: whoever takes a mean of milliseconds for less took seconds for them."""


@dataclass(frozen=True, slots=True)
class ExportedFigures:
    """Totals by field of a history, the column that each comes from, and what was understood."""

    totals: Mapping[str, pd.Series[float]]
    sources: Mapping[str, str]
    understood: tuple[Phrase, ...]


def figures(export: Export, series: LongTable, findings: Findings) -> ExportedFigures | None:
    """Give the totals of an export; None, with a note, where it says nothing of arrivals."""
    values: dict[str, pd.Series[float]] = {}
    sources: dict[str, str] = {}
    told: list[Phrase] = []
    for measure in _chosen(export, series):
        if measure.of == "handled" and "handled" not in values and "offered" in values:
            values["handled"] = _all_but_abandoned(values)
            told.append(phrase("platform.handled_from", abandoned="abandoned" in values))
        if measure.of is not None and measure.of not in values:
            continue
        found, unit = _read(measure, series, values, findings)
        values[measure.field], sources[measure.field] = found, measure.key
        told.append(_in_words(measure, series, unit))
    if "offered" not in values and {"handled", "abandoned"} <= values.keys():
        values["offered"] = values["handled"] + values["abandoned"]
        told.append(phrase("platform.offered_together"))
    if "offered" not in values:
        names = ", ".join(m.names[0] for m in export.measures if m.field == "offered")
        findings.error(
            phrase("platform.no_offered", handled="handled" in values),
            phrase("do.export_or_both", names=names),
            series.file, series.header,
        )  # fmt: skip
        return None
    if HANDLE in values:
        whole = values.pop(HANDLE)
        sources["talk_seconds"] = sources.pop(HANDLE)
        values["talk_seconds"] = whole
    return ExportedFigures(values, sources, tuple(told))


def _all_but_abandoned(values: Mapping[str, pd.Series[float]]) -> pd.Series[float]:
    """Give the contacts that means are of, where no column counts them."""
    if "abandoned" not in values:
        return values["offered"]
    return (values["offered"] - values["abandoned"].fillna(0.0)).clip(lower=0.0)


def _chosen(export: Export, series: LongTable) -> Iterator[ExportColumn]:
    """Give the first measure of each field that the file has, counts before what rests on them."""
    found: dict[str, ExportColumn] = {}
    for measure in export.measures:
        if measure.key in series.data:
            known = found.get(measure.field)
            if known is None:
                found[measure.field] = measure
    if set(PARTS) <= found.keys():
        found.pop(HANDLE, None)
    elif HANDLE in found:
        for part in PARTS:
            found.pop(part, None)
    yield from (m for m in found.values() if m.of is None)
    yield from (m for m in found.values() if m.of is not None)


def _read(
    measure: ExportColumn,
    series: LongTable,
    values: Mapping[str, pd.Series[float]],
    findings: Findings,
) -> tuple[pd.Series[float], ExportUnit]:
    """Give a field's totals, and the unit in which they were found to be written."""
    unit = measure.unit
    if unit is ExportUnit.CONTACTS:
        return numbers(series, measure.key, findings, counted=True), unit
    if unit is ExportUnit.SHARE:
        assert measure.of is not None  # noqa: S101 - a share is of something
        return (_shares(measure, series, findings) * values[measure.of]).round(), unit
    seconds, clocks = _seconds(measure, series, findings)
    if unit is ExportUnit.MINUTES:
        seconds, unit = (seconds, ExportUnit.SECONDS) if clocks else (seconds * 60.0, unit)
    of = values.get(measure.of or "handled")
    if unit is ExportUnit.MILLISECONDS:
        total = seconds * of if measure.of is not None and of is not None else seconds
        unit = ExportUnit.SECONDS if clocks or _too_short(total / 1000.0, of) else unit
        seconds = seconds if unit is ExportUnit.SECONDS else seconds / 1000.0
    if measure.of is None:
        return seconds, unit
    assert of is not None  # noqa: S101 - what it is of was read before
    return (seconds * of).where(of != 0, 0.0).where(of.notna()), unit


def _too_short(total: pd.Series[float], contacts: pd.Series[float] | None) -> bool:
    """Whether a mean is too short to be of contacts, so that its unit is a thousand times it."""
    if contacts is None or not contacts.sum() or not total.sum():
        return False
    return float(total.sum() / contacts.sum()) < SHORTEST_AHT


def _seconds(
    measure: ExportColumn, series: LongTable, findings: Findings
) -> tuple[pd.Series[float], bool]:
    """Give durations as written, `1:02:03` in seconds; and whether they were written so."""
    cells = series.data[measure.key].astype(object)
    clocks = {
        cell: _of_clock(match)
        for cell in cells.dropna().unique()
        if isinstance(cell, str) and (match := CLOCK.fullmatch(cell.strip()))
    }
    if not clocks:
        return numbers(series, measure.key, findings, counted=True), False
    plain = {cell: str(seconds) for cell, seconds in clocks.items()}
    data = series.data.assign(**{measure.key: cells.map(lambda cell: plain.get(cell, cell))})
    return numbers(replace(series, data=data, separator=""), measure.key, findings), True


def _of_clock(match: re.Match[str]) -> float:
    hours, minutes, seconds = match[1] or 0, match[2] or 0, match[3].replace(",", ".")
    return 3600.0 * float(hours) + 60.0 * float(minutes) + float(seconds)


def _shares(measure: ExportColumn, series: LongTable, findings: Findings) -> pd.Series[float]:
    """Give shares of 1: cells with a percent sign, or a column above 1, are of a hundred."""
    cells = series.data[measure.key].astype(str).str.strip()
    marked = bool(cells.str.endswith("%").any())
    bare = cells.str.rstrip("% ").where(series.data[measure.key].notna())
    data = series.data.assign(**{measure.key: bare})
    values = numbers(replace(series, data=data), measure.key, findings)
    of_hundred = marked or bool((values > 1).any())
    shares = values / 100.0 if of_hundred else values
    report(
        series, shares > 1, lambda cell: phrase("platform.more_than_all", cell=str(cell)),
        phrase("do.at_most_100"), measure.key, findings,
    )  # fmt: skip
    return shares


def _in_words(measure: ExportColumn, series: LongTable, unit: ExportUnit) -> Phrase:
    field = "talk_seconds" if measure.field == HANDLE else measure.field
    title = series.title(measure.key).replace("_", " ")
    if unit is ExportUnit.CONTACTS:
        return phrase("platform.count", field=field, title=title)
    of = f"{measure.of} contacts"
    if unit is ExportUnit.SHARE:
        return phrase("platform.share", field=field, title=title, of=of)
    if measure.of:
        return phrase("platform.mean", field=field, title=title, unit=unit, of=of)
    return phrase("platform.total", field=field, title=title, unit=unit)
