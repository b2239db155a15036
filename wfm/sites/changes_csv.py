"""changes.csv: what a repair changed, one row per agent and shift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from wfm.model import Shift, Site
from wfm.model.absent_parts import hours_of
from wfm.model.changes import Change
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema

CHANGES: Final = TableSchema(
    "changes.csv",
    (
        TableColumn("agent_id", ColumnKind.NAME, "name", "The agent", True),
        TableColumn("agent_name", ColumnKind.NAME, "name", "The agent's name"),
        TableColumn("team", ColumnKind.NAME, "name", "The agent's team"),
        TableColumn("date", ColumnKind.NAME, "date", "Day of the shift", True),
        TableColumn("start_before", ColumnKind.INSTANT, "instant", "Start until now; empty: off"),
        TableColumn("end_before", ColumnKind.INSTANT, "instant", "End until now"),
        TableColumn("start_after", ColumnKind.INSTANT, "instant", "Start from now on; empty: off"),
        TableColumn("end_after", ColumnKind.INSTANT, "instant", "End from now on"),
    ),
    written_by="wfm plan --base or wfm revise --absent",
    filled=(),
    key=None,
)


def write_changes(path: Path, changes: Iterable[Change], site: Site) -> None:
    """Write changes: local times with offset, empty where the day is off."""
    import pandas as pd

    people = {agent.id: agent for agent in site.agents}
    rows = [
        (
            *(change.agent_id, people[change.agent_id].name, people[change.agent_id].team),
            change.date.isoformat(),
            *_hours(change.before),
            *_hours(change.after),
        )
        for change in changes
    ]
    frame = pd.DataFrame(rows, columns=list(CHANGES.names))
    CHANGES.write(
        frame.astype({c.name: c.kind.dtype for c in CHANGES.columns}), path, site.time_zone
    )


def _hours(shift: Shift | None) -> tuple[datetime | None, datetime | None]:
    """Give when somebody is there; nothing of a day that is off, or spent absent."""
    return (shift and hours_of(shift)) or (None, None)
