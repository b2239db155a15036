"""The planner's overrides from a table: queue, start, end, factor or contacts, by, at, reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wfm.errors import InputError, Problem

if TYPE_CHECKING:
    from forecasts import Override

WORDS = ("queue", "start", "end", "by", "at", "reason")
AMOUNTS = ("factor", "contacts")


def read_overrides(path: Path) -> tuple[Override, ...]:
    """Read overrides; instants carry an offset, and each row has a factor or contacts.

    Raises
    ------
    InputError
        With every row that cannot be.
    """
    from wfm.sites.findings import Findings
    from wfm.sites.folder import table_file

    findings = Findings()
    table = table_file(path, findings)
    if table is not None:
        for name in WORDS:
            if name not in table.columns:
                findings.error("this column is missing", f"add {name}", path.name, 1, name)
    findings.raise_errors()
    rows = table.rows if table is not None else ()
    problems: list[Problem] = []
    found = []
    for row, cells in rows:
        try:
            found.append(_override({name: str(cell).strip() for name, cell in cells.items()}))
        except ValueError as error:
            problems.append(Problem(str(error), "mend the row", path.name, row))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _override(cells: Mapping[str, str]) -> Override:
    from forecasts import Override

    start, end, at = (_instant(cells[name], name) for name in ("start", "end", "at"))
    amounts = dict(_amounts(cells))
    reason = cells["reason"]
    return Override(cells["queue"], start, end, cells["by"], at, reason, **amounts)


def _instant(text: str, field: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        raise ValueError(f"{field} is {text!r}: it needs an offset, like 2026-03-02T08:00+01:00")
    return instant


def _amounts(cells: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    for name in AMOUNTS:
        if cells.get(name):
            yield name, float(cells[name])
