"""The planner's events from a table of their own, as in a site: for histories without a site."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasts import PlannedEvent


def read_events(path: Path, time_zone: str, queues: Collection[str]) -> tuple[PlannedEvent, ...]:
    """Read events, their local times in `time_zone`; `queues` are those of the history.

    Raises
    ------
    InputError
        With every row that cannot be.
    """
    from wfm.sites.demand import events_of
    from wfm.sites.findings import Findings
    from wfm.sites.folder import table_file
    from wfm.sites.forecast_inputs import planned
    from wfm.sites.local_time import span_reader
    from wfm.sites.rows import EventRow
    from wfm.sites.tables import records

    findings = Findings()
    table = table_file(path, findings)
    rows = records(table, EventRow, findings)
    span = span_reader(time_zone, findings)
    events = events_of(rows, path.name, queues, span, findings)
    findings.raise_errors()
    return planned(events)
