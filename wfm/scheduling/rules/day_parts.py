"""Early, late and night shifts among candidates, among explicit shifts and before the horizon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift
from wfm.model.day_parts import DayPart, day_part
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.tours.tour_space import Candidates


def parts_of(shifts: Candidates) -> list[DayPart]:
    """Say of each candidate which part of the day it is."""
    spans = zip(shifts.local_start.tolist(), shifts.local_end.tolist(), strict=True)
    return [day_part(*span) for span in spans]


def are(part: DayPart, shifts: Candidates) -> NDArray[np.bool_]:
    """Tell which candidates are a part of the day."""
    return np.array([each is part for each in parts_of(shifts)], bool)


def part_of(horizon: Horizon, shift: Shift) -> DayPart:
    """Say which part of the day an explicit shift is."""
    return day_part(horizon.local_minutes(shift), horizon.local_end(shift))


def dates_of(part: DayPart, horizon: Horizon, shifts: Iterable[Shift]) -> set[date]:
    """Give the dates of explicit shifts that are a part of the day."""
    return {shift.date for shift in shifts if part_of(horizon, shift) is part}


def run_before(part: DayPart, horizon: Horizon, agent: Agent) -> int:
    """Count the days in a row with such a shift that end on the eve of the horizon."""
    dates, run = dates_of(part, horizon, horizon.previous.get(agent.id, ())), 0
    while horizon.first - timedelta(days=run + 1) in dates:
        run += 1
    return run
