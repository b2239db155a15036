"""All starts of a week lie close together, so that the body keeps its hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class WeeklyStartWindow:
    """The earliest and latest start of the week differ by no more than the plan's window."""

    name: str = "Weekly start window"

    def shape(self, space: TourSpace) -> None:
        """Offer one window per possible earliest start."""
        width = space.plan.weekly_start_window
        keys = np.unique(space.shifts.key)
        if width is None or self.name in space.relaxed or not len(keys):
            return
        inside = keys[keys + width <= keys[-1]]
        first = np.union1d(inside, keys[keys + width >= keys[-1]][:1])
        space.windows = np.stack([first, first + width], axis=1).astype(np.int32)

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        return f"{horizon.plan(agent).weekly_start_window} minutes"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare the earliest with the latest start."""
        width = horizon.plan(agent).weekly_start_window
        starts = [horizon.local_minutes(shift) for shift in shifts]
        if width is not None and starts and max(starts) - min(starts) > width:
            apart = max(starts) - min(starts)
            text = f"starts are up to {apart} minutes apart; the work plan allows {width}"
            yield Finding(self.name, text, agent.id, hard=True)
