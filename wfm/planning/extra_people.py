"""Further agents of a queue: each works the week of the colleague that helps most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Schedule, Shift
from wfm.staffing.tolerances import Floats

EVENLY = 0.1
"""Share of the requirement that counts as missing where the schedule has it already."""


class ExtraPeople(Iterator[Sequence[Shift]]):
    """Weeks of agents one after another, each covering most of what is missing by then.

    `rows` have the heads that the queue requires and that the schedule, which has shifts, gives it.
    A colleague's week is one that contract, rest and runs of days allow.
    """

    def __init__(self, schedule: Schedule, rows: pd.DataFrame) -> None:
        required = rows["required"].fillna(0.0).to_numpy(float)
        lacking = np.maximum(required - rows["scheduled"].fillna(0.0).to_numpy(float), 0.0)
        self.at_first = lacking + EVENLY * required
        self.missing = self.at_first.copy()
        starts, minutes = intervals_of(rows)
        names = dict.fromkeys(shift.agent_id for shift in schedule.shifts)
        self.weeks = [[_on_queue_alone(shift) for shift in schedule.of(name)] for name in names]
        self.heads = np.array(
            [sum(heads_of(shift, starts, minutes) for shift in week) for week in self.weeks]
        )
        longest = float((self.heads @ minutes).max())
        self.lacking = round(float(lacking @ minutes) / longest) if longest else 0
        """Agents whose time is what is missing, at least."""

    def __next__(self) -> Sequence[Shift]:
        best = int(np.minimum(self.heads, self.missing).sum(axis=1).argmax())
        self.missing = self.missing - np.minimum(self.heads[best], self.missing)
        if not self.missing.any():
            self.missing = self.at_first.copy()
        return self.weeks[best]


def intervals_of(rows: pd.DataFrame) -> tuple[NDArray[np.datetime64], Floats]:
    """Begin of each interval, and its minutes."""
    starts = rows["interval_start"].dt.tz_convert("UTC").to_numpy("datetime64[s]")
    return starts, rows["interval_minutes"].to_numpy(float)


def _on_queue_alone(shift: Shift) -> Shift:
    """Leave out which queue a part of the shift was for."""
    return replace(shift, activities=tuple(replace(p, queue=None) for p in shift.activities))


def heads_of(shift: Shift, starts: NDArray[np.datetime64], minutes: Floats) -> Floats:
    """Share of each interval in which the shift is on queue."""
    found = np.zeros(starts.size)
    for part in shift.activities:
        if part.category is ActivityCategory.ON_QUEUE:
            begin, end = (
                np.datetime64(moment.replace(tzinfo=None), "s") for moment in (part.start, part.end)
            )
            seconds = minutes * 60
            into = (begin - starts).astype(float)
            until = (end - starts).astype(float)
            found += np.clip(np.minimum(until, seconds) - np.maximum(into, 0.0), 0, None) / seconds
    return found
