"""absences.csv: absences that a plan was repaired for, and that the site's tables may not know."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from wfm.model import Site, TimeOff
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema

ABSENCES: Final = TableSchema(
    "absences.csv",
    (
        TableColumn("agent_id", ColumnKind.NAME, "name", "The agent", True),
        TableColumn("start", ColumnKind.INSTANT, "instant", "First instant of the absence", True),
        TableColumn("end", ColumnKind.INSTANT, "instant", "First instant after it", True),
    ),
    written_by="wfm repair",
    filled=(),
    key=("agent_id", "start"),
)


def write_absences(path: Path, absences: Iterable[TimeOff], time_zone: str) -> None:
    """Write absences: who and when, never why."""
    import pandas as pd

    rows = [(entry.agent_id, entry.start, entry.end) for entry in absences]
    frame = pd.DataFrame(rows, columns=list(ABSENCES.names))
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    ABSENCES.write(frame, path, time_zone)


def read_absences(path: Path, site: Site) -> tuple[TimeOff, ...]:
    """Read absences; those of agents who have left are passed over.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    known = {agent.id for agent in site.agents}
    frame = ABSENCES.read(path)
    return tuple(
        TimeOff(agent, start.to_pydatetime(), end.to_pydatetime(), "absence")
        for agent, start, end in zip(frame["agent_id"], frame["start"], frame["end"], strict=True)
        if agent in known
    )
