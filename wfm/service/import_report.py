"""What an import tells of its rows: for programs, and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from wfm.errors import InputProblem
from wfm.store.merging import FieldChange
from wfm.store.site_merge import Fate, RowReport
from wfm.words import Phrase, document, phrase

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
            what = phrase("import.still_needed", row=row.row, reason=row.reason)
            yield InputProblem(what, phrase("do.change_that_first"), row.table)
    yield from _missing(rows)


def _conflict(row: RowReport) -> Iterator[InputProblem]:
    remedy = phrase("do.change_there")
    if row.reason is not None:
        yield InputProblem(
            phrase("import.row_stays", row=row.row, reason=row.reason), remedy, row.table
        )
        return
    for field in row.fields:
        what = phrase("import.value_stays", row=row.row, sides=_sides(field))
        yield InputProblem(what, remedy, row.table, field=field.field)


def _sides(field: FieldChange) -> Phrase:
    return phrase("import.sides", files=_word(field.files), stored=_word(field.stored))


def _word(value: Any) -> Phrase | str:
    return phrase("import.nothing") if value is None else repr(value)


def _missing(rows: Sequence[RowReport]) -> Iterator[InputProblem]:
    tables: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.fate is Fate.MISSING:
            tables[row.table].append(row.row)
    for table, names in sorted(tables.items()):
        what = phrase(
            "import.missing", names=tuple(names[:SHOWN]), more=max(len(names) - SHOWN, 0) or None
        )
        yield InputProblem(what, phrase("do.retire"), table)
