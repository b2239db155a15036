"""Satisfaction scores as customers gave them."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from wfm.sites.findings import Findings
from wfm.sites.layout import plain_names
from wfm.sites.moments import instants
from wfm.sites.series import known_series, numbers, texts
from wfm.sites.tables import LongTable

COLUMNS = ("answered_at", "queue", "score")


def read_satisfaction(
    found: LongTable, queues: Collection[str], findings: Findings
) -> pd.DataFrame | None:
    """One answer a row with `COLUMNS`; None where columns are missing."""
    series = known_series(found, plain_names(COLUMNS), COLUMNS, findings)
    if series is None:
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
