"""Columns of moments as instants in UTC, with an offset or in the local time of a site."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.sites.cell_text import CellError, short
from wfm.sites.dates import FIRST_YEAR, LAST_YEAR, DoubtfulDateError, order, parsed
from wfm.sites.findings import Findings
from wfm.sites.series import cells_of, report
from wfm.sites.tables import LongTable
from wfm.words import phrase

OFFSET = r"(?:[Zz]|[+-]\d{2}:?\d{2})$"
ISO = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"
EXAMPLE = phrase("do.write_moment")
EXAMPLE_LOCAL = phrase("do.moment_year_first")


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """What is needed to read times without an offset, all by row.

    `keys` says which rows belong together: where one of them has a time twice in the hour that
    comes twice, its first row is the earlier one. `idle` rows may stand in the hour that clocks
    skip, as some exports write them; they are left without an instant.
    """

    zone: str | None
    keys: pd.Series[str]
    idle: pd.Series[bool]
    dates: bool = False
    """Whether a date alone is its midnight."""
    ask: bool = True
    """Whether a time that may be in either of two hours is refused; else it is the later one."""
    seconds: bool = False
    """Whether a spreadsheet's moments count by the second; else they are rounded to the minute."""


def instants(
    series: LongTable, field: str, findings: Findings, local: LocalTimes | None = None
) -> pd.Series[pd.Timestamp]:
    """Moments in UTC; NaT where a cell is empty, or wrong and noted.

    Without `local` each needs its offset; with it, all of them have one or none has.
    """
    cells = cells_of(series, field).astype(object)
    empty = cells.isna()
    report(series, empty, lambda _: phrase("cell.empty"), EXAMPLE, field, findings)
    found = _moments(series, field, findings, local)
    at, zoned, doubtful = found["at"], found["zoned"], found["doubtful"]
    wrong = ~empty & ~doubtful & at.isna()
    remedy = EXAMPLE if local is None else EXAMPLE_LOCAL
    report(
        series, wrong, lambda c: phrase("cell.no_moment", cell=short(c)), remedy, field, findings
    )
    naive = at.notna() & ~zoned
    utc: pd.Series[pd.Timestamp] = at.dt.tz_localize("UTC").where(zoned)
    if local is None:
        report(
            series,
            naive,
            lambda c: phrase("cell.lacks_zone", cell=short(c)),
            EXAMPLE,
            field,
            findings,
        )
        return utc
    if naive.any() and local.zone is None:
        report(
            series, naive & ~naive.duplicated(), lambda _: phrase("history.no_offset"),
            phrase("do.say_zone"), field, findings,
        )  # fmt: skip
    elif naive.any():
        utc = utc.where(zoned, _in_utc(series, field, utc, at.where(naive), local, findings))
    return utc


def _moments(
    series: LongTable, field: str, findings: Findings, local: LocalTimes | None
) -> pd.DataFrame:
    """Give each row `at`, without a zone (UTC where it is `zoned`), or NaT; some are `doubtful`."""
    cells = cells_of(series, field).astype(object)
    distinct = pd.Index(cells.dropna().unique())
    words = pd.Series(distinct.astype(str), distinct, dtype=object).str.strip()
    texts = pd.Series([isinstance(cell, str) for cell in distinct], distinct, dtype=bool)
    iso = texts & words.str.contains(ISO).astype(bool)
    zoned = iso & words.str.contains(OFFSET).astype(bool)
    aware = pd.to_datetime(words.where(zoned), errors="coerce", utc=True, format="ISO8601")
    plain = pd.to_datetime(words.where(iso & ~zoned), errors="coerce", format="ISO8601")
    at = aware.dt.tz_localize(None).astype("datetime64[us]").fillna(plain.astype("datetime64[us]"))
    doubts: dict[Hashable, CellError] = {}
    day_first = order(distinct) if series.day_first is None else series.day_first
    for place in map(int, np.flatnonzero(at.isna())):
        try:
            moment = _moment(distinct[place], day_first, local)
        except DoubtfulDateError as error:
            doubts[distinct[place]] = error
        except CellError:
            continue
        else:
            zoned.iloc[place] = moment.tzinfo is not None
            wall = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
            at.iloc[place] = pd.Timestamp(wall)
    at = at.where(at.dt.year.between(FIRST_YEAR, LAST_YEAR))
    doubtful = cells.isin(list(doubts))
    for cell, cause in list(doubts.items())[:1]:
        row = int(cells.index[cells == cell][0])
        like_it = int(doubtful.sum())
        what = phrase("table.rows_like_it", what=cause.what, rows=like_it if like_it > 1 else None)
        findings.error(what, cause.remedy, series.file, row, series.title(field))
    found = pd.DataFrame({"at": at, "zoned": zoned}).reindex(cells).set_axis(cells.index)
    return found.assign(zoned=found["zoned"].eq(True), doubtful=doubtful)


def _moment(cell: object, day_first: bool | None, local: LocalTimes | None) -> datetime:
    """Read one moment; a spreadsheet's is rounded to the minute, which few digits miss."""
    to_seconds, dates = local is not None and local.seconds, local is not None and local.dates
    moment = cell if isinstance(cell, date) else parsed(str(cell), day_first)
    if isinstance(cell, datetime) and to_seconds:
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(cell, datetime):
        return (cell + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if isinstance(moment, datetime):
        return moment
    if not dates:
        raise CellError(phrase("cell.date_alone"), EXAMPLE)
    return datetime.combine(moment, time.min)


def _in_utc(
    series: LongTable,
    field: str,
    utc: pd.Series[pd.Timestamp],
    wall: pd.Series[pd.Timestamp],
    local: LocalTimes,
    findings: Findings,
) -> pd.Series[pd.Timestamp]:
    """Read local times beside those with an offset.

    Noted are a mixture of both, times that clocks skip, and those that may be in either hour.
    """
    zone = str(local.zone)
    _check_mixture(series, field, utc, wall.notna(), zone, findings)
    skipped = wall.notna() & _localized(wall, zone, earlier=False).isna()
    report(
        series, skipped & ~local.idle, lambda c: phrase("cell.clock_skipped", cell=short(c)),
        phrase("do.another_zone", zone=zone), field, findings,
    )  # fmt: skip
    keyed = pd.DataFrame({"key": local.keys, "at": wall})
    asked = _twice(wall, zone) & ~keyed.duplicated(keep=False) & local.ask
    report(
        series, asked, lambda c: phrase("cell.clock_twice", cell=short(c)),
        phrase("do.offset_meant"), field, findings,
    )  # fmt: skip
    return _localized(wall, zone, earlier=keyed.duplicated(keep="last").to_numpy(bool))


def _check_mixture(
    series: LongTable,
    field: str,
    utc: pd.Series[pd.Timestamp],
    naive: pd.Series[bool],
    zone: str,
    findings: Findings,
) -> None:
    """Refuse rows with an offset among rows without, save where it says which hour is meant."""
    wall = utc.dt.tz_convert(zone).dt.tz_localize(None)
    odd = utc.notna() & ~_twice(wall, zone)
    if not odd.any():
        return
    if odd.sum() < naive.sum():
        rows, offset = odd, True
    else:
        rows, offset = naive, False
    report(
        series, rows,
        lambda c: phrase("cell.mixed_offsets", cell=short(c), offset=offset, none=not offset),
        phrase("do.same_way"), field,
        findings,
    )  # fmt: skip


def _twice(wall: pd.Series[pd.Timestamp], zone: str) -> pd.Series[bool]:
    """Whether clocks show a local time twice."""
    first, second = (_localized(wall, zone, earlier=earlier) for earlier in (True, False))
    return first.notna() & (first != second)


def _localized(
    wall: pd.Series[pd.Timestamp], zone: str, earlier: bool | NDArray[np.bool_]
) -> pd.Series[pd.Timestamp]:
    first = np.broadcast_to(np.asarray(earlier, dtype=bool), len(wall))
    found = wall.dt.tz_localize(zone, ambiguous=first, nonexistent="NaT")
    return found.dt.tz_convert("UTC")
