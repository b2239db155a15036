"""edited_days.csv: days of agents that a person made by hand, which later plans leave alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from wfm.errors import InputError, InputProblem
from wfm.model import Site
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema
from wfm.words import phrase

EDITED_DAYS: Final = TableSchema(
    "edited_days.csv",
    (
        TableColumn("agent_id", ColumnKind.NAME, "name", "The agent", True),
        TableColumn("date", ColumnKind.NAME, "date", "Day that was edited by hand", True),
    ),
    written_by="wfm revise --apply",
    filled=(),
    key=("agent_id", "date"),
)


def write_edited_days(path: Path, days: Iterable[tuple[str, date]]) -> None:
    """Write the days that were edited by hand."""
    import pandas as pd

    rows = [(agent, day.isoformat()) for agent, day in sorted(days)]
    EDITED_DAYS.write(pd.DataFrame(rows, columns=list(EDITED_DAYS.names)), path)


def read_edited_days(path: Path, site: Site) -> frozenset[tuple[str, date]]:
    """Read the days that were edited by hand; those of agents who have left are passed over.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    known = {agent.id for agent in site.agents}
    frame = EDITED_DAYS.read(path)
    found = set()
    for row, (agent, text) in enumerate(zip(frame["agent_id"], frame["date"], strict=True), 2):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            problem = InputProblem(
                phrase("cell.not_a_date", text=text),
                phrase("do.write_date"),
                path.name,
                row,
                "date",
            )
            raise InputError([problem]) from None
        if agent in known:
            found.add((agent, day))
    return frozenset(found)
