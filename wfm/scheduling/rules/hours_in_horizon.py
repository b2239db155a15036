"""Hours over all days that are planned together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class HoursInHorizon:
    """Counted hours over the whole horizon lie between the plan's least and most."""

    name: str = "Hours in the horizon"

    def shape(self, space: TourSpace) -> None:
        """Sum the counted minutes."""
        if space.plan.minutes_in_horizon is None:
            return
        times = zip(space.shifts.key, space.shifts.minutes, space.shifts.paid_minutes, strict=True)
        counted = [counted_minutes(space.plan, *time) for time in times]
        none = np.zeros(space.horizon.days, np.int64)
        space.follow(counter(np.array(counted, np.int64), none, *space.plan.minutes_in_horizon))

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        low, high = horizon.plan(agent).minutes_in_horizon or (0, 0)
        return f"{low / 60:g} h" if low == high else f"{low / 60:g} to {high / 60:g} h"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Sum the counted minutes of the shifts."""
        plan = horizon.plan(agent)
        if plan.minutes_in_horizon is None:
            return
        low, high = plan.minutes_in_horizon
        total = 0
        for shift in shifts:
            length = (shift.end - shift.start) // timedelta(minutes=1)
            total += counted_minutes(plan, horizon.local_minutes(shift), length, shift.paid_minutes)
        if not low <= total <= high:
            text = f"{total / 60:g} h are counted; the work plan wants {self.terms(horizon, agent)}"
            yield Finding(self.name, text, agent.id, hard=True)


def counted_minutes(plan: WorkPlan, start: int, minutes: int, paid: int) -> int:
    """Minutes that a shift counts for."""
    shift_type = plan.shift_type(start, minutes)
    declared = None if shift_type is None else shift_type.counted_minutes
    return int(paid if declared is None else declared)
