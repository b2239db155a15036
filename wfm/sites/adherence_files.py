"""What `wfm adherence` reads besides the site: states, exceptions, corrected mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from wfm.adherence.adapters import ADAPTERS
from wfm.adherence.grading import AuthorisedException
from wfm.model import Site
from wfm.sites.findings import Findings
from wfm.sites.folder import csv_series, csv_table, decoded, read_bytes
from wfm.sites.local_time import instant
from wfm.sites.schema import known_columns
from wfm.sites.states import read_states
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

Record: TypeAlias = Mapping[str, str]


def read_recorded(path: Path, source: str, site: Site, received_at: datetime) -> pd.DataFrame:
    """Read states from a file: `csv` as states.csv, else in the shape of one of `ADAPTERS`.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    findings = Findings()
    text = _text(path, findings)
    if source in ADAPTERS:
        return ADAPTERS[source](text, file=path.name, received_at=received_at)
    series = csv_series(path.name, text, findings, known_columns("states"))
    ids = {agent.external_agent_id or agent.id for agent in site.agents}
    states = read_states(series, ids, site.state_map, findings, site.time_zone) if series else None
    findings.raise_errors()
    assert states is not None  # noqa: S101 — else an error was raised
    return states


def read_mapping(path: Path) -> Mapping[str, str]:
    """Read corrections of a state map, in the columns of state_map.csv.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    rows = _records(path, ("state_code", "category"), ("reason_code",))
    return {
        f"{row['state_code']}/{row['reason_code']}" if row["reason_code"] else row["state_code"]: (
            row["category"]
        )
        for _, row in rows
    }


def read_impacts(path: Path) -> Sequence[tuple[str, str, str]]:
    """Read changed cells of the impact table: scheduled, actual, impact.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    rows = _records(path, ("scheduled", "actual", "impact"))
    return [(row["scheduled"], row["actual"], row["impact"]) for _, row in rows]


def read_authorised(path: Path, site: Site) -> tuple[AuthorisedException, ...]:
    """Read authorised exceptions: agent_id, from, to, reason and authorised_by.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    findings = Findings()
    rows = _records(path, ("agent_id", "from", "to"), ("reason", "authorised_by"))
    known = {agent.id for agent in site.agents}
    found = [
        _exception(row, number, known, site.time_zone, path.name, findings) for number, row in rows
    ]
    findings.raise_errors()
    return tuple(one for one in found if one)


def _text(path: Path, findings: Findings) -> str:
    raw = read_bytes(path, findings) if path.is_file() else None
    if not path.is_file():
        findings.error(phrase("table.no_file"), phrase("do.give_path"), str(path))
    text = decoded(path.name, raw, findings) if raw is not None else None
    findings.raise_errors()
    return text or ""


def _records(
    path: Path, required: Sequence[str], optional: Sequence[str] = ()
) -> list[tuple[int, Record]]:
    """Rows of a CSV file by their number, each with all columns, as stripped text."""
    findings = Findings()
    table = csv_table(path.name, _text(path, findings), findings)
    for name in required:
        if table is not None and name not in table.columns:
            findings.error(
                phrase("table.column_missing"), phrase("do.add_to_header"), path.name, field=name
            )
    findings.raise_errors()
    columns = (*required, *optional)
    return [
        (number, {name: str(row.get(name) or "").strip() for name in columns})
        for number, row in (table.rows if table else ())
    ]


def _exception(
    row: Record, number: int, known: set[str], zone: str, file: str, findings: Findings
) -> AuthorisedException | None:
    agent = row["agent_id"]
    if agent not in known:
        findings.error(phrase("site.no_agent", agent_id=agent), phrase("do.use_agent_id"), file,
                       number, "agent_id")  # fmt: skip
    try:
        start, end = (instant(datetime.fromisoformat(row[name]), zone) for name in ("from", "to"))
    except ValueError:
        findings.error(phrase("site.no_instants"), phrase("do.write_instants"), file,
                       number, "from")  # fmt: skip
        return None
    if start >= end:
        findings.error(
            phrase("site.ends_before_start"), phrase("do.exchange_from_to"), file, number, "to"
        )
    return AuthorisedException(agent, start, end, row["reason"], row["authorised_by"])
