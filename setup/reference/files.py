"""Reference: the files that commands write and read back, every column of each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import wfm.sites
from setup.reference.markdown import code, joined
from setup.reference.tables import LONG, columns_of
from wfm.sites.table_schema import TableSchema

OPENING = """\
# Files that commands write

What `wfm plan` and the other commands write, they read back. Times are ISO 8601 with offset,
figures have at most six decimals, and an undefined figure is an empty cell. Columns that you add
are kept. `schedule.csv` has the columns of [previous](tables.md#previous).
"""


def schemas() -> dict[str, TableSchema]:
    """Find every schema of a table that is kept as a frame, by its file."""
    found = {schema.file: schema for schema in _found() if schema not in LONG.values()}
    return dict(sorted(found.items()))


def _found() -> Iterator[TableSchema]:
    for module in pkgutil.iter_modules(wfm.sites.__path__, "wfm.sites."):
        values = vars(importlib.import_module(module.name)).values()
        yield from (value for value in values if isinstance(value, TableSchema))


def page() -> str:
    """Write the page."""
    return joined(OPENING, *(_section(file, schema) for file, schema in schemas().items()))


def _section(file: str, schema: TableSchema) -> str:
    return joined(f"## {file}\n", f"Written by {code(schema.written_by)}.\n", columns_of(schema))
