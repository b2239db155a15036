"""Weekends worked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import automaton
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class WeekendsWorked:
    """An agent works on at most the plan's number of weekends, whether one day of them or both."""

    name: str = "Weekends worked"

    def shape(self, space: TourSpace) -> None:
        """Count weekends; a state says too whether this weekend's Saturday is worked."""
        most, week = space.plan.maximum_weekends, space.horizon
        if most is None:
            return
        weekday = np.array([week.grid.date_of(d).weekday() for d in range(week.days)])
        kind = np.where(weekday == SATURDAY, 1, np.where(weekday == SUNDAY, 2, 0))
        count, saturday = np.divmod(np.arange(2 * (most + 1)), 2)
        another = np.minimum(count + 1, most)
        rest, too_many = 2 * count, np.where(count == most, FORBIDDEN, 0)
        space.follow(
            automaton(
                kind[space.shifts.day],
                np.zeros(week.days, np.int32),
                np.stack([rest, 2 * another + 1, np.where(saturday, rest, 2 * another)], axis=1),
                np.stack([0 * count, too_many, np.where(saturday, 0, too_many)], axis=1),
            )
        )

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        return f"at most {horizon.plan(agent).maximum_weekends}"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the Saturdays whose weekend has a shift."""
        most = horizon.plan(agent).maximum_weekends
        saturdays = {
            shift.date - timedelta(days=shift.date.weekday() - SATURDAY)
            for shift in shifts
            if shift.date.weekday() in {SATURDAY, SUNDAY}
        }
        if most is not None and len(saturdays) > most:
            text = f"works on {len(saturdays)} weekends; at most {most}"
            yield Finding(self.name, text, agent.id, hard=True)


SATURDAY, SUNDAY = 5, 6
