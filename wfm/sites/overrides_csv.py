"""The planner's overrides from a table: queue, start, end, factor or contacts, by, at, reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wfm.words import phrase
from wfm.words.told import phrase_told

if TYPE_CHECKING:
    from forecasts import Override


def read_overrides(path: Path, time_zone: str) -> tuple[Override, ...]:
    """Read overrides, their times without an offset in `time_zone`; a last date is included.

    Raises
    ------
    InputError
        With every row that cannot be.
    """
    from forecasts import ArgumentError, Override
    from wfm.sites.findings import Findings
    from wfm.sites.folder import table_file
    from wfm.sites.local_time import end_instant, instant
    from wfm.sites.rows import OverrideRow
    from wfm.sites.tables import records

    findings = Findings()
    found = []
    for row, record in records(table_file(path, findings), OverrideRow, findings):
        start, end = instant(record.start, time_zone), end_instant(record.end, time_zone)
        who, made = record.by, instant(record.at, time_zone)
        amounts = record.factor, record.contacts
        try:
            found.append(Override(record.queue, start, end, who, made, record.reason, *amounts))
        except ArgumentError as error:
            wrong, remedy = (
                phrase("refusal.must_be", accepted=phrase_told(error.accepted)),
                phrase("do.correct_row"),
            )
            findings.error(wrong, remedy, path.name, row, error.field)
    findings.raise_errors()
    return tuple(found)
