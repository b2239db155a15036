"""ledger.csv: how much more than a fair share of unpopular work each agent has had so far."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from wfm.model import Site
from wfm.sites.findings import Findings, suggestion
from wfm.sites.folder import decoded, read_bytes

COLUMNS = ("agent_id", "kind", "share")
KINDS = ("weekend", "night", "late", "wish")


def write_ledger(path: Path, ledger: Mapping[str, Mapping[str, float]]) -> None:
    """Write a ledger: one row per agent and kind."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for agent, shares in sorted(ledger.items()):
            writer.writerows((agent, kind, repr(share)) for kind, share in shares.items())


def read_ledger(path: Path, site: Site) -> dict[str, dict[str, float]]:
    """Read a ledger.csv for a site; agents who have left are passed over.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    findings = Findings()
    if not path.is_file():
        findings.error("there is no such file", "give the path of a ledger.csv", str(path))
    findings.raise_errors()
    raw = read_bytes(path, findings)
    text = None if raw is None else decoded(path.name, raw, findings)
    findings.raise_errors()
    known = {agent.id for agent in site.agents}
    ledger: dict[str, dict[str, float]] = {}
    for row, record in enumerate(csv.DictReader((text or "").splitlines()), 2):
        kind, share = record.get("kind") or "", _number(record.get("share"))
        if kind not in KINDS:
            findings.error(f"{kind!r} is no kind", suggestion(kind, KINDS), path.name, row, "kind")
        elif share is None:
            findings.error("this is no number", "write one like 1.5", path.name, row, "share")
        elif record.get("agent_id") in known:
            ledger.setdefault(str(record["agent_id"]), {})[kind] = share
    findings.raise_errors()
    return ledger


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e6 else None
