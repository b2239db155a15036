"""Reference: the tables of a site, every column of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from setup.reference.cells import holds
from setup.reference.markdown import code, joined, said, table, words
from wfm.sites.fields import Row
from wfm.sites.history import HISTORY
from wfm.sites.rows import TABLES, OverrideRow
from wfm.sites.satisfaction import SATISFACTION
from wfm.sites.states import STATES
from wfm.sites.table_schema import TableSchema

LONG = {"history": HISTORY, "states": STATES, "satisfaction": SATISFACTION}
NEEDED = {"site", "queues", "work_plans", "agents", "history"}
SHORT: Mapping[str, type[Row]] = {**TABLES, "overrides": OverrideRow}
NOTES = {
    "history": "Contacts and handle times per interval: totals, not means.",
    "states": "Recorded agent states, to compare with the schedule.",
    "satisfaction": "Scores that customers gave.",
    "overrides": "Given to a plan by `--overrides`.",
}

OPENING = """\
# Tables of a site

A site is a folder of tables (`agents.csv`, `site.toml` …) or one workbook with the same tables as
sheets. `wfm template` writes such a workbook, with a note on every column. Tables are read as
people bring them: columns in any order, names in any case, `;` with decimal commas, and titles
above the header. What is doubtful is asked, with its file, row and column.
"""


def page() -> str:
    """Write the page."""
    return joined(OPENING, *map(_short, SHORT), *map(_long, LONG))


def _title(name: str) -> str:
    needed = "\nEvery site has it.\n" if name in NEEDED else ""
    return f"## {name}\n{needed}\n{NOTES.get(name, '')}\n"


def _short(name: str) -> str:
    row = SHORT[name]
    return joined(_title(name), said(row), _columns(row))


def _columns(row: type[Row]) -> str:
    head = ("column", "what it says", "holds", "needed", "example")
    fields = ((field.alias or name, field) for name, field in row.model_fields.items())
    return table(head, ([code(name), *_line(field)] for name, field in fields))


def _line(field: FieldInfo) -> list[str]:
    needed = "yes" if field.is_required() else _default(field.default)
    example = (field.examples or [None])[0]
    return [words(field.description or ""), words(holds(field)), needed, _shown(example)]


def _default(value: Any) -> str:
    if value in (None, "", (), PydanticUndefined):
        return ""
    return f"else {_shown(value)}"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return "every day" if len(value) == 7 else code(", ".join(map(str, sorted(value))))
    if isinstance(value, date | StrEnum):
        return code(str(value))
    return code(f"{value:g}" if isinstance(value, float) else value)


def _long(name: str) -> str:
    return joined(_title(name), columns_of(LONG[name]))


def columns_of(schema: TableSchema) -> str:
    """List the columns of a table that is kept as a frame."""
    rows = (
        (
            code(each.name),
            words(each.note),
            f"one of {', '.join(each.choices)}" if each.choices else each.kind.value,
            words(each.unit),
            "yes" if each.required else "",
        )
        for each in schema.columns
    )
    return table(("column", "what it says", "holds", "unit", "needed"), rows)
