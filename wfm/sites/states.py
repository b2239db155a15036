"""Recorded agent states, as the contact platform gave them: none is dropped or corrected."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from wfm.sites.findings import Findings
from wfm.sites.layout import plain_names
from wfm.sites.moments import LocalTimes
from wfm.sites.series import known_series
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema
from wfm.sites.tables import LongTable
from wfm.words import phrase

STATES = TableSchema(
    "states.csv",
    (
        TableColumn("event_id", ColumnKind.NAME, "name",
                    "A key: repeated events count once", True, "E1"),
        TableColumn("source_id", ColumnKind.NAME, "name", "The feed that sent it", False, "acd-1"),
        TableColumn("external_agent_id", ColumnKind.NAME, "name",
                    "The contact platform's id of the agent", True, "A001"),
        TableColumn("state_code", ColumnKind.NAME, "name", "As in state_map", True, "AVAILABLE"),
        TableColumn("reason_code", ColumnKind.NAME, "name", "As in state_map"),
        TableColumn("started_at", ColumnKind.INSTANT, "instant", "Local, or with offset or Z", True,
                    "2026-02-23T08:00:05+01:00"),
        TableColumn("is_logged_on", ColumnKind.FLAG, "flag",
                    "Blank: yes", False, "yes", blank=True),
        TableColumn("is_snapshot", ColumnKind.FLAG, "flag",
                    "Whether the batch lists everyone who is logged on", False, "no"),
        TableColumn("batch_id", ColumnKind.NAME, "name", "The batch"),
    ),
    written_by="the contact platform",
    filled=("source_id", "reason_code", "is_logged_on", "is_snapshot", "batch_id"),
    key=None,
)  # fmt: skip
COLUMNS, REQUIRED = STATES.names, STATES.required


def read_states(
    found: LongTable,
    agents: Collection[str],
    state_map: Mapping[str, str],
    findings: Findings,
    zone: str | None = None,
) -> pd.DataFrame | None:
    """Events with `COLUMNS`, in the order of the file; None where columns are missing.

    Times without an offset are those of `zone`; in the hour that clocks show twice they are asked.
    Unknown agents and unmapped codes are kept and counted in a warning.
    """
    series = known_series(found, plain_names(COLUMNS), REQUIRED, findings)
    if series is None:
        return None

    def local(data: pd.DataFrame) -> LocalTimes:
        idle = pd.Series(False, data.index)
        return LocalTimes(zone, data["event_id"], idle, seconds=True)

    data = STATES.frame(series, findings, local=local if zone else None)
    _count_unknown(series, data["external_agent_id"], agents, "agents_table", findings)
    codes = data["state_code"].where(
        data["reason_code"] == "", data["state_code"] + "/" + data["reason_code"]
    )
    known = codes.isin(state_map) | data["state_code"].isin(state_map)
    _count_unknown(series, codes.mask(known), [], "state_map", findings)
    return data.reset_index(drop=True)


def _count_unknown(
    series: LongTable, names: pd.Series[str], known: Collection[str], where: str, findings: Findings
) -> None:
    unknown = names[~names.isin(known)].dropna()
    for name, rows in unknown.value_counts().head(20).items():
        findings.warn(
            phrase("states.not_in", name=str(name), where=where, events=rows),
            phrase("do.add_to", where=where),
            series.file,
            field=str(names.name),
        )
