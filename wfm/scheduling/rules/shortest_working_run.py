"""Working days in a row, at least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.consecutive_days import days_before
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.day_automata import shortest_run
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class ShortestWorkingRun:
    """Every run of working days has the plan's least length.

    Runs may begin before the horizon, where last week is unknown, and end after it.
    """

    name: str = "Shortest run of working days"

    def shape(self, space: TourSpace) -> None:
        """Follow the run of working days."""
        least = space.plan.minimum_consecutive_days
        if least > 1:
            known = space.agent.id in space.horizon.previous
            before = days_before(space.horizon, space.agent) if known else None
            worked, off = np.ones(len(space.shifts), bool), np.zeros(space.horizon.days, bool)
            space.follow(shortest_run(worked, off, least, before))

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        return f"at least {horizon.plan(agent).minimum_consecutive_days}"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Measure each run that ends inside the horizon."""
        least, worked = horizon.plan(agent).minimum_consecutive_days, {s.date for s in shifts}
        run = days_before(horizon, agent) if agent.id in horizon.previous else least
        for day in range(horizon.days):
            date = horizon.grid.date_of(day)
            if date in worked:
                run += 1
                continue
            if 0 < run < least:
                text = f"a run of {run} working days ends; at least {least}"
                yield Finding(self.name, text, agent.id, date, hard=True)
            run = 0
