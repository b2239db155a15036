"""Satisfaction scores as customers gave them."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from wfm.sites.findings import Findings
from wfm.sites.layout import plain_names
from wfm.sites.moments import LocalTimes
from wfm.sites.series import known_series
from wfm.sites.spellings import Names
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema
from wfm.sites.tables import LongTable
from wfm.words import phrase

SATISFACTION = TableSchema(
    "satisfaction.csv",
    (
        TableColumn("answered_at", ColumnKind.INSTANT, "instant", "When it was answered", True),
        TableColumn("queue", ColumnKind.NAME, "name", "Queue of the site", True),
        TableColumn("score", ColumnKind.NUMBER, "points", "As the customer gave it", True),
    ),
    written_by="the survey",
    filled=(),
    key=None,
)
COLUMNS = SATISFACTION.names


def read_satisfaction(
    found: LongTable, queues: Collection[str], findings: Findings, zone: str | None = None
) -> pd.DataFrame | None:
    """One answer a row with `COLUMNS`; None where columns are missing.

    Times without an offset are those of `zone`; in the hour that clocks show twice the later one
    is taken.
    """
    series = known_series(found, plain_names(COLUMNS), COLUMNS, findings)
    if series is None:
        return None

    def local(data: pd.DataFrame) -> LocalTimes:
        idle = pd.Series(False, data.index)
        return LocalTimes(zone, data["queue"], idle, ask=False, seconds=True)

    data = SATISFACTION.frame(series, findings, local=local if zone else None)
    known = Names(queues)
    data = data.assign(queue=data["queue"].map({n: known.meant(n) for n in data["queue"].unique()}))
    for queue in sorted(set(data["queue"]) - known):
        remedy = phrase("do.use_one_of", names=tuple(sorted(queues)))
        findings.error(phrase("site.no_queue", queue=queue), remedy, series.file, field="queue")
    return data.reset_index(drop=True)
