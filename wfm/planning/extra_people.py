"""Further agents of a queue, each with the week that helps most: shifts that colleagues work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import date
from statistics import median
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Schedule, Shift
from wfm.staffing.tolerances import Floats

EVENLY = 0.1
"""Share of the requirement that counts as missing where the schedule has it already."""


class ExtraPeople(Iterator[list[Shift]]):
    """Agents one after another, each with the shifts that cover most of what is missing by then.

    `rows` have the heads that the queue requires and that the schedule, which has shifts, gives it.
    """

    def __init__(self, schedule: Schedule, rows: pd.DataFrame) -> None:
        self.days = round(median(Counter(shift.agent_id for shift in schedule.shifts).values()))
        required = rows["required"].fillna(0.0).to_numpy(float)
        lacking = np.maximum(required - rows["scheduled"].fillna(0.0).to_numpy(float), 0.0)
        self.at_first = lacking + EVENLY * required
        self.missing = self.at_first.copy()
        grid = intervals_of(rows)
        self.choice = [_Choice(shifts, *grid) for shifts in _shapes(schedule).values()]
        hours = grid[1] / 60
        each = sorted((choice.longest(hours) for choice in self.choice), reverse=True)
        each_week = sum(each[: self.days])
        self.lacking = round(float(lacking @ hours) / each_week) if each_week else 0
        """Agents whose hours are those that are missing, at least."""

    def __next__(self) -> list[Shift]:
        best = sorted((c.best(self.missing) for c in self.choice), key=lambda one: -one.covered)
        chosen = best[: self.days]
        for one in chosen:
            self.missing[one.at] -= np.minimum(one.heads, self.missing[one.at])
        if not self.missing.any():
            self.missing = self.at_first.copy()
        return [one.shift for one in chosen]


class _Covering(NamedTuple):
    """A shift, its heads in the rows `at`, and how much of what is missing they cover."""

    shift: Shift
    at: slice
    heads: Floats
    covered: float


class _Choice:
    """The shifts of a day, with the heads that each gives in the rows that any of them reaches."""

    def __init__(
        self, shifts: list[Shift], starts: NDArray[np.datetime64], minutes: Floats
    ) -> None:
        self.shifts = shifts
        heads = np.array([heads_of(shift, starts, minutes) for shift in shifts])
        reached = np.flatnonzero(heads.any(axis=0))
        self.at = slice(reached[0], reached[-1] + 1) if reached.size else slice(0, 0)
        self.heads = heads[:, self.at].copy()

    def best(self, missing: Floats) -> _Covering:
        """Give the shift that covers most of what is missing; the first of equals."""
        covered = np.minimum(self.heads, missing[self.at]).sum(axis=1)
        best = int(covered.argmax())
        return _Covering(self.shifts[best], self.at, self.heads[best], float(covered[best]))

    def longest(self, hours: Floats) -> float:
        """Most hours on queue."""
        return float((self.heads @ hours[self.at]).max())


def _shapes(schedule: Schedule) -> dict[date, list[Shift]]:
    """List the shifts of each date, one of those whose activities are at the same times."""
    found: dict[date, dict[Hashable, Shift]] = {}
    for shift in schedule.shifts:
        shape = tuple((part.category, part.paid, part.start, part.end) for part in shift.activities)
        found.setdefault(shift.date, {}).setdefault(shape, shift)
    return {day: [*map(_on_queue_alone, shapes.values())] for day, shapes in found.items()}


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
