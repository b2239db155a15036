"""Weekend days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class Weekends:
    """An agent works at most the plan's number of weekend days in the horizon."""

    name: str = "Weekend days"

    def shape(self, space: TourSpace) -> None:
        """Count the weekend days."""
        most = space.plan.maximum_weekend_days
        if most is None:
            return
        days = [
            space.horizon.grid.date_of(d).weekday() in space.horizon.site.weekend
            for d in range(space.horizon.days)
        ]
        amounts = np.array(days)[space.shifts.day].astype(np.int64)
        space.follow(counter(amounts, np.zeros(space.horizon.days, np.int64), 0, most))

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        return f"at most {horizon.plan(agent).maximum_weekend_days}"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the weekend days on which shifts start."""
        most = horizon.plan(agent).maximum_weekend_days
        worked = sum(shift.date.weekday() in horizon.site.weekend for shift in shifts)
        if most is not None and worked > most:
            yield Finding(
                self.name, f"works {worked} weekend days; at most {most}", agent.id, hard=True
            )
