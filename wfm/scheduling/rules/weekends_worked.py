"""Weekends worked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.over_all_weeks import elsewhere, known_already, most_left, weeks_counted
from wfm.scheduling.rules.settings import RuleSettings, setting
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Count, Pattern, automaton, summing
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase

OF_NONE = -1
"""No weekday: days of a weekend that another week of the plan counts already."""


@dataclass(frozen=True, slots=True)
class WeekendsSettings(RuleSettings):
    """Most weekends."""

    rule: ClassVar[str] = "Weekends worked"
    maximum_weekends: int | None = setting(
        "Most weekends of which a day is worked, in the weeks that are planned together",
        default=None, least=0, most=53,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeekendsWorked(Rule):
    """An agent works on at most the plan's number of weekends, whether one day of them or both."""

    name: str = WeekendsSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WeekendsSettings
    over_all_weeks: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Count weekends; a state says too whether a day of this weekend is worked already."""
        most, week = WeekendsSettings.of(space.plan).maximum_weekends, space.horizon
        if most is None:
            return
        others = _weekends(week, elsewhere(week, space.agent))
        known = _weekends(week, known_already(week, space.agent)) - others
        most = most_left(week, most, len(others), len(known))
        dates = [week.grid.date_of(day) for day in range(week.days)]
        counted = np.array([weekend_begin(day, week.site.weekend) in others for day in dates])
        weekday = np.where(counted, OF_NONE, [day.weekday() for day in dates])
        first, later, between = (np.isin(weekday, days) for days in _days(week.site.weekend))
        kind = np.select([first, later], [1, 2], 0)
        count, worked = np.divmod(np.arange(2 * (most + 1)), 2)
        another = 2 * np.minimum(count + 1, most) + 1
        same, too_many = 2 * count, np.where(count == most, FORBIDDEN, 0)
        after = [same, another, np.where(worked, same + 1, another), same + worked]
        price = [0 * count, too_many, np.where(worked, 0, too_many), 0 * count]
        read = kind[space.shifts.day], np.where(between, 3, 0).astype(np.int32)
        exact = automaton(*read, np.stack(after, axis=1), np.stack(price, axis=1))
        space.follow(replace(exact, count=Count(_begun(*read), 0, most)))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        most = WeekendsSettings.of(horizon.plan(agent)).maximum_weekends
        return phrase("rule.weekends_worked.terms", most=most)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the weekends that have a shift, each by its first day, in all weeks of the plan."""
        most = WeekendsSettings.of(horizon.plan(agent)).maximum_weekends
        own = _weekends(horizon, shifts)
        if most is None or not own:
            return
        weekends = own | _weekends(horizon, elsewhere(horizon, agent))
        if len(weekends) > most:
            text = phrase(
                "rule.weekends_worked.too_many",
                weekends=len(weekends), most=most, weeks=weeks_counted(horizon),
            )  # fmt: skip
            yield Finding(self.name, text, agent.id, hard=True)


def _begun(kind: NDArray[np.int32], off: NDArray[np.int32]) -> Pattern:
    """Add one on the first day that is worked of a weekend, by the kinds of days as above."""
    onward = np.array([[0, 1, 1, 0], [0, 1, 1, 1]], np.int32)
    return summing(kind, off, np.array([[0, 1, 1, 0], [0, 1, 0, 0]]), onward)


def _weekends(horizon: Horizon, shifts: Sequence[Shift]) -> set[date]:
    """Give the first days of the weekends of which some shifts work a day."""
    begins = {weekend_begin(shift.date, horizon.site.weekend) for shift in shifts}
    return {begin for begin in begins if begin is not None}


def _days(weekend: Collection[int]) -> tuple[list[int], list[int], list[int]]:
    """Give the first days of a weekend, those that follow, and of these all but the last."""
    first = [day for day in weekend if (day - 1) % 7 not in weekend]
    later = [day for day in weekend if (day - 1) % 7 in weekend]
    return first, later, [day for day in later if (day + 1) % 7 in weekend]


def weekend_begin(day: date, weekend: Collection[int]) -> date | None:
    """Give the first day of the weekend that a date is of; None for any other date."""
    if day.weekday() not in weekend:
        return None
    while (day - timedelta(days=1)).weekday() in weekend and len(weekend) < 7:
        day -= timedelta(days=1)
    return day
