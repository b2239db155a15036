"""The schema of a long table: its columns with kind, unit and words, and its reader and writer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from wfm.sites.findings import Findings, suggestion
from wfm.sites.folder import csv_series, decoded, read_bytes
from wfm.sites.series import flags, instants, numbers, report, signed_numbers, texts, wholes
from wfm.sites.tables import LongTable, check_header

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Site

DECIMALS: Final = 6
"""Digits of the figures in files: finer than anything that is planned or measured."""


class Kind(StrEnum):
    """What a column holds, and its type in a frame."""

    INSTANT = "datetime64[us, UTC]"
    NAME = "str"
    FLAG = "bool"
    WHOLE = "int64"
    NUMBER = "float64"
    """0 or more; NaN where a cell is empty."""
    SIGNED = "float64 of either sign"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: what stands in it, in which unit, and whether a table must have it."""

    name: str
    kind: Kind
    unit: str
    note: str
    required: bool = False
    example: str | float | None = None


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table of rows per queue and instant, in and out by the same columns.

    Columns that a table has beyond its schema are kept as text, behind the others.
    """

    file: str
    columns: tuple[TableColumn, ...]
    written_by: str
    filled: tuple[str, ...] = ("interval_minutes",)
    """Columns that a frame has even where the file lacks them."""
    key: tuple[str, ...] = ("queue", "interval_start")
    """Columns whose values stand together in one row only."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that a file must have."""
        return tuple(column.name for column in self.columns if column.required)

    def read(
        self, path: Path, site: Site | None = None, needs: Collection[str] = ()
    ) -> pd.DataFrame:
        """Read a file, its rows by queue in their order and by time.

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
            remedy = f"give a {self.file}, as {self.written_by} writes it"
            findings.error("there is no such file", remedy, str(path))
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
        """Read a table that `text` wrote.

        Raises
        ------
        InputError
            If it is not such a table.
        """
        findings = Findings()
        series = self._cells(self.file, text, findings)
        findings.raise_errors()
        assert series is not None  # noqa: S101 - findings hold the reason where there is none
        frame = self.frame(series, findings, extras=True)
        findings.raise_errors()
        return frame.reset_index(drop=True)

    def frame(
        self,
        series: LongTable,
        findings: Findings,
        interval_minutes: int | None = None,
        *,
        extras: bool = False,
    ) -> pd.DataFrame:
        """Convert cells to the schema's types, wrong ones noted; rows keep their numbers."""
        import pandas as pd

        data = pd.DataFrame(index=series.data.index)
        for column in self.columns:
            if column.name in series.data or column.name in self.filled:
                data[column.name] = _READERS[column.kind](series, column.name, findings)
        if "interval_minutes" in data:
            data["interval_minutes"] = _minutes(series, data, interval_minutes, findings)
        for name in series.data.columns.difference(list(self.names), sort=False) if extras else ():
            data[name] = series.data[name].astype(object).fillna("").astype(str)
        return data

    def write(self, frame: pd.DataFrame, path: Path, time_zone: str | None = None) -> None:
        """Write a file, its instants as local ISO 8601 with offset; None keeps the frame's zone."""
        path.write_text(self.text(frame, time_zone), encoding="utf-8", newline="")

    def text(self, frame: pd.DataFrame, time_zone: str | None = None) -> str:
        """Give the table as `write` writes it."""
        import pandas as pd

        stamps = {}
        for column in self.columns:
            if column.kind is Kind.INSTANT and column.name in frame:
                instant = frame[column.name]
                local = instant if time_zone is None else instant.dt.tz_convert(time_zone)
                stamps[column.name] = local.map(pd.Timestamp.isoformat, na_action="ignore")
        figures = dict.fromkeys(frame.select_dtypes("float"), DECIMALS)
        written: str = (
            frame.round(figures).assign(**stamps).to_csv(index=False, lineterminator="\n")
        )
        return written

    def _cells(self, file: str, text: str, findings: Findings) -> LongTable | None:
        figures = (Kind.NUMBER, Kind.SIGNED, Kind.WHOLE)
        numeric = {column.name for column in self.columns if column.kind in figures}
        return csv_series(file, text, findings, numeric)

    def _check(
        self, series: LongTable, data: pd.DataFrame, site: Site | None, findings: Findings
    ) -> None:
        if site is not None:
            _check_queues(series, data, {queue.name for queue in site.queues}, findings)
        for column in self.columns:
            if column.required and column.kind not in {Kind.INSTANT, Kind.NAME}:
                empty = series.data[column.name].isna()
                report(series, empty, lambda _: "this cell is empty", "fill it in", column.name,
                       findings)  # fmt: skip
        twice = data[self.key[-1]].notna() & data.duplicated(list(self.key))
        report(
            series, twice, lambda c: f"{c} is there twice for this queue",
            "keep one row per queue and interval", self.key[-1], findings,
        )  # fmt: skip

    def _ordered(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows by queue, in the order in which queues come, and by time."""
        turn = frame["queue"].factorize()[0]
        ordered = frame.assign(_turn=turn).sort_values(["_turn", self.key[-1]], kind="stable")
        return ordered.drop(columns="_turn").reset_index(drop=True)


def _flag(series: LongTable, field: str, findings: Findings) -> Any:
    return flags(series, field, findings, default=False)


_READERS: Final[Mapping[Kind, Callable[[LongTable, str, Findings], Any]]] = MappingProxyType(
    {
        Kind.INSTANT: instants,
        Kind.NAME: texts,
        Kind.FLAG: _flag,
        Kind.WHOLE: wholes,
        Kind.NUMBER: numbers,
        Kind.SIGNED: signed_numbers,
    }
)


def _minutes(
    series: LongTable, data: pd.DataFrame, interval_minutes: int | None, findings: Findings
) -> pd.Series[int]:
    """Lengths of the intervals; the site's where none is given."""
    minutes = data["interval_minutes"]
    empty = minutes.isna()
    if interval_minutes is None and empty.any():
        remedy = "write the minutes of the interval"
        report(series, empty, lambda _: "this cell is empty", remedy, "interval_minutes", findings)
    return minutes.fillna(interval_minutes or 0).astype("int64")


def _check_queues(
    series: LongTable, data: pd.DataFrame, known: set[str], findings: Findings
) -> None:
    strange = ~data["queue"].isin(known)
    remedy = suggestion(str(data.loc[strange, "queue"].iloc[0]), known) if strange.any() else ""
    report(series, strange, lambda c: f"the site has no queue {c}", remedy, "queue", findings)
