"""Requests for types of shifts on dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.shift_times import ShiftTimeSettings, usual_start
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class ShiftRequests(Rule):
    """A refused request costs its weight: another day than wanted, or a shift that was not."""

    name: str = "Shift requests"

    def shape(self, space: TourSpace) -> None:
        """Price what refuses a request."""
        types = {t.name: t for t in ShiftTimeSettings.of(space.plan).shift_types}
        for request in space.horizon.shift_requests.get(space.agent.id, ()):
            day = np.arange(space.horizon.days) == (request.date - space.horizon.first).days
            wanted = types.get(request.shift_type)
            if wanted is None:
                continue
            same = (space.shifts.key == wanted.start) & (space.shifts.minutes == wanted.minutes)
            space.charge(space.on_days(day) & (same != request.wanted), request.weight)
            if request.wanted:
                space.charge_off(day, request.weight)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare the day of each request with what is worked on it."""
        plan = horizon.plan(agent)
        worked = {shift.date: _type_name(horizon, agent, shift) for shift in shifts}
        names = {shift_type.name for shift_type in ShiftTimeSettings.of(plan).shift_types}
        for request in horizon.shift_requests.get(agent.id, ()):
            if not 0 <= (request.date - horizon.first).days < horizon.days:
                continue
            same = worked.get(request.date) == request.shift_type
            if request.shift_type in names and same != request.wanted:
                refused = request.shift_type
                if request.wanted:
                    text = phrase("rule.shift_requests.work_refused", shift_type=refused)
                else:
                    text = phrase("rule.shift_requests.off_refused", shift_type=refused)
                yield Finding(self.name, text, agent.id, request.date, price=request.weight)


def _type_name(horizon: Horizon, agent: Agent, shift: Shift) -> str | None:
    types, minutes = ShiftTimeSettings.of(horizon.plan(agent)), horizon.length(shift)
    found = types.type_of(usual_start(horizon, agent, shift), minutes)
    return None if found is None else found.name
