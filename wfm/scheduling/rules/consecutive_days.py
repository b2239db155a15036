"""Working days in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class ConsecutiveDays:
    """An agent works at most the plan's number of days in a row, last week's days included."""

    name: str = "Consecutive working days"

    def shape(self, space: TourSpace) -> None:
        """Count the days in a row."""
        most, before = space.plan.maximum_consecutive_days, days_before(space.horizon, space.agent)
        if before + space.horizon.days <= most:
            return
        states = most + 1
        run = np.arange(states)
        next_state = np.stack([np.zeros(states), np.minimum(run + 1, most)], axis=1)
        price = np.stack([np.zeros(states), np.where(run >= most, FORBIDDEN, 0)], axis=1)
        order = np.argsort(run != min(before, most), kind="stable")
        place = np.argsort(order)
        space.follow(
            Pattern(
                np.ones(len(space.shifts), np.int32),
                np.zeros(space.horizon.days, np.int32),
                place[next_state[order].astype(int)].astype(np.int32),
                price[order].astype(np.int64),
                np.zeros(states, np.int64),
            )
        )

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        before = days_before(horizon, agent)
        since = f", {before} before the week" if before else ""
        return f"at most {horizon.plan(agent).maximum_consecutive_days}{since}"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the days in a row up to each shift."""
        most, run = horizon.plan(agent).maximum_consecutive_days, days_before(horizon, agent)
        worked = {shift.date for shift in shifts}
        for day in range(horizon.days):
            date = horizon.grid.date_of(day)
            run = run + 1 if date in worked else 0
            if run > most:
                text = f"works {run} days in a row; at most {most}"
                yield Finding(self.name, text, agent.id, date, hard=True)


def days_before(horizon: Horizon, agent: Agent) -> int:
    """Working days in a row that end on the eve of the horizon."""
    worked = {shift.date for shift in horizon.previous.get(agent.id, ())}
    run = 0
    while horizon.first - timedelta(days=run + 1) in worked:
        run += 1
    return run
