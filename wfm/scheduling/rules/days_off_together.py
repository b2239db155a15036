"""Days off that follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class DaysOffTogether:
    """The week has a run of the plan's number of days off; else it costs, or is refused."""

    price: int = 20
    name: str = "Days off together"

    def shape(self, space: TourSpace) -> None:
        """Follow the run of days off until it is long enough."""
        wanted = space.plan.consecutive_days_off
        if wanted is None or wanted < 1:
            return
        breach = FORBIDDEN if space.plan.consecutive_days_off_required else self.price
        run = np.arange(wanted + 1)
        worked = np.where(run == wanted, wanted, 0)
        next_state = np.stack([np.minimum(run + 1, wanted), worked], axis=1)
        space.follow(
            Pattern(
                np.ones(len(space.shifts), np.int32),
                np.zeros(space.horizon.days, np.int32),
                next_state.astype(np.int32),
                np.zeros((wanted + 1, 2), np.int64),
                np.where(run == wanted, 0, breach).astype(np.int64),
            )
        )

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        return f"{horizon.plan(agent).consecutive_days_off}"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Find the longest run of days off."""
        wanted = horizon.plan(agent).consecutive_days_off
        worked = {shift.date for shift in shifts}
        run = longest = 0
        for day in range(horizon.days):
            run = 0 if horizon.grid.date_of(day) in worked else run + 1
            longest = max(longest, run)
        if wanted is not None and longest < wanted:
            text = f"at most {longest} days off in a row; {wanted} are wanted"
            hard = horizon.plan(agent).consecutive_days_off_required
            yield Finding(self.name, text, agent.id, price=0 if hard else self.price, hard=hard)
