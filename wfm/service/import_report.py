"""What an import tells of its rows: for programs, and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from wfm.errors import InputProblem
from wfm.store.merging import FieldChange
from wfm.store.site_merge import Fate, RowReport
from wfm.words import document, english

SHOWN = 20
"""Rows that one message names; the result of the run has all."""


def plain_row(row: RowReport) -> dict[str, Any]:
    """Give a row as JSON."""
    told = {"table": row.table, "key": row.key, "row": row.row, "fate": str(row.fate)}
    return {**told, "fields": [asdict(f) for f in row.fields], **reason(row)}


def reason(row: RowReport) -> dict[str, Any]:
    """Give why a row is as it is, in English and by its code."""
    if row.reason is None:
        return {"reason": None}
    told = document(row.reason)
    return {"reason": told["text"], "code": told["code"], "params": told["params"]}


def problems_of_rows(rows: Sequence[RowReport]) -> Iterator[InputProblem]:
    """Say which rows the import left otherwise than the files have them, and what to do."""
    for row in rows:
        if row.fate is Fate.CONFLICT:
            yield from _conflict(row)
        elif row.fate is Fate.NEEDED:
            why = row.reason and english(row.reason)
            what = f"{row.row} is no longer in the files, and stays: {why}"
            yield InputProblem(what, "change that first, or keep the row", row.table)
    yield from _missing(rows)


def _conflict(row: RowReport) -> Iterator[InputProblem]:
    remedy = "change it there, or in the files, or import with conflicts=files"
    if row.reason is not None:
        yield InputProblem(
            f"{row.row} stays as the service has it: {english(row.reason)}", remedy, row.table
        )
        return
    for field in row.fields:
        what = f"{row.row}: {_sides(field)}; the service's value stays"
        yield InputProblem(what, remedy, row.table, field=field.field)


def _sides(field: FieldChange) -> str:
    return f"the files say {_word(field.files)} and the service {_word(field.stored)}"


def _word(value: Any) -> str:
    return "nothing" if value is None else repr(value)


def _missing(rows: Sequence[RowReport]) -> Iterator[InputProblem]:
    tables: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.fate is Fate.MISSING:
            tables[row.table].append(row.row)
    for table, names in sorted(tables.items()):
        more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
        what = f"no longer in the files, and left as they are: {'; '.join(names[:SHOWN])}{more}"
        yield InputProblem(what, "import with retire=true to retire them", table)
