"""Paid hours per week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.breaks import BreakSettings
from wfm.scheduling.rules.closed_days import counted_closing
from wfm.scheduling.rules.days_per_week import DaysSettings, days_before_closing
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.laws import limits_of
from wfm.scheduling.rules.settings import Fault, FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.split_shifts import SplitShiftSettings
from wfm.scheduling.tours.day_automata import Pattern, counter
from wfm.scheduling.tours.tour_space import Indices, TourSpace
from wfm.words import Phrase, phrase

DAY, QUARTER = 1440, 15
"""Minutes. Lengths of shifts are proposed in quarters of an hour."""


@dataclass(frozen=True, slots=True)
class PaidHoursSettings(RuleSettings):
    """Paid hours of a week."""

    rule: ClassVar[str] = "Paid hours per week"
    paid_minutes_per_week: tuple[int, int] = setting(
        "Paid hours of a week", FieldKind.HOURS, least=0, most=10_080, example=40,
        column=("min_paid_hours_per_week", "max_paid_hours_per_week"),
    )  # fmt: skip
    overtime_minutes: int = setting(
        "Most paid hours of a week beyond these, at a price", FieldKind.HOURS,
        default=0, least=0, most=10_080, column="overtime_hours_per_week",
    )  # fmt: skip
    overtime_price: int = setting(
        "Price of each hour of overtime, also of that by law, as beyond 35 hours in France",
        default=10,
        least=0,
        most=10_000,
        needs=("overtime_minutes", "law"),
    )

    voluntary_time_off_minutes: int = setting(
        "Most paid hours of a week below these that agents may have off where heads are to spare, "
        "at a price", FieldKind.HOURS,
        default=0, least=0, most=10_080, column="voluntary_time_off_hours_per_week",
    )  # fmt: skip
    voluntary_time_off_price: int = setting(
        "Price of each hour of voluntary time off",
        default=1,
        least=0,
        most=10_000,
        needs="voluntary_time_off_minutes",
    )

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Compare the hours with what the shortest and the longest shifts pay."""
        pauses, days = BreakSettings.of(plan), DaysSettings.of(plan)
        paid = [pauses.paid_minutes(length) for length in ShiftTimeSettings.of(plan).lengths]
        if not paid:
            return
        fewest, most = days.days_per_week[0], days.possible(plan)
        low, high = self.paid_minutes_per_week
        split = SplitShiftSettings.of(plan)
        both = [pauses.paid_minutes(d.first) + pauses.paid_minutes(d.second)
                for d in split.days(plan)]  # fmt: skip
        days_split = min(most, split.maximum_split_days)
        longest = max(paid) * (most - days_split) + max(paid + both) * days_split
        if low - self.voluntary_time_off_minutes > longest:
            what = phrase("fault.pay_at_most", shifts=most, hours=longest / 60)
            wanted = low - self.voluntary_time_off_minutes
            shifts = -(-wanted // max(1, *paid))
            remedy = phrase(
                "do.reach_hours",
                shifts=shifts if shifts <= WEEK and not days_split else None,
                length=None if days_split else _longer(plan, -(-wanted // max(1, most))),
                hours=(longest + self.voluntary_time_off_minutes) / 60,
            )  # fmt: skip
            yield Fault("paid_minutes_per_week", what, remedy)
        days_split = min(fewest, split.maximum_split_days)
        shortest = min(paid) * (fewest - days_split) + min(paid + both) * days_split
        if high + self.overtime_minutes < shortest:
            what = phrase("fault.pay_at_least", shifts=fewest, hours=shortest / 60)
            wanted = high + self.overtime_minutes
            remedy = phrase(
                "do.keep_hours_down",
                shifts=None if days_split else wanted // min(paid),
                length=None if days_split else _shorter(plan, wanted // fewest),
                hours=(shortest - self.overtime_minutes) / 60,
            )  # fmt: skip
            yield Fault("paid_minutes_per_week", what, remedy, 1)


def _longer(plan: WorkPlan, paid_minutes: int) -> float | None:
    """Hours of the shift that pays so much, with the pauses of the longest one."""
    pauses, longest = BreakSettings.of(plan), max(ShiftTimeSettings.of(plan).lengths)
    minutes = paid_minutes + longest - pauses.paid_minutes(longest)
    minutes += -minutes % QUARTER
    pays = minutes <= DAY and pauses.paid_minutes(minutes) >= paid_minutes
    return minutes / 60 if pays else None


def _shorter(plan: WorkPlan, paid_minutes: int) -> float | None:
    """Hours of the shift that pays no more, with the pauses of the shortest one."""
    pauses, shortest = BreakSettings.of(plan), min(ShiftTimeSettings.of(plan).lengths)
    minutes = paid_minutes + shortest - pauses.paid_minutes(shortest)
    minutes -= minutes % QUARTER
    pays = minutes > 0 and pauses.paid_minutes(minutes) <= paid_minutes
    return minutes / 60 if pays else None


@dataclass(frozen=True, slots=True)
class PaidHours(Rule):
    """Paid hours lie between the plan's least and most; time off takes its share of days away.

    Overtime goes beyond the most, or begins where the law has it begin, and voluntary time off
    below the least, each up to a cap of its own and at a price by the hour.
    """

    name: str = PaidHoursSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = PaidHoursSettings
    relaxed_at: ClassVar[int | None] = 200
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Sum the paid minutes."""
        asked, paid = PaidHoursSettings.of(space.plan), paid_minutes(space)

        def of_week(week: Horizon, mine: Indices) -> Pattern:
            low, high = minutes_wanted(week, space.agent)
            regular = _regular(space.plan, high)

            def beyond(sums: NDArray[np.int64]) -> NDArray[np.int64]:
                more = price_of_hours(asked.overtime_price, np.maximum(sums - regular, 0))
                free = np.maximum(low - sums, 0)
                return more + price_of_hours(asked.voluntary_time_off_price, free)

            floor = max(0, low - asked.voluntary_time_off_minutes)
            cap, none = high + asked.overtime_minutes, np.zeros(week.days, np.int64)
            return counter(paid[mine], none, floor, cap, unit=60, ending=beyond)

        space.follow_weeks(of_week)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        low, high = minutes_wanted(horizon.weeks[0], agent)
        most = None if low == high else high / 60
        plan = horizon.plan(agent)
        asked, by_law = PaidHoursSettings.of(plan), high - _regular(plan, high)
        return phrase(
            "rule.paid_hours.terms",
            least=low / 60, most=most, by_law=by_law / 60 or None,
            overtime=asked.overtime_minutes / 60 or None,
            free=asked.voluntary_time_off_minutes / 60 or None,
        )  # fmt: skip

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Sum the paid minutes of the shifts."""
        plan = horizon.plan(agent)
        asked = PaidHoursSettings.of(plan)
        for week, own, told in horizon.by_week(shifts):
            low, high = minutes_wanted(week, agent)
            paid = sum(horizon.paid_minutes(shift) for shift in own)
            floor = max(0, low - asked.voluntary_time_off_minutes)
            if not floor <= paid <= high + asked.overtime_minutes:
                wanted = self.terms(week, agent)
                text = phrase("rule.paid_hours.wrong", hours=paid / 60, wanted=wanted)
                yield Finding(self.name, text, agent.id, told, hard=True)
                continue
            beyond = max(paid - _regular(plan, high), 0)
            if price := int(price_of_hours(asked.overtime_price, beyond)):
                text = phrase("rule.paid_hours.overtime", hours=beyond / 60)
                yield Finding(self.name, text, agent.id, told, price=price)
            if price := int(price_of_hours(asked.voluntary_time_off_price, max(low - paid, 0))):
                text = phrase("rule.paid_hours.voluntary", hours=(low - paid) / 60)
                yield Finding(self.name, text, agent.id, told, price=price)


def _regular(plan: WorkPlan, high: int) -> int:
    """Give the most paid minutes of a week that are no overtime, by contract and law."""
    by_law = limits_of(plan).regular_week
    return high if by_law is None else min(high, by_law)


def paid_minutes(space: TourSpace) -> NDArray[np.int64]:
    """Paid minutes of each candidate, without the unpaid meetings and absences that it contains."""
    paid = space.shifts.paid_minutes.copy()
    for part in space.horizon.interruptions.get(space.agent.id, ()):
        if not part.paid:
            contained = (space.shifts.start <= part.begin) & (part.end <= space.shifts.end)
            free = np.array([template.locked is None for template in space.shifts.template], bool)
            minutes = (part.end - part.begin) * space.horizon.grid.interval_minutes
            paid[contained & free] -= minutes
    return paid


def price_of_hours(price: int, minutes: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """Price some minutes at so much an hour, rounded up."""
    return -(-price * np.asarray(minutes, np.int64) // 60)


def shortest_paid_hours(plans: Iterable[WorkPlan]) -> float:
    """Paid hours of the shortest shift of any work plan; 8 where there is none."""
    paid = [
        BreakSettings.of(plan).paid_minutes(length)
        for plan in plans
        for length in ShiftTimeSettings.of(plan).lengths
    ]
    return min(paid, default=480) / 60


def minutes_wanted(horizon: Horizon, agent: Agent) -> tuple[int, int]:
    """Least and most paid minutes to be scheduled in a week.

    Where whole days of time off or of employment are missing, both shrink with the days: the least
    by the least days left over the plan's, the most by the most. Closed days take from both what
    they count for.
    """
    plan = horizon.plan(agent)
    low, high = PaidHoursSettings.of(plan).paid_minutes_per_week
    fewest, most = days_before_closing(horizon, agent)
    least_days, most_days = DaysSettings.of(plan).days_per_week
    if fewest < least_days:
        low = low * fewest // max(1, least_days)
    if most < most_days:
        high = -(-high * most // max(1, most_days))
    counted = counted_closing(horizon, agent).minutes
    return max(0, low - counted), max(0, high - counted)
