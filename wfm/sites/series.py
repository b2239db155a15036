"""Columns of long tables, checked and converted all rows at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from wfm.sites.cells import CellError, flag, number, shown, text
from wfm.sites.findings import SHOWN_PER_FIELD, Findings
from wfm.sites.tables import LongTable

OFFSET = r"(?:[Zz]|[+-]\d{2}:?\d{2})$"
ISO = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"
EXAMPLE = "write it like 2026-03-02T08:00:00+01:00, or with Z for UTC"


def report(
    series: LongTable,
    wrong: pd.Series[bool],
    what: Callable[[object], str],
    remedy: str,
    field: str,
    findings: Findings,
) -> None:
    """Note rows of a column as wrong: the first few one by one, the others by number."""
    rows = wrong.index[wrong.to_numpy(bool)]
    for row in rows[:SHOWN_PER_FIELD]:
        cell = series.data[field].loc[row] if field in series.data else None
        findings.error(what(cell), remedy, series.file, int(row), field)
    if len(rows) > SHOWN_PER_FIELD:
        more = len(rows) - SHOWN_PER_FIELD
        findings.error(f"{more:,} more rows like these", remedy, series.file, None, field)


def texts(series: LongTable, field: str, findings: Findings) -> pd.Series[str]:
    """Names, stripped; an empty cell is an empty string."""
    return _converted(series, field, text, findings).astype(object).fillna("").astype(str)


def flags(series: LongTable, field: str, findings: Findings, default: bool) -> pd.Series[bool]:
    """Yes or no; `default` where a cell is empty, or wrong and noted."""
    return _converted(series, field, flag, findings).fillna(default).astype(bool)


def numbers(series: LongTable, field: str, findings: Findings) -> pd.Series[float]:
    """Numbers of 0 or more; NaN where a cell is empty, or wrong and noted."""
    values = signed_numbers(series, field, findings)
    negative = values < 0
    report(series, negative, lambda c: f"{shown(c)} is negative", "use 0 or more", field, findings)
    return values.where(~negative)


def signed_numbers(series: LongTable, field: str, findings: Findings) -> pd.Series[float]:
    """Numbers of either sign; NaN where a cell is empty, or wrong and noted."""
    if field not in series.data:
        return pd.Series(np.nan, series.data.index)
    cells = series.data[field]
    numeric = pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
    values = (cells if numeric else _converted(series, field, number, findings)).astype(float)
    infinite = values.abs() == np.inf
    report(series, infinite, lambda c: f"{shown(c)} is not finite", "use a number", field, findings)
    return values.where(~infinite)


def wholes(series: LongTable, field: str, findings: Findings) -> pd.Series[float]:
    """Whole numbers of 0 or more; NaN where a cell is empty, or wrong and noted."""
    values = numbers(series, field, findings)
    broken = values.notna() & (values % 1 != 0)
    what, remedy = "{} is not a whole number", "round it"
    report(series, broken, lambda c: what.format(shown(c)), remedy, field, findings)
    return values.where(~broken)


def instants(series: LongTable, field: str, findings: Findings) -> pd.Series[pd.Timestamp]:
    """Moments in UTC; NaT where a cell is empty, or wrong and noted."""
    cells = _column(series, field).astype(object)
    empty = cells.isna()
    report(series, empty, lambda _: "this cell is empty", EXAMPLE, field, findings)
    unique = pd.Index(cells[~empty].unique())
    words = unique.astype(str).str.strip()
    usable = pd.Series(words.str.contains(ISO), unique)
    zoned = pd.Series(words.str.contains(OFFSET), unique)
    parsed = pd.Series(
        pd.to_datetime(words.where(usable & zoned), errors="coerce", utc=True, format="ISO8601"),
        unique,
    )
    parsed = parsed.where(parsed.dt.year.between(1990, 2100))
    naive = cells.isin(unique[usable & ~zoned])
    report(series, naive, lambda c: f"{shown(c)} has no time zone", EXAMPLE, field, findings)
    wrong = ~empty & ~naive & cells.isin(unique[parsed.isna()])
    report(series, wrong, lambda c: f"{shown(c)} is not a date and time", EXAMPLE, field, findings)
    return parsed.astype("datetime64[us, UTC]").reindex(cells).set_axis(cells.index)


def _column(series: LongTable, field: str) -> pd.Series[str]:
    if field in series.data:
        return series.data[field]
    return pd.Series(np.nan, series.data.index, dtype=object)


def _converted(
    series: LongTable, field: str, parse: Callable[[object], object], findings: Findings
) -> pd.Series[str]:
    """Cells through a parser, each distinct one once."""
    cells = _column(series, field).astype(object)
    values: dict[object, object] = {}
    causes: dict[object, CellError] = {}
    for cell in cells.dropna().unique():
        if str(cell).strip():
            try:
                values[cell] = parse(cell)
            except CellError as error:
                causes[cell] = error
    for cell, cause in list(causes.items())[:SHOWN_PER_FIELD]:
        row = int(cells.index[cells == cell][0])
        findings.error(cause.what, cause.remedy, series.file, row, field)
    if len(causes) > SHOWN_PER_FIELD:
        more = len(causes) - SHOWN_PER_FIELD
        findings.error(f"{more:,} more values like these", "", series.file, None, field)
    return cells.map(values).astype(object)
