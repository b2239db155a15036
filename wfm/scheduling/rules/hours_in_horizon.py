"""Hours over all days that are planned together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.closed_days import counted_closing
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.over_all_weeks import (
    elsewhere,
    known_already,
    least_left,
    most_left,
    weeks_counted,
)
from wfm.scheduling.rules.settings import NOTHING, FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings, usual_start
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class HorizonHoursSettings(RuleSettings):
    """Counted hours of all days that are planned together."""

    rule: ClassVar[str] = "Hours in the horizon"
    minutes_in_horizon: tuple[int, int] | None = setting(
        "Hours counted over all days that are planned together", FieldKind.HOURS,
        default=None, least=0, most=600_000,
        column=("min_hours_in_horizon", "max_hours_in_horizon"),
    )  # fmt: skip
    counted_minutes: Mapping[str, int] = setting(
        "Hours that it counts for there, if not its paid ones: a night may count for more than it "
        "lasts, an hour on call for less", FieldKind.HOURS,
        default_factory=NOTHING, least=0, most=2880, column="counted_hours", table="shift_types",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoursInHorizon(Rule):
    """Counted hours over all weeks of a plan lie between the work plan's least and most."""

    name: str = HorizonHoursSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = HorizonHoursSettings
    over_all_weeks: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Sum the counted minutes.

        Until the last weeks are planned, a shift more or less than their share is fine.
        """
        horizon, agent = space.horizon, space.agent
        wanted = horizon_minutes_wanted(horizon, agent)
        if wanted is None:
            return
        times = zip(space.shifts.key, space.shifts.minutes, space.shifts.paid_minutes, strict=True)
        counted = np.array([counted_minutes(space.plan, *time) for time in times], np.int64)
        used = _counted(horizon, agent, elsewhere(horizon, agent))
        slack = int(counted.max(initial=0)) if horizon.site.beside.open else 0
        known = _counted(horizon, agent, known_already(horizon, agent))
        least = max(0, least_left(horizon, wanted[0], used) - slack)
        most = most_left(horizon, wanted[1], used, known) + slack
        none = np.zeros(horizon.days, np.int64)
        space.follow(counter(counted, none, least, most))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        low, high = horizon_minutes_wanted(horizon, agent) or (0, 0)
        most = None if low == high else high / 60
        return phrase("rule.hours_in_horizon.terms", least=low / 60, most=most)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Sum the counted minutes of the shifts, with those of the other weeks of the plan.

        As long as some of the weeks are not known, the least is not judged.
        """
        wanted = horizon_minutes_wanted(horizon, agent)
        if wanted is None:
            return
        low, high = wanted
        total = _counted(horizon, agent, [*elsewhere(horizon, agent), *shifts])
        if total > high or (total < low and not horizon.site.beside.open):
            asked = self.terms(horizon, agent)
            text = phrase(
                "rule.hours_in_horizon.wrong",
                hours=total / 60, wanted=asked, weeks=weeks_counted(horizon),
            )  # fmt: skip
            yield Finding(self.name, text, agent.id, hard=True)


def _counted(horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> int:
    plan = horizon.plan(agent)
    total = 0
    for shift in shifts:
        length, paid = horizon.length(shift), horizon.paid_minutes(shift)
        total += counted_minutes(plan, usual_start(horizon, agent, shift), length, paid)
    return total


def horizon_minutes_wanted(horizon: Horizon, agent: Agent) -> tuple[int, int] | None:
    """Least and most minutes to be counted in all weeks, after what closed days count for.

    Who starts, changes or leaves in them has the share of their days.
    """
    wanted = HorizonHoursSettings.of(horizon.plan(agent)).minutes_in_horizon
    if wanted is None:
        return None
    weeks = (*horizon.weeks, *horizon.weeks_beside)
    counted = sum(counted_closing(week, agent).minutes for week in weeks)
    here = sum(_own_days(horizon, week, agent) for week in weeks)
    days = sum(week.days for week in weeks)
    low, high = wanted[0] * here // days, -(-wanted[1] * here // days)
    return max(0, low - counted), max(0, high - counted)


def _own_days(horizon: Horizon, week: Horizon, agent: Agent) -> int:
    """Days of a week that are an agent's under the contract at hand."""
    if week.first not in horizon.site.beside.known:
        return int(week.own_days(agent).sum())
    name = horizon.plan(agent).name
    [whole] = [one for one in horizon.site.agents if one.id == agent.id]
    days = [week.grid.date_of(day) for day in range(week.days)]
    return sum(whole.employed_on(day) and week.plan_on(agent, day).name == name for day in days)


def counted_minutes(plan: WorkPlan, start: int, minutes: int, paid: int) -> int:
    """Minutes that a shift counts for."""
    shift_type = ShiftTimeSettings.of(plan).type_of(start, minutes)
    declared = HorizonHoursSettings.of(plan).counted_minutes
    return int(declared.get(shift_type.name, paid) if shift_type else paid)
