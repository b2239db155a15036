"""Employment dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class Employment:
    """Nobody works before the first or after the last day of employment."""

    name: str = "Employment"

    def shape(self, space: TourSpace) -> None:
        """Exclude days outside the employment."""
        days = range(space.horizon.days)
        away = [not space.agent.employed_on(space.horizon.grid.date_of(day)) for day in days]
        space.forbid(space.on_days(np.array(away)))

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say when it begins or ends."""
        first, last = agent.start_date, agent.end_date
        since = f"from {first}" if first and first > horizon.first else ""
        until = f"until {last}" if last else ""
        return f"{since} {until}".strip()

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:  # noqa: ARG002
        """Compare each shift with the employment."""
        for shift in shifts:
            if not agent.employed_on(shift.date):
                text = "works outside the employment"
                yield Finding(self.name, text, agent.id, shift.date, hard=True)
