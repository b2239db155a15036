"""Locked and hand-edited shifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class LockedShifts(Rule):
    """A locked shift stays exactly as it is, even where it breaks another rule of its day.

    A day that is locked as off stays off; what a contract asks for is owed on other days.
    """

    name: str = "Locked shifts"
    relaxed_at: ClassVar[int | None] = None
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Leave only the locked candidate on its day."""
        for shift in space.horizon.locked_by_agent.get(space.agent.id, ()):
            days = np.arange(space.horizon.days) == (shift.date - space.horizon.first).days
            kept = np.array([t.locked is shift for t in space.shifts.template], np.bool_)
            space.allowed |= kept
            space.forbid(space.on_days(days) & ~kept)
            space.forbid_off(days)
            span = space.horizon.span(shift)
            space.blocked = [part for old in space.blocked for part in _outside(old, span)]
        days_off = space.horizon.locked_days_off.get(space.agent.id, ())
        free = [(day - space.horizon.first).days for day in days_off]
        space.forbid(space.on_days(np.isin(np.arange(space.horizon.days), free)))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say when the locked shifts are, and which days are locked as off."""
        shifts = tuple(
            phrase(
                "rule.locked_shifts.shift",
                start=horizon.local(shift.start), end=horizon.local(shift.end),
            )
            for shift in horizon.locked_by_agent.get(agent.id, ())
        )  # fmt: skip
        days_off = horizon.locked_days_off.get(agent.id, ())
        shifts += tuple(phrase("rule.locked_shifts.off", date=day) for day in days_off)
        return phrase("rule.locked_shifts.terms", shifts=shifts) if shifts else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Find each locked shift unchanged."""
        have = {shift.date: shift.activities for shift in shifts}
        for shift in horizon.locked_by_agent.get(agent.id, ()):
            if have.get(shift.date) != shift.activities:
                text = phrase("rule.locked_shifts.changed")
                yield Finding(self.name, text, agent.id, shift.date, hard=True)
        for day in horizon.locked_days_off.get(agent.id, ()):
            if day in have:
                text = phrase("rule.locked_shifts.not_off")
                yield Finding(self.name, text, agent.id, day, hard=True)


def _outside(old: tuple[int, int], span: slice) -> Iterator[tuple[int, int]]:
    """Cut a span of intervals out of another: a locked shift says itself when it is off queue."""
    begin, end = old
    if begin < min(end, span.start):
        yield begin, min(end, span.start)
    if max(begin, span.stop) < end:
        yield max(begin, span.stop), end
