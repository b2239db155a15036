"""Sums of seconds, from which every percentage is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

import numpy as np

from wfm.adherence.categories import ON_QUEUE, UNKNOWN, UNMAPPED, UNSCHEDULED, Impact
from wfm.adherence.grading import Slices
from wfm.adherence.overlap import Ints


@dataclass(frozen=True, slots=True)
class Tally:
    """Seconds of one agent and shift, or of any sum of them.

    The first five add up to the scheduled time. Tallies add.
    """

    in_seconds: int = 0
    out_seconds: int = 0
    neutral_seconds: int = 0
    ignored_seconds: int = 0
    unknown_seconds: int = 0
    unscheduled_seconds: int = 0
    """On-queue work outside the shift, as far as it deviates and was not authorised."""
    on_queue_scheduled_seconds: int = 0
    on_queue_unknown_seconds: int = 0
    """Scheduled on queue, and nobody knows what the agent did."""
    on_queue_worked_seconds: int = 0
    """On queue, inside the schedule or not."""
    authorised_seconds: int = 0

    def __add__(self, other: Tally) -> Tally:
        return total((self, other))

    @property
    def scheduled_seconds(self) -> int:
        """All scheduled seconds."""
        return sum(_seconds(self)[: len(Impact)])

    @property
    def any_time(self) -> bool:
        """Whether there was a shift or work."""
        return bool(self.scheduled_seconds or self.unscheduled_seconds)

    @property
    def counts(self) -> Mapping[str, int]:
        """Seconds of each kind, by name."""
        return dict(zip(NAMES, _seconds(self), strict=True))


NAMES: Final = tuple(field.name for field in fields(Tally))


_seconds = attrgetter(*NAMES)


def total(tallies: Iterable[Tally]) -> Tally:
    """Sum of tallies."""
    return Tally(*map(sum, zip(*map(_seconds, tallies), strict=True)))


def tally_matrix(slices: Slices, group: Ints, groups: int) -> Ints:
    """Seconds per group (rows) and kind (columns in the order of `Tally`'s fields)."""
    seconds = slices.seconds
    unscheduled = slices.scheduled == UNSCHEDULED
    on_queue = slices.scheduled == ON_QUEUE
    lost = np.isin(slices.actual, [UNMAPPED, UNKNOWN])
    chosen = [~unscheduled & (slices.impact == impact) for impact in Impact]
    chosen += [
        unscheduled & (slices.impact == Impact.OUT),
        on_queue,
        on_queue & lost,
        slices.actual == ON_QUEUE,
        slices.authorised,
    ]
    columns = [
        np.bincount(group[which], weights=seconds[which], minlength=groups) for which in chosen
    ]
    return np.column_stack(columns).astype(np.int64)


def tallies(slices: Slices, group: Ints, groups: int) -> list[Tally]:
    """One tally per group."""
    return [Tally(*row) for row in tally_matrix(slices, group, groups).tolist()]
