"""ledger.csv: what each agent brings from earlier weeks.

More than a fair share of unpopular work, which of the last weekends were worked, hours beyond the
average, the line of a rotation, and what was worked in the calendar month so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from wfm.model import Site
from wfm.model.day_parts import (
    HOURS_ACCOUNT,
    MONTH_KINDS,
    ROTATION_LINE,
    WEEKENDS_AGO,
    UnpopularWork,
)
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema

KINDS: Final = (*UnpopularWork, *WEEKENDS_AGO, HOURS_ACCOUNT, ROTATION_LINE, *MONTH_KINDS)
LEDGER: Final = TableSchema(
    "ledger.csv",
    (
        TableColumn("agent_id", ColumnKind.NAME, "name", "The agent", True),
        TableColumn("kind", ColumnKind.NAME, "name", "What the share is of", True, choices=KINDS),
        TableColumn(
            "share",
            ColumnKind.SIGNED,
            "shifts",
            "Shifts more than a fair share; 1 for a weekend worked; hours on the account; the "
            "number of a rotation's line; the hours, days worked and days of leave of the month so "
            "far, and the day of the month from which on they are known",
            True,
        ),
    ),
    written_by="wfm schedule --next-ledger",
    filled=(),
    key=("agent_id", "kind"),
)


def write_ledger(path: Path, ledger: Mapping[str, Mapping[str, float]]) -> None:
    """Write a ledger: one row per agent and kind."""
    import pandas as pd

    rows = [
        (agent, kind, share)
        for agent, shares in sorted(ledger.items())
        for kind, share in shares.items()
    ]
    LEDGER.write(pd.DataFrame(rows, columns=list(LEDGER.names)), path)


def read_ledger(path: Path, site: Site) -> dict[str, dict[str, float]]:
    """Read a ledger.csv for a site; agents who have left are passed over.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    known = {agent.id for agent in site.agents}
    ledger: dict[str, dict[str, float]] = {}
    frame = LEDGER.read(path)
    for agent, kind, share in zip(*(frame[name] for name in LEDGER.names), strict=True):
        if agent in known:
            ledger.setdefault(agent, {})[kind] = share
    return ledger
