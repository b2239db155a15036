"""Shift lengths, start times and working weekdays, as the work plan has them."""

from __future__ import annotations

from calendar import day_abbr
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class ShiftTimes:
    """A shift has one of the plan's lengths and starts on its step, inside its hours and days."""

    name: str = "Shift lengths and start times"

    def shape(self, space: TourSpace) -> None:
        """Nothing is left to exclude: candidates are made from `shift_starts`."""

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        plan = horizon.plan(agent)
        days = "/".join(day_abbr[day] for day in sorted(plan.weekdays))
        if plan.shift_types:
            return f"{', '.join(shift_type.name for shift_type in plan.shift_types)}; {days}"
        hours = f"{_clock(plan.earliest_start)}–{_clock(plan.latest_end)}"
        return f"{_lengths(plan)} inside {hours}, {days}"

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with the work plan."""
        plan = horizon.plan(agent)
        for shift in shifts:
            start = horizon.local_minutes(shift)
            length = int((shift.end - shift.start) / timedelta(minutes=1))
            if shift.date.weekday() not in plan.weekdays:
                text = f"works on a {shift.date:%A}, which the work plan leaves out"
            elif length not in plan.shift_minutes:
                text = f"is {length / 60:.4g} h long; the work plan has {_lengths(plan)}"
            elif start not in shift_starts(plan, length):
                text = f"starts {start // 60:02d}:{start % 60:02d}, outside the work plan's times"
            else:
                continue
            yield Finding(self.name, text, agent.id, shift.date, hard=True)


def _lengths(plan: WorkPlan) -> str:
    return "/".join(f"{minutes / 60:.4g}" for minutes in plan.shift_minutes) + " h"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def shift_starts(plan: WorkPlan, length: int) -> Sequence[int]:
    """List the starts, in local minutes from midnight, of a shift of that presence in minutes."""
    if plan.shift_types:
        return [t.start for t in plan.shift_types if t.minutes == length]
    latest = min(plan.latest_end - length, 1439)
    return range(plan.earliest_start, latest + 1, plan.start_step)
