"""Paid hours per calendar month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.breaks import BreakSettings
from wfm.scheduling.rules.counted_by_month import CountedByMonth, InMonth, Span
from wfm.scheduling.rules.days_per_week import DaysSettings
from wfm.scheduling.rules.months import FULL_WEEKS, LONGEST, Before, Month, WeekPart
from wfm.scheduling.rules.paid_hours import PaidHoursSettings, minutes_wanted, paid_minutes
from wfm.scheduling.rules.settings import Fault, FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.split_shifts import SplitShiftSettings
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase

ANY: Final = LONGEST * 1440
"""Minutes of a month: no limit."""


@dataclass(frozen=True, slots=True)
class MonthHoursSettings(RuleSettings):
    """Paid hours of a calendar month."""

    rule: ClassVar[str] = "Paid hours per month"
    paid_minutes_per_month: tuple[int, int] | None = setting(
        "Paid hours of a calendar month", FieldKind.HOURS,
        default=None, least=0, most=ANY,
        column=("min_paid_hours_per_month", "max_paid_hours_per_month"),
    )  # fmt: skip

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Compare the hours with those of as many weeks as a month may have."""
        if self.paid_minutes_per_month is None or not ShiftTimeSettings.of(plan).lengths:
            return
        low, high = self.paid_minutes_per_month
        least, most = _of_week(plan, PaidHoursSettings.of(plan).paid_minutes_per_week)
        days = min(LONGEST - FULL_WEEKS * WEEK, DaysSettings.of(plan).days_per_week[1])
        longest = FULL_WEEKS * most + min(2 * most, days * max(_of_days(plan)))
        if low > longest:
            what = phrase("fault.month_hours_at_most", week=most / 60, month=longest / 60)
            remedy = phrase("do.lower_month_hours", month=longest / 60)
            yield Fault("paid_minutes_per_month", what, remedy)
        shortest = (FULL_WEEKS - 1) * least
        if high < shortest:
            what = phrase("fault.month_hours_at_least", week=least / 60, month=shortest / 60)
            remedy = phrase("do.raise_month_hours", month=shortest / 60)
            yield Fault("paid_minutes_per_month", what, remedy, 1)


@dataclass(frozen=True, slots=True)
class HoursPerMonth(CountedByMonth):
    """Paid hours of each calendar month lie between the plan's least and most, leave taken off.

    Whoever starts, leaves or changes contract in it has the share of its days.
    """

    name: str = MonthHoursSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = MonthHoursSettings
    relaxed_at: ClassVar[int | None] = 200
    unit: ClassVar[int] = 60

    def asked(self, plan: WorkPlan) -> Span | None:
        """Give paid minutes."""
        return MonthHoursSettings.of(plan).paid_minutes_per_month

    def amounts(self, space: TourSpace) -> NDArray[np.int64]:
        """Give the paid minutes of each candidate."""
        return paid_minutes(space)

    def sum_of(self, horizon: Horizon, shifts: Sequence[Shift]) -> int:
        """Sum the paid minutes of shifts."""
        return sum(horizon.paid_minutes(shift) for shift in shifts)

    def of_days(self, plan: WorkPlan) -> Iterable[int]:
        """Give the paid minutes of days of one shift, and of two."""
        return _of_days(plan)

    def before(self, before: Before) -> int:
        """Give the minutes so far."""
        return before.minutes

    def closed(self, part: WeekPart) -> Fraction:
        """Give the minutes that closed days count for."""
        return part.closed_minutes

    def of_leave(self, plan: WorkPlan, limit: int, month: Month) -> Fraction:
        """Let a week of leave take the share of a week's days in the month's."""
        return Fraction(limit * WEEK, month.days * max(1, DaysSettings.of(plan).days_per_week[1]))

    def of_week(self, week: Horizon, agent: Agent) -> Span:
        """Give paid minutes, with overtime and voluntary time off."""
        return _of_week(week.plan(agent), minutes_wanted(week, agent))

    def wanted(self, each: InMonth) -> Phrase:
        """Say it in hours."""
        return phrase(
            "rule.hours_per_month.wanted",
            least=each.least / 60 or None, most=_most(each),
            month=each.month.first, since=each.month.since,
        )  # fmt: skip

    def wrong(self, total: int, each: InMonth) -> Phrase:
        """Say it in hours."""
        return phrase("rule.hours_per_month.wrong", hours=total / 60, wanted=self.wanted(each))

    def other(self, each: InMonth, found: int, plan: str | None) -> Phrase:
        """Say it in hours."""
        total = found + each.used
        wanted = each.least if total < each.least else each.most
        return phrase(
            "schedule.remedy.month_hours",
            hours=total / 60, wanted=wanted / 60, month=each.month.first, plan=plan,
            fewer=max(0, wanted - total) / 60 or None, more=max(0, total - wanted) / 60 or None,
        )  # fmt: skip

    def impossible(self, each: InMonth, weeks: Span) -> Phrase:
        """Say it in hours."""
        few = weeks[1] < each.least
        return phrase(
            "schedule.odds.month_hours",
            plan=each.month.plan, wanted=self.wanted(each),
            most=weeks[1] / 60 if few else None, least=None if few else weeks[0] / 60,
        )  # fmt: skip


def _most(each: InMonth) -> float | None:
    return each.most / 60 if each.asked_most < ANY else None


def _of_week(plan: WorkPlan, wanted: Span) -> Span:
    asked, (low, high) = PaidHoursSettings.of(plan), wanted
    return max(0, low - asked.voluntary_time_off_minutes), high + asked.overtime_minutes


def _of_days(plan: WorkPlan) -> set[int]:
    """Give the paid minutes that days may have: of one shift, or of two with a gap."""
    pauses, split = BreakSettings.of(plan), SplitShiftSettings.of(plan)
    one = {pauses.paid_minutes(length) for length in ShiftTimeSettings.of(plan).lengths}
    if not split.maximum_split_days:
        return one
    longest = split.maximum_spread - split.split_gap_minutes[0]
    pairs = product(split.lengths(plan), repeat=2)
    return one | {sum(map(pauses.paid_minutes, pair)) for pair in pairs if sum(pair) <= longest}
