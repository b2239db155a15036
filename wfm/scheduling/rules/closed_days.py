"""Days that a closure or a holiday takes from an agent, and what they count for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.breaks import BreakSettings
from wfm.scheduling.rules.opening_hours import ClosedDays, OpeningSettings
from wfm.scheduling.rules.weekday_times import times_on


@dataclass(frozen=True, slots=True)
class Closing:
    """What the horizon's closed days mean for an agent.

    `days` (one entry a day) are those on which no shift of the work plan fits into the opening
    hours, though one usually does; `longest` are the paid minutes of the longest shift on days on
    which it is shorter than usual.
    """

    days: tuple[bool, ...]
    longest: tuple[int, ...]

    def __bool__(self) -> bool:
        """Whether anything is closed."""
        return any(self.days) or bool(self.longest)


@dataclass(frozen=True, slots=True)
class ClosedDaysCount:
    """What closed days count for: days of the contract, and its paid minutes."""

    days: int = 0
    minutes: int = 0
    paid: bool = False
    """Whether the minutes are paid: hours of the contract that nobody works."""


NOTHING_CLOSED = ClosedDaysCount()


def closing_of(horizon: Horizon, agent: Agent) -> Closing:
    """Compare an agent's opening hours with those of usual weeks, day by day.

    Days outside the employment, and weekdays on which the work plan has no shifts, are not closed.
    """
    if not horizon.opening_differs:
        return Closing((False,) * horizon.days, ())
    known = _usual_and_now(horizon, agent)
    here = [agent.employed_on(horizon.grid.date_of(day)) for day in range(horizon.days)]
    return Closing(
        tuple(at and usual > 0 and not now for at, (usual, now) in zip(here, known, strict=True)),
        tuple(now for at, (usual, now) in zip(here, known, strict=True) if at and 0 < now < usual),
    )


def counted_closing(horizon: Horizon, agent: Agent) -> ClosedDaysCount:
    """Say what an agent's closed days count for, as the work plan has it.

    Of the days on which the agent could usually work, those that are closed count for as large a
    share of the contract's days, in whole days, each with the mean hours of a day; a shorter day
    counts for what its longest shift lacks.
    """
    from wfm.scheduling.rules.days_per_week import DaysSettings  # which imports this module
    from wfm.scheduling.rules.paid_hours import PaidHoursSettings  # which does, too

    plan = horizon.plan(agent)
    how, closing = OpeningSettings.of(plan).closed_days, closing_of(horizon, agent)
    if how is ClosedDays.WORKED_OFF or not closing:
        return NOTHING_CLOSED
    usable = max(1, sum(usual > 0 for usual, _ in _usual_and_now(horizon, agent)))
    most = max(1, min(DaysSettings.of(plan).days_per_week[1], usable))
    days = int(sum(closing.days) * most / usable + 0.5)
    mean = sum(PaidHoursSettings.of(plan).paid_minutes_per_week) / 2 / most
    lacking = sum(max(0.0, mean - longest) for longest in closing.longest)
    minutes = round(days * mean + lacking * most / usable)
    return ClosedDaysCount(days, minutes, how is ClosedDays.PAID_HOLIDAY)


def usually_open_days(horizon: Horizon, agent: Agent) -> tuple[bool, ...]:
    """Tell per day whether a shift of the work plan fits into its weekday's opening hours."""
    return tuple(usual > 0 for usual, _ in _usual_and_now(horizon, agent))


def longest_shifts(horizon: Horizon, agent: Agent) -> tuple[int, ...]:
    """Paid minutes of the longest shift that fits into the opening hours, per day."""
    return tuple(now for _, now in _usual_and_now(horizon, agent))


def _usual_and_now(horizon: Horizon, agent: Agent) -> tuple[tuple[int, int], ...]:
    """Longest shifts by the weekday's hours and by the date's; the same for all of a kind."""
    kind = agent.skills, horizon.plan(agent).name, horizon.zone_of(agent)
    if kind not in horizon.closings:
        usual = _longest(horizon, agent, horizon.usually_open_intervals)
        differs = horizon.opening_differs
        now = _longest(horizon, agent, horizon.open_intervals) if differs else usual
        horizon.closings[kind] = tuple(zip(usual, now, strict=True))
    return horizon.closings[kind]


def _longest(horizon: Horizon, agent: Agent, opening: NDArray[np.bool_]) -> list[int]:
    """Paid minutes of the longest shift that fits into some opening hours, per day."""
    plan, pauses = horizon.plan(agent), BreakSettings.of(horizon.plan(agent))
    mine = np.logical_or.reduce(opening[list(horizon.serves[agent.skills])], axis=0)
    closed = np.concatenate([[0], np.cumsum(~mine)])
    found = [0] * horizon.days
    for day, date in enumerate(map(horizon.grid.date_of, range(horizon.days))):
        starts_of = defaultdict[int, list[int]](list)
        for start, length in times_on(plan, date.weekday()):
            starts_of[length].append(start)
        for length, usual_starts in starts_of.items():
            span = horizon.minutes_to_steps(length)
            begins = [horizon.own_instant(agent, date, at) for at in usual_starts]
            starts = np.array([horizon.grid.index(begin) for begin in begins], int)
            starts = starts[(starts >= 0) & (starts + span < len(closed))]
            if len(starts) and (closed[starts + span] == closed[starts]).any():
                found[day] = max(found[day], pauses.paid_minutes(length))
    return found
