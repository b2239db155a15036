"""Meetings and training inside shifts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import numpy as np

from wfm.model import ActivityCategory, Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.meetings_held import is_at
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.tour_space import Mask, TourSpace
from wfm.words import Phrase, phrase

MEETINGS = frozenset({ActivityCategory.MEETING, ActivityCategory.TRAINING})


@dataclass(frozen=True, slots=True)
class Meetings(Rule):
    """An agent attends a meeting that has a time, inside a shift; missing it costs.

    No shift begins or ends during a meeting, and no pause overlaps it.
    """

    price: int = 60
    name: str = "Meetings and training"
    relaxed_at: ClassVar[int | None] = None
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Take the meeting's intervals off queue and price the days that miss it."""
        for part in space.horizon.interruptions.get(space.agent.id, ()):
            if part.category in MEETINGS:
                overlap = space.overlapping(part.begin, part.end)
                inside = (space.shifts.start <= part.begin) & (part.end <= space.shifts.end)
                space.forbid(overlap & ~inside)
                self._miss(space, overlap, space.horizon.grid.day_of(part.begin))
                space.blocked.append((part.begin, part.end))

    def _miss(self, space: TourSpace, present: Mask, day: int) -> None:
        """Price a day of the meeting without it, where the night before has not attended either."""
        days, shifts = np.arange(space.horizon.days), space.shifts
        absent = (shifts.day == day) & ~present
        if not (present & (shifts.day != day)).any():
            space.charge(absent, self.price)
            space.charge_off(days == day, self.price)
            return
        space.follow(
            Pattern(
                np.where(absent, 2, present).astype(np.int32),
                np.where(days == day, 2, 0).astype(np.int32),
                np.array([[0, 1, 0], [0, 1, 0]], np.int32),
                np.array([[0, 0, self.price], [0, 0, 0]], np.int64),
                np.zeros(2, np.int64),
            )
        )

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say when the agent's meetings are."""
        meetings = tuple(
            phrase("rule.meetings.meeting", meeting=meeting.name, start=horizon.local(start))
            for meeting, start in horizon.meetings.get(agent.id, ())
        )
        return phrase("rule.meetings.terms", meetings=meetings) if meetings else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Look for each meeting in the shifts; one without a time may be anywhere in its window."""
        yield from self._without_time(horizon, agent, shifts)
        for meeting, start in horizon.meetings.get(agent.id, ()):
            end = start + timedelta(minutes=meeting.minutes)
            attended = any(
                a.code == meeting.name and a.start <= start and end <= a.end
                for shift in shifts
                for a in shift.activities
            )
            if attended:
                continue
            present = [shift.date for shift in shifts if shift.start < end and start < shift.end]
            for date in present:
                text = phrase("rule.meetings.overlapped", meeting=meeting.name)
                yield Finding(self.name, text, agent.id, date, hard=True)
            if not present:
                text = phrase("rule.meetings.missed", meeting=meeting.name)
                date = horizon.local(start).date()
                yield Finding(self.name, text, agent.id, date, price=self.price)

    def _without_time(
        self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]
    ) -> Iterator[Finding]:
        for meeting in horizon.open_meetings.get(agent.id, ()):
            if not is_at(meeting, shifts):
                text = phrase("rule.meetings.without_time", meeting=meeting.name)
                yield Finding(self.name, text, agent.id, price=self.price)


def price_of_missing(rules: Iterable[Rule]) -> int:
    """Price of an agent who is not at a meeting."""
    return sum(rule.price for rule in rules if isinstance(rule, Meetings))
