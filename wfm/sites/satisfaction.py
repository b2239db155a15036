"""Satisfaction scores as customers gave them."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from wfm.sites.findings import Findings
from wfm.sites.series import instants, numbers, texts
from wfm.sites.tables import LongTable, check_header

COLUMNS = ("answered_at", "queue", "score")


def read_satisfaction(
    series: LongTable, queues: Collection[str], findings: Findings
) -> pd.DataFrame | None:
    """One answer a row with `COLUMNS`; None where columns are missing."""
    if not check_header(series.file, list(series.data.columns), COLUMNS, COLUMNS, findings):
        return None
    data = pd.DataFrame(
        {
            "answered_at": instants(series, "answered_at", findings),
            "queue": texts(series, "queue", findings),
            "score": numbers(series, "score", findings),
        }
    )
    for queue in sorted(set(data["queue"]) - set(queues)):
        remedy = f"use one of {', '.join(sorted(queues))}"
        findings.error(f"the site has no queue {queue!r}", remedy, series.file, field="queue")
    return data.reset_index(drop=True)
