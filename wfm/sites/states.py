"""Recorded agent states, as the contact platform gave them: none is dropped or corrected."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from wfm.sites.findings import Findings
from wfm.sites.series import flags, instants, texts
from wfm.sites.tables import LongTable, check_header

COLUMNS = (
    "event_id", "source_id", "external_agent_id", "state_code", "reason_code", "started_at",
    "is_logged_on", "is_snapshot", "batch_id",
)  # fmt: skip
REQUIRED = ("event_id", "external_agent_id", "state_code", "started_at")


def read_states(
    series: LongTable, agents: Collection[str], state_map: Mapping[str, str], findings: Findings
) -> pd.DataFrame | None:
    """Events with `COLUMNS`, in the order of the file; None where columns are missing.

    Unknown agents and unmapped codes are kept and counted in a warning.
    """
    if not check_header(series.file, list(series.data.columns), COLUMNS, REQUIRED, findings):
        return None
    data = pd.DataFrame(index=series.data.index)
    for name in COLUMNS:
        if name == "started_at":
            data[name] = instants(series, name, findings)
        elif name.startswith("is_"):
            data[name] = flags(series, name, findings, default=name == "is_logged_on")
        else:
            data[name] = texts(series, name, findings)
    _count_unknown(series, data["external_agent_id"], agents, "agents table", findings)
    codes = data["state_code"].where(
        data["reason_code"] == "", data["state_code"] + "/" + data["reason_code"]
    )
    known = codes.isin(state_map) | data["state_code"].isin(state_map)
    _count_unknown(series, codes.mask(known), [], "state map", findings)
    return data.reset_index(drop=True)


def _count_unknown(
    series: LongTable, names: pd.Series[str], known: Collection[str], where: str, findings: Findings
) -> None:
    unknown = names[~names.isin(known)].dropna()
    for name, rows in unknown.value_counts().head(20).items():
        findings.warn(
            f"{name} is not in the {where}: {rows:,} events are kept without a meaning",
            f"add it to the {where}",
            series.file,
            field=str(names.name),
        )
