"""Locked and hand-edited shifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Week
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class LockedShifts:
    """A locked shift stays exactly as it is, even where it breaks another rule of its day."""

    name: str = "Locked shifts"

    def shape(self, space: TourSpace) -> None:
        """Leave only the locked candidate on its day."""
        for shift in space.week.locked_by_agent.get(space.agent.id, ()):
            days = np.arange(space.week.days) == (shift.date - space.week.first).days
            kept = np.array([t.locked is shift for t in space.shifts.template], np.bool_)
            space.allowed |= kept
            space.forbid(space.on_days(days) & ~kept)
            space.forbid_off(days)
            span = space.week.span(shift)
            space.blocked = [part for old in space.blocked for part in _outside(old, span)]

    def terms(self, week: Week, agent: Agent) -> str:
        """Say when the locked shifts are."""
        return ", ".join(
            f"{week.local(shift.start):%a %H:%M}–{week.local(shift.end):%H:%M}"
            for shift in week.locked_by_agent.get(agent.id, ())
        )

    def check(self, week: Week, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Find each locked shift unchanged."""
        have = {shift.date: shift.activities for shift in shifts}
        for shift in week.locked_by_agent.get(agent.id, ()):
            if have.get(shift.date) != shift.activities:
                text = "a locked shift was changed or is missing"
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def _outside(old: tuple[int, int], span: slice) -> Iterator[tuple[int, int]]:
    """Cut a span of intervals out of another: a locked shift says itself when it is off queue."""
    begin, end = old
    if begin < min(end, span.start):
        yield begin, min(end, span.start)
    if max(begin, span.stop) < end:
        yield max(begin, span.stop), end
