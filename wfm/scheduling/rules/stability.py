"""Stability against a schedule that people already know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class Stability(Rule):
    """Each agent's day whose presence differs from the given schedule costs."""

    price: int = 40
    name: str = "Stability"
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Price what differs from the given schedule."""
        horizon = space.horizon
        if not horizon.given:
            return
        given = {shift.date: shift for shift in horizon.given_by_agent.get(space.agent.id, ())}
        for day in _days_given(horizon):
            mine = space.shifts.day == day
            shift = given.get(horizon.grid.date_of(day))
            if shift is not None:
                start, end = horizon.grid.index(shift.start), horizon.grid.index(shift.end)
                mine &= (space.shifts.start != start) | (space.shifts.end != end)
                space.charge_off(np.arange(horizon.days) == day, self.price)
            space.charge(mine, self.price)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare the presence day by day."""
        if not horizon.given:
            return
        have = {shift.date: (shift.start, shift.end) for shift in shifts}
        given = {s.date: (s.start, s.end) for s in horizon.given_by_agent.get(agent.id, ())}
        for day in _days_given(horizon):
            date = horizon.grid.date_of(day)
            if have.get(date) != given.get(date):
                text = phrase("rule.stability.differs")
                yield Finding(self.name, text, agent.id, date, price=self.price)


def _days_given(horizon: Horizon) -> list[int]:
    """List the days of the weeks of which people know a schedule."""
    weeks = {(shift.date - horizon.first).days // WEEK for shift in horizon.given}
    return [day for day in range(horizon.days) if day // WEEK in weeks]
