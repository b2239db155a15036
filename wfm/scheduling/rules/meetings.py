"""Meetings and training inside shifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from wfm.model import ActivityCategory, Agent, Meeting, Shift
from wfm.scheduling.finding import Finding
from wfm.scheduling.space import TourSpace
from wfm.scheduling.week import Week


@dataclass(frozen=True, slots=True)
class Meetings:
    """An agent attends a meeting that has a time, inside a shift; missing it costs.

    No shift begins or ends during a meeting, and no pause overlaps it.
    """

    price: int = 60
    name: str = "Meetings and training"

    def shape(self, space: TourSpace) -> None:
        """Take the meeting's intervals off queue and price the days that miss it."""
        week = space.week
        for meeting, start in week.meetings.get(space.agent.id, ()):
            begin = week.grid.index(start)
            end = begin + week.minutes_to_steps(meeting.minutes)
            inside = (space.shifts.start <= begin) & (space.shifts.end >= end)
            day = space.shifts.day == week.grid.day_of(begin)
            space.forbid(space.overlapping(begin, end) & ~inside)
            space.charge(day & ~inside, self.price)
            space.charge_off(np.arange(week.days) == week.grid.day_of(begin), self.price)
            space.blocked.append((begin, end))

    def check(self, week: Week, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Look for each meeting in the shifts."""
        for meeting, start in week.meetings.get(agent.id, ()):
            end = start + timedelta(minutes=meeting.minutes)
            attended = any(
                a.code == meeting.name and a.start == start and a.end == end
                for shift in shifts
                for a in shift.activities
            )
            date = week.local(start).date()
            if not attended:
                partly = any(shift.start < end and start < shift.end for shift in shifts)
                text = (
                    f"a shift overlaps {meeting.name} without it"
                    if partly
                    else (f"misses {meeting.name}")
                )
                price = 0 if partly else self.price
                yield Finding(self.name, text, agent.id, date, price=price, hard=partly)


def category_of(meeting: Meeting) -> ActivityCategory:
    """Activity category of a meeting."""
    return ActivityCategory.TRAINING if meeting.training else ActivityCategory.MEETING
