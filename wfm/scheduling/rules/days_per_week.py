"""How many days an agent works in the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.breaks import BreakSettings
from wfm.scheduling.rules.closed_days import closing_of, counted_closing, usually_open_days
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import Fault, RuleSettings, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.time_off import TimeOffSettings, days_away
from wfm.scheduling.tours.day_automata import Pattern, counter
from wfm.scheduling.tours.tour_space import Indices, TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class DaysSettings(RuleSettings):
    """Days worked in a week."""

    rule: ClassVar[str] = "Days per week"
    days_per_week: tuple[int, int] = setting(
        "Days worked in a week", least=0, most=7, example=5,
        column=("min_days_per_week", "max_days_per_week"),
    )  # fmt: skip

    def possible(self, plan: WorkPlan) -> int:
        """Most days on which shifts may start."""
        return min(self.days_per_week[1], len(ShiftTimeSettings.of(plan).weekdays))

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Compare the least with the weekdays on which shifts may start."""
        low, high = self.days_per_week
        if self.possible(plan) < low <= high:
            what = phrase("fault.days_possible", least=low, most=self.possible(plan))
            remedy = phrase("do.lower_least", most=self.possible(plan), least=low)
            yield Fault("days_per_week", what, remedy)


@dataclass(frozen=True, slots=True)
class DaysPerWeek(Rule):
    """Days worked lie between the plan's least and most; days lost to time off count as worked."""

    name: str = DaysSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = DaysSettings
    relaxed_at: ClassVar[int | None] = 1000
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Count the days worked."""

        def of_week(week: Horizon, mine: Indices) -> Pattern:
            ones, none = np.ones(len(mine), np.int64), np.zeros(week.days, np.int64)
            return counter(ones, none, *days_wanted(week, space.agent))

        space.follow_weeks(of_week)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        low, high = days_wanted(horizon.weeks[0], agent)
        most = None if low == high else high
        return phrase("rule.days_per_week.terms", least=low, most=most)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the days on which shifts start."""
        for week, own, told in horizon.by_week(shifts):
            low, high = days_wanted(week, agent)
            worked = len({shift.date for shift in own})
            if not low <= worked <= high:
                wanted = self.terms(week, agent)
                text = phrase("rule.days_per_week.wrong", days=worked, wanted=wanted)
                yield Finding(self.name, text, agent.id, told, hard=True)


def days_wanted(horizon: Horizon, agent: Agent) -> tuple[int, int]:
    """Least and most days to be scheduled in a week, after days of time off and closed days.

    Each whole shift of voluntary time off takes one from the least.
    """
    count = counted_closing(horizon, agent).days
    low, high = days_before_closing(horizon, agent)
    possible = sum(workable_days(horizon, agent))
    free = _voluntary_days(horizon.plan(agent))
    return min(max(0, low - count - free), possible), max(0, high - count)


def _voluntary_days(plan: WorkPlan) -> int:
    """Count the shifts that voluntary time off may take away."""
    from wfm.scheduling.rules.paid_hours import PaidHoursSettings  # which imports this module

    pauses = BreakSettings.of(plan)
    paid = [pauses.paid_minutes(length) for length in ShiftTimeSettings.of(plan).lengths]
    free = PaidHoursSettings.of(plan).voluntary_time_off_minutes
    return free // max(1, min(paid, default=1440))


def days_before_closing(horizon: Horizon, agent: Agent) -> tuple[int, int]:
    """Least and most days to be scheduled if all days were open as usual, after time off.

    Time off counts for no more days than locked shifts leave: who has worked four of five days and
    is away on the other three has one day of leave.
    """
    low, high = _of_employment(horizon, agent)
    away, _ = leave_of_week(horizon, agent)
    possible = sum(_possible(horizon, agent, (False,) * horizon.days))
    return min(max(0, low - away), possible), max(0, high - away)


def leave_of_week(horizon: Horizon, agent: Agent) -> tuple[int, tuple[date, ...]]:
    """Say for how many days worked the time off of a week counts, and on which dates it lies."""
    dates = [horizon.grid.date_of(day) for day in range(horizon.days)]
    locked = {shift.date for shift in horizon.locked_by_agent.get(agent.id, ())}
    counted = _counted(horizon, agent)
    room = _of_employment(horizon, agent)[1] - len(locked.intersection(dates))
    away = tuple(day for day, off in zip(dates, counted, strict=True) if off)
    return min(len(away), max(0, room)), away


def _of_employment(horizon: Horizon, agent: Agent) -> tuple[int, int]:
    """Give the plan's days; who starts, changes or leaves in the week has the share of it."""
    plan = horizon.plan(agent)
    low, high = DaysSettings.of(plan).days_per_week
    dates = [horizon.grid.date_of(day) for day in range(horizon.days)]
    if all(map(agent.employed_on, dates)):
        return low, high
    weekdays, is_open = horizon.own_weekdays(agent), usually_open_days(horizon, agent)
    usual = [
        day for day, can in zip(dates, is_open, strict=True) if can and day.weekday() in weekdays
    ]
    here = sum(map(agent.employed_on, usual))
    if here == len(usual):
        return low, high
    return low * here // len(usual), -(-high * here // len(usual))


def workable_days(horizon: Horizon, agent: Agent) -> list[bool]:
    """Tell per day whether the agent is employed, not on time off, and not closed out."""
    return _possible(horizon, agent, closing_of(horizon, agent).days)


def _away(horizon: Horizon, agent: Agent) -> tuple[bool, ...]:
    """Days lost to time off; a closed day is lost to that, where it counts for anything."""
    away = days_away(horizon, agent)
    if not counted_closing(horizon, agent).days:
        return away
    closed = closing_of(horizon, agent).days
    return tuple(off and not shut for off, shut in zip(away, closed, strict=True))


def _counted(horizon: Horizon, agent: Agent) -> list[bool]:
    """Days lost to time off that the plan counts as worked: without others, days usually open."""
    away = _away(horizon, agent)
    if not any(away):
        return [False] * horizon.days
    counts = TimeOffSettings.of(horizon.plan(agent)).leave_weekdays
    is_open = usually_open_days(horizon, agent)
    return [
        off
        and agent.employed_on(day := horizon.grid.date_of(number))
        and (can if counts is None else day.weekday() in counts)
        for number, (off, can) in enumerate(zip(away, is_open, strict=True))
    ]


def _possible(horizon: Horizon, agent: Agent, closed: Sequence[bool]) -> list[bool]:
    """Tell per day whether the agent could work."""
    employed = [agent.employed_on(horizon.grid.date_of(day)) for day in range(horizon.days)]
    days = zip(employed, _away(horizon, agent), closed, strict=True)
    return [here and not off and not shut for here, off, shut in days]
