"""Columns of long tables, checked and converted all rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from wfm.sites.cell_text import CellError, Unreadable, short, text
from wfm.sites.cells import flag
from wfm.sites.findings import SHOWN_PER_FIELD, Findings
from wfm.sites.layout import Known, matched
from wfm.sites.numerals import column, number
from wfm.sites.tables import LongTable, blank, check_header, says_total
from wfm.words import Phrase, phrase


def report(
    series: LongTable,
    wrong: pd.Series[bool],
    what: Callable[[object], Phrase],
    remedy: Phrase | None,
    field: str,
    findings: Findings,
) -> None:
    """Note rows of a column as wrong: the first few one by one, the others by number."""
    rows = wrong.index[wrong.to_numpy(bool)]
    for row in rows[:SHOWN_PER_FIELD]:
        cell = series.data[field].loc[row] if field in series.data else None
        findings.error(what(cell), remedy, series.file, int(row), series.title(field))
    if len(rows) > SHOWN_PER_FIELD:
        more = len(rows) - SHOWN_PER_FIELD
        findings.error(
            phrase("table.more_rows", count=more), remedy, series.file, None, series.title(field)
        )


def texts(series: LongTable, field: str, findings: Findings) -> pd.Series[str]:
    """Names, stripped; an empty cell is an empty string."""
    return _converted(series, field, text, findings).astype(object).fillna("").astype(str)


def flags(series: LongTable, field: str, findings: Findings, default: bool) -> pd.Series[bool]:
    """Yes or no; `default` where a cell is empty, or wrong and noted."""
    return _converted(series, field, flag, findings).fillna(default).astype(bool)


def named(series: LongTable, known: Known) -> LongTable:
    """Give the columns their known names."""
    given = list(series.data.columns)
    names = matched(given, known)
    return replace(
        series,
        data=series.data.set_axis(names, axis=1),
        titles=dict(zip(names, given, strict=True)),
    )


def known_series(
    series: LongTable,
    known: Known,
    required: Sequence[str],
    findings: Findings,
    joined: Callable[[LongTable], LongTable] = lambda series: series,
    instead: Callable[[str], Phrase | None] = lambda _: None,
) -> LongTable | None:
    """Give the columns their known names; None, with a note, where one is missing.

    `joined` makes one column of several, none of which is told as unknown then. `instead` says what
    to give in place of an unknown column, where that is known.
    """
    found = joined(named(series, known))
    columns, file = list(known), series.file
    if not check_header(
        file, list(map(str, found.data)), columns, required, findings, series.header,
        instead=instead,
    ):  # fmt: skip
        return None
    return readable(found, columns, findings)


def readable(series: LongTable, columns: Collection[str], findings: Findings) -> LongTable:
    """Leave out, and note, rows with cells that hold nothing to read: formulas without a value."""
    data = series.data
    wrong = pd.Series(False, data.index)
    for name in [name for name in columns if name in data and data[name].dtype == object]:
        cells = data[name][data[name].map(lambda cell: isinstance(cell, Unreadable)).astype(bool)]
        unread = wrong.index.isin(cells.index)
        for row, cell in zip(cells.index[:SHOWN_PER_FIELD], cells, strict=False):
            assert isinstance(cell, Unreadable)  # noqa: S101 - for the types
            findings.error(cell.what, cell.remedy, series.file, int(row), series.title(name))
        wrong |= unread
    return replace(series, data=data[~wrong])


def without_totals(series: LongTable, field: str, findings: Findings) -> LongTable:
    """Leave out rows of sums, which say so in place of a time."""
    cells = series.data[field].astype(object)
    sums = cells.isin([cell for cell in cells.dropna().unique() if says_total(cell)])
    for row in sums.index[sums][:SHOWN_PER_FIELD]:
        findings.warn(phrase("table.totals"), file=series.file, row=int(row))
    return replace(series, data=series.data[~sums])


def without_remarks(
    series: LongTable, names: Sequence[str], figures: Collection[str], findings: Findings
) -> LongTable:
    """Leave out rows of words: units below the header, or what an export says at its end.

    None of their figures has a digit, and one of `names`, which each record needs, is blank or
    holds none either though the first of them is a time.
    """
    data = series.data
    time, *others = names
    digits = {name: data[name].map(_has_digit).astype(bool) for name in (time, *figures)
              if name in data}  # fmt: skip
    figured = pd.Series(False, data.index)
    for name in set(figures) & set(digits):
        figured |= digits[name]
    lacking = ~digits[time]
    for name in others:
        lacking |= data[name].isna() | data[name].map(blank).astype(bool)
    words = ~figured & lacking & data[time].map(lambda cell: isinstance(cell, str)).astype(bool)
    for row in words.index[words][:SHOWN_PER_FIELD]:
        findings.warn(phrase("table.no_record"), file=series.file, row=int(row))
    return replace(series, data=data[~words])


def _has_digit(cell: object) -> bool:
    return not blank(cell) and cell == cell and any(letter.isdigit() for letter in str(cell))


def counts(series: LongTable, field: str, findings: Findings) -> pd.Series[float]:
    """Numbers as people export them, of contacts or of seconds: `1.018` may be 1018."""
    return numbers(series, field, findings, counted=True)


def numbers(
    series: LongTable, field: str, findings: Findings, *, counted: bool = False
) -> pd.Series[float]:
    """Numbers of 0 or more; NaN where a cell is empty, or wrong and noted."""
    values = signed_numbers(series, field, findings, counted=counted)
    negative = values < 0
    report(
        series,
        negative,
        lambda c: phrase("cell.negative", cell=short(c)),
        phrase("do.from_zero"),
        field,
        findings,
    )
    return values.where(~negative)


def signed_numbers(
    series: LongTable, field: str, findings: Findings, *, counted: bool = False
) -> pd.Series[float]:
    """Numbers of either sign; NaN where a cell is empty, or wrong and noted."""
    if field not in series.data:
        return pd.Series(np.nan, series.data.index)
    cells = series.data[field]
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        values = cells.astype(float)
    else:
        values = _read_numbers(series, field, findings, counted)
    infinite = values.abs() == np.inf
    report(
        series,
        infinite,
        lambda c: phrase("cell.not_finite", cell=short(c)),
        phrase("do.use_number"),
        field,
        findings,
    )
    return values.where(~infinite)


def wholes(series: LongTable, field: str, findings: Findings) -> pd.Series[float]:
    """Whole numbers of 0 or more; NaN where a cell is empty, or wrong and noted."""
    values = numbers(series, field, findings)
    broken = values.notna() & (values % 1 != 0)
    report(
        series, broken, lambda c: phrase("cell.no_whole_number", cell=short(c)),
        phrase("do.round"), field, findings,
    )  # fmt: skip
    return values.where(~broken)


def _read_numbers(
    series: LongTable, field: str, findings: Findings, counted: bool
) -> pd.Series[float]:
    cells = series.data[field].astype(object)
    cells = cells.where(cells.map(lambda cell: not blank(cell)))
    distinct = list(cells.dropna().unique())
    words = [cell for cell in distinct if isinstance(cell, str)]
    known, wrong, parted = column(words, series.separator, counted=counted)
    values: dict[object, float] = dict(known.items())
    causes: dict[object, CellError] = dict(wrong.items())
    for cell in distinct:
        if not isinstance(cell, str):
            try:
                values[cell] = number(cell)
            except CellError as error:
                causes[cell] = error
    _note(series, field, cells, causes, findings)
    if parted is not None:
        what = phrase("table.thousands", cell=parted, number=values[parted])
        row = int(cells.index[cells == parted][0])
        findings.warn(what, None, series.file, row, series.title(field))
    return cells.map(values).astype(float)


def cells_of(series: LongTable, field: str) -> pd.Series[str]:
    """Give a column's cells, blank ones where there is no such column."""
    if field in series.data:
        return series.data[field]
    return pd.Series(np.nan, series.data.index, dtype=object)


def _converted(
    series: LongTable, field: str, parse: Callable[[object], object], findings: Findings
) -> pd.Series[str]:
    """Cells through a parser, each distinct one once."""
    cells = cells_of(series, field).astype(object)
    values: dict[object, object] = {}
    causes: dict[object, CellError] = {}
    for cell in cells.dropna().unique():
        if not blank(cell):
            try:
                values[cell] = parse(cell)
            except CellError as error:
                causes[cell] = error
    _note(series, field, cells, causes, findings)
    return cells.map(values).astype(object)


def _note(
    series: LongTable,
    field: str,
    cells: pd.Series[str],
    causes: Mapping[object, CellError],
    findings: Findings,
) -> None:
    """Note distinct cells as wrong, each where it stands first."""
    for cell, cause in list(causes.items())[:SHOWN_PER_FIELD]:
        row = int(cells.index[cells == cell][0])
        findings.error(cause.what, cause.remedy, series.file, row, series.title(field))
    if len(causes) > SHOWN_PER_FIELD:
        more = len(causes) - SHOWN_PER_FIELD
        findings.error(
            phrase("table.more_values", count=more), None, series.file, None, series.title(field)
        )
