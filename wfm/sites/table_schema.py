"""The schema of a table: its columns with kind, unit and words, and its reader and writer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from math import inf, nan
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from wfm.figures import explained
from wfm.sites.findings import Findings, suggestion
from wfm.sites.folder import csv_series, decoded, read_bytes
from wfm.sites.formulas import frame_as_text
from wfm.sites.layout import plain_names
from wfm.sites.moments import LocalTimes, instants
from wfm.sites.series import counts, flags, numbers, report, signed_numbers, texts, wholes
from wfm.sites.tables import LongTable, check_header
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Site

DECIMALS: Final = 6
"""Digits of the figures in files: finer than anything that is planned or measured."""


class ColumnKind(StrEnum):
    """What a column holds."""

    INSTANT = "instant"
    NAME = "name"
    """Short printable text; empty where a cell is."""
    WORDS = "words"
    """Text as it stands; empty where a cell is."""
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    """0 or more; NaN where a cell is empty."""
    COUNT = "count"
    """A number in a table that people bring: marks may part its thousands."""
    SIGNED = "signed"
    """Of either sign; NaN where a cell is empty."""

    @property
    def dtype(self) -> str:
        """Type of such a column in a frame."""
        kinds = {
            ColumnKind.INSTANT: "datetime64[us, UTC]", ColumnKind.FLAG: "bool",
            ColumnKind.WHOLE: "int64",
            ColumnKind.NUMBER: "float64", ColumnKind.COUNT: "float64", ColumnKind.SIGNED: "float64",
        }  # fmt: skip
        return kinds.get(self, "str")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: what stands in it, in which unit, and whether a table must have it."""

    name: str
    kind: ColumnKind
    unit: str
    note: str
    required: bool = False
    example: str | float | None = None
    choices: tuple[str, ...] = ()
    """What may stand in it, where not everything may."""
    blank: bool = False
    """What an empty cell of a flag means."""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table that is kept as a data frame, in and out by the same columns.

    Columns that a table has beyond its schema are kept as text, behind the others.
    """

    file: str
    columns: tuple[TableColumn, ...]
    written_by: str
    filled: tuple[str, ...] = ("interval_minutes",)
    """Columns that a frame has even where the file lacks them."""
    key: tuple[str, str] | None = ("queue", "interval_start")
    """Whose a row is and of when: both together stand in one row only."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that a file must have."""
        return tuple(column.name for column in self.columns if column.required)

    def empty(self) -> pd.DataFrame:
        """Give no rows, in the schema's columns."""
        import pandas as pd

        return pd.DataFrame({c.name: pd.Series(dtype=c.kind.dtype) for c in self.columns})

    def read(
        self, path: Path, site: Site | None = None, needs: Collection[str] = ()
    ) -> pd.DataFrame:
        """Read a file, its rows by queue (or by agent) in their order and by time.

        Parameters
        ----------
        path
            The file, plain or packed with gzip.
        site
            Whose queues the rows are of, and whose interval stands where none is given; without a
            site queues may have any name, and intervals must be given.
        needs
            Further columns that the file must have.

        Returns
        -------
        pd.DataFrame
            The schema's columns that the file has and `filled`, then the other columns as text.

        Raises
        ------
        InputError
            With everything that is wrong with the file.
        """
        findings = Findings()
        frame = self.read_noting(path, findings, site, needs)
        findings.raise_errors()
        assert frame is not None  # noqa: S101 - findings hold the reason where there is none
        return frame

    def read_noting(
        self, path: Path, findings: Findings, site: Site | None = None, needs: Collection[str] = ()
    ) -> pd.DataFrame | None:
        """Read as `read` does; what is wrong is noted, and None given where nothing can be read."""
        if not path.is_file():
            remedy = phrase("do.give_as_written", file=self.file, command=self.written_by)
            findings.error(phrase("table.no_file"), remedy, str(path))
            return None
        raw = read_bytes(path, findings)
        text = None if raw is None else decoded(path.name, raw, findings)
        series = None if text is None else self._cells(path.name, text, findings)
        required = (*self.required, *needs)
        if series is None or not check_header(
            series.file, list(series.data.columns), self.names, required, findings
        ):
            return None
        frame = self.frame(series, findings, site.interval_minutes if site else None, extras=True)
        self._check(series, frame, site, findings)
        return self._ordered(frame)

    def parse(self, text: str) -> pd.DataFrame:
        """Read a table that `text` wrote; an infinite figure is undefined.

        Raises
        ------
        InputError
            If it is not such a table.
        """
        findings = Findings()
        series = self._cells(self.file, text, findings)
        findings.raise_errors()
        assert series is not None  # noqa: S101 - findings hold the reason where there is none
        figures = [c.name for c in self.columns if c.kind in {ColumnKind.NUMBER, ColumnKind.SIGNED}]
        known = series.data.columns.intersection(figures)
        finite = series.data[known].replace({"inf": "", "-inf": ""})
        series = replace(series, data=series.data.assign(**{n: finite[n] for n in known}))
        frame = self.frame(series, findings, extras=True, exact=True)
        findings.raise_errors()
        return frame.reset_index(drop=True)

    def frame(
        self,
        series: LongTable,
        findings: Findings,
        interval_minutes: int | None = None,
        *,
        extras: bool = False,
        exact: bool = False,
        local: Callable[[pd.DataFrame], LocalTimes] | None = None,
    ) -> pd.DataFrame:
        """Convert cells to the schema's types, wrong ones noted; rows keep their numbers.

        An `exact` table has no marks between thousands; `local` tells from the other columns how
        times without an offset are read.
        """
        import pandas as pd

        data = pd.DataFrame(index=series.data.index)
        there = [c for c in self.columns if c.name in series.data or c.name in self.filled]
        for column in sorted(there, key=lambda c: c.kind is ColumnKind.INSTANT):
            data[column.name] = (
                instants(series, column.name, findings, local(data))
                if local is not None and column.kind is ColumnKind.INSTANT
                else _values(series, column, findings, exact=exact)
            )
            if column.kind is ColumnKind.WHOLE:
                default = interval_minutes if column.name == "interval_minutes" else None
                data[column.name] = _filled(series, data[column.name], default, findings)
        data = data[[column.name for column in there]]
        for name in series.data.columns.difference(list(self.names), sort=False) if extras else ():
            data[name] = _words(series, name)
        return data

    def write(self, frame: pd.DataFrame, path: Path, time_zone: str | None = None) -> None:
        """Write a file, its instants as local ISO 8601 with offset; None keeps the frame's zone."""
        path.write_text(self.text(frame, time_zone), encoding="utf-8", newline="")

    def text(self, frame: pd.DataFrame, time_zone: str | None = None) -> str:
        """Give the table as `write` writes it."""
        return frame_text(frame, time_zone)

    def _cells(self, file: str, text: str, findings: Findings) -> LongTable | None:
        return csv_series(file, text, findings, plain_names(self.names))

    def _check(
        self, series: LongTable, data: pd.DataFrame, site: Site | None, findings: Findings
    ) -> None:
        for column in self.columns:
            if column.name == "queue" and site is not None:
                known = [queue.name for queue in site.queues]
                _check_names(series, data, column.name, known, _no_queue, findings)
            elif column.choices and column.name in data:
                name = column.name
                what = partial(_no_choice, name)
                _check_names(series, data, name, column.choices, what, findings)
            elif column.required and column.kind not in {ColumnKind.INSTANT, ColumnKind.WORDS}:
                empty = series.data[column.name].isna()
                report(
                    series, empty, lambda _: phrase("cell.empty"), phrase("do.fill_in"),
                    column.name, findings,
                )  # fmt: skip
        if self.key is not None:
            _check_once(series, data, *self.key, findings)

    def _ordered(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows by whose they are, in the order in which these come, and by time."""
        if self.key is not None:
            whose, when = self.key
            turn = frame[whose].factorize()[0]
            frame = frame.assign(_turn=turn).sort_values(["_turn", when], kind="stable")
            frame = frame.drop(columns="_turn")
        return frame.reset_index(drop=True)


def frame_text(frame: pd.DataFrame, time_zone: str | None = None) -> str:
    """Write a frame as CSV: instants as ISO 8601 with offset, in a zone if one is given.

    Undefined figures are empty, infinite ones too. No text is a formula to a spreadsheet.
    """
    import pandas as pd

    stamps = {}
    for name in map(str, frame):
        if isinstance(frame[name].dtype, pd.DatetimeTZDtype):
            local = frame[name] if time_zone is None else frame[name].dt.tz_convert(time_zone)
            written = {moment: moment.isoformat() for moment in local.dropna().unique()}
            stamps[name] = local.map(written)
    figures = dict.fromkeys(frame.select_dtypes("float"), DECIMALS)
    rounded = frame.replace([inf, -inf], nan).round(figures).assign(**stamps)
    return str(frame_as_text(rounded).to_csv(index=False, lineterminator="\n"))


def _values(series: LongTable, column: TableColumn, findings: Findings, *, exact: bool) -> Any:
    if column.kind is ColumnKind.FLAG:
        return flags(series, column.name, findings, default=column.blank)
    if column.kind is ColumnKind.WORDS:
        return _words(series, column.name)
    if exact and column.kind is ColumnKind.COUNT:
        return numbers(series, column.name, findings)
    return _READERS[column.kind](series, column.name, findings)


def _words(series: LongTable, field: str) -> pd.Series[str]:
    return series.data[field].astype(object).fillna("").astype(str)


_READERS: Final[Mapping[ColumnKind, Callable[[LongTable, str, Findings], Any]]] = MappingProxyType(
    {
        ColumnKind.INSTANT: instants,
        ColumnKind.NAME: texts,
        ColumnKind.WHOLE: wholes,
        ColumnKind.NUMBER: numbers,
        ColumnKind.COUNT: counts,
        ColumnKind.SIGNED: signed_numbers,
    }
)


def figure(
    name: str, kind: ColumnKind = ColumnKind.NUMBER, *, required: bool = False
) -> TableColumn:
    """Give the column of a known figure or count."""
    found = explained(name)
    return TableColumn(name, kind, found.unit, found.words, required)


def _filled(
    series: LongTable, values: pd.Series[float], default: int | None, findings: Findings
) -> pd.Series[int]:
    """Whole numbers, with the default where a cell is empty; noted where there is none."""
    if default is None:
        empty, field = values.isna(), str(values.name)
        report(series, empty, lambda _: phrase("cell.empty"), phrase("do.fill_in"), field, findings)
    return values.fillna(default or 0).astype("int64")


def _check_once(
    series: LongTable, data: pd.DataFrame, whose: str, when: str, findings: Findings
) -> None:
    """Refuse a second row of the same."""
    one, moment = whose.removesuffix("_id"), when.removesuffix("_start")
    twice = data[when].notna() & data.duplicated([whose, when])
    report(
        series, twice, lambda c: phrase("table.twice_for", at=str(c), thing=one),
        phrase("do.one_row_per", thing=one, moment=moment), when, findings,
    )  # fmt: skip


def _no_choice(column: str, cell: object) -> Phrase:
    return phrase("cell.no_choice", cell=str(cell), column=column)


def _no_queue(cell: object) -> Phrase:
    return phrase("site.no_such_queue", queue=str(cell))


def _check_names(
    series: LongTable,
    data: pd.DataFrame,
    field: str,
    known: Collection[str],
    what: Callable[[object], Phrase],
    findings: Findings,
) -> None:
    strange = ~data[field].isin(list(known))
    remedy = suggestion(str(data.loc[strange, field].iloc[0]), known) if strange.any() else None
    report(series, strange, what, remedy, field, findings)
