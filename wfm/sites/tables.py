"""Tables as they were found, before anything is known of their meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wfm.sites.cells import CellError, shown
from wfm.sites.fields import Row
from wfm.sites.findings import Findings, suggestion

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R", bound=Row)

MAX_ROWS = 100_000
"""Of every table but the two time series."""
MAX_SERIES_ROWS = 1_000_000
MAX_BYTES = 256 * 1024 * 1024
"""Of one file, compressed or not."""

LIMITS = {"ge": "{} or more", "gt": "more than {}", "le": "{} or less", "lt": "less than {}"}


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one table; a record's number is its row as an editor counts."""

    file: str
    columns: Sequence[str]
    rows: Sequence[tuple[int, Mapping[str, object]]]
    lines: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """Where a record takes several lines: (record, column) → its line."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """A long table as a data frame of cells, indexed by row number."""

    file: str
    data: pd.DataFrame


class Source(Protocol):
    """Where tables come from: a folder or a workbook."""

    hashes: dict[str, str]

    def table(self, name: str) -> Table | None:
        """Give one table, or None where it does not exist or cannot be read."""

    def series(self, name: str) -> LongTable | None:
        """Give one long table."""

    def has(self, name: str) -> bool:
        """Whether a table is there, readable or not."""

    def label(self, name: str) -> str:
        """Say where a table is or should be."""


def column_name(cell: object) -> str:
    """Column names are compared without regard to case, blanks and the byte order mark."""
    return re.sub(r"\s+", "_", str(cell if cell is not None else "").strip("\ufeff \t\r\n")).lower()


def check_header(
    file: str,
    columns: Sequence[str],
    known: Sequence[str],
    required: Sequence[str],
    findings: Findings,
    lines: Mapping[str, int] = MappingProxyType({}),
) -> bool:
    """Whether all required columns are there; unknown ones are reported, each in its line."""
    twice = {name for name in columns if name and list(columns).count(name) > 1}
    for name in sorted(twice):
        findings.error("this column is there twice", "remove one of them", file, 1, name)
    missing = [name for name in required if name not in columns]
    unknown = [name for name in columns if name and name not in known]
    if missing and not set(columns) & set(known):
        findings.error(
            f"row 1 holds none of the column names, but {shown(' | '.join(columns))}",
            f"the first row must be the header: {', '.join(known)}; remove titles above it",
            file,
            1,
        )
    else:
        names = ", ".join(shown(name) for name in unknown[:6])
        other = f", or rename what is not read: {names}" if unknown else ""
        for name in missing:
            findings.error("this column is missing", f"add it{other}", file, 1, name)
    for name in unknown if known else ():
        findings.warn(
            "unknown column, not read", suggestion(name, known), file, lines.get(name, 1), name
        )
    return not missing and not twice


def records(table: Table | None, model: type[R], findings: Findings) -> list[tuple[int, R]]:
    """Rows of a table as `model`, with everything wrong noted."""
    if table is None:
        return []
    known = [field.alias or name for name, field in model.model_fields.items()]
    required = [f.alias or name for name, f in model.model_fields.items() if f.is_required()]
    lines = {name: line for (_, name), line in reversed(list(table.lines.items()))}
    if not check_header(table.file, table.columns, known, required, findings, lines):
        return []
    good: list[tuple[int, R]] = []
    for row, values in table.rows:
        present = {name: cell for name, cell in values.items() if not blank(cell)}
        if not present:
            continue
        try:
            good.append((row, model.model_validate(present)))
        except ValidationError as error:
            for detail in error.errors():
                _note(findings, table, row, detail)
    return good


def keys(table: Table | None, column: str) -> set[str]:
    """All names in a column, those of rows with mistakes too."""
    found = (row.get(column) for _, row in table.rows) if table else ()
    return {str(cell).strip() for cell in found if not blank(cell)}


def blank(cell: object) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _note(findings: Findings, table: Table, row: int, detail: ErrorDetails) -> None:
    file, name = table.file, str(detail["loc"][0])
    row = table.lines.get((row, name), row)
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, CellError):
        findings.error(cause.what, cause.remedy, file, row, name)
    elif detail["type"] in {"missing", "too_short"}:
        findings.error("this cell is empty", "fill it in", file, row, name)
    elif limits := LIMITS.keys() & detail.get("ctx", {}).keys():
        key = limits.pop()
        remedy = "use " + LIMITS[key].format(f"{detail['ctx'][key]:g}")
        findings.error(f"{shown(detail['input'])} is out of range", remedy, file, row, name)
    else:
        findings.error(f"{shown(detail['input'])} is not usable", detail["msg"], file, row, name)
