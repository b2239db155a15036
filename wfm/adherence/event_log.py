"""The log of all events so far: grows by whole batches, each event once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from wfm.adherence.state_events import CONTENT
from wfm.errors import InputError, InputProblem
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class ExtendedLog:
    """A log after a batch, and what the batch did to it."""

    log: pd.DataFrame
    added: int
    repeated: int
    """Events that were known already."""
    corrected_from: datetime | None
    """Earliest new event that lies before the end of the old log: figures from there on change."""


def merge(log: pd.DataFrame, batch: pd.DataFrame) -> ExtendedLog:
    """Add a checked batch to a log; repeated events change nothing.

    Raises
    ------
    InputError
        If an event id is stored with another content: the log stays as it was.
    """
    keys = ["source_id", "event_id"]
    both = pd.concat([log, batch], ignore_index=True)
    fresh = both[~both.duplicated(keys)].iloc[len(log.drop_duplicates(keys)) :]
    different = both[both.duplicated(keys) & ~both.duplicated(list(CONTENT))]
    if len(different):
        raise InputError(
            [
                InputProblem(
                    phrase("states.event_differs", event=str(event)),
                    phrase("do.send_correction"),
                    row=row - len(log) + 2,
                    field="event_id",
                )
                for row, event in zip(different.index.tolist(), different["event_id"], strict=True)
            ]
        )
    late = fresh["started_at"].min() if len(fresh) else None
    corrects = late is not None and len(log) > 0 and late < log["started_at"].max()
    return ExtendedLog(
        pd.concat([log, fresh], ignore_index=True),
        added=len(fresh),
        repeated=len(batch) - len(fresh),
        corrected_from=late.to_pydatetime() if corrects and late is not None else None,
    )
