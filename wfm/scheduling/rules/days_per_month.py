"""How many days an agent works in a calendar month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.counted_by_month import CountedByMonth, InMonth, Span
from wfm.scheduling.rules.days_per_week import DaysSettings, days_wanted
from wfm.scheduling.rules.months import FULL_WEEKS, LONGEST, Before, Month, WeekPart
from wfm.scheduling.rules.settings import Fault, RuleSettings, setting
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class MonthDaysSettings(RuleSettings):
    """Days worked in a calendar month."""

    rule: ClassVar[str] = "Days per month"
    days_per_month: tuple[int, int] | None = setting(
        "Days worked in a calendar month", default=None, least=0, most=LONGEST,
        column=("min_days_per_month", "max_days_per_month"),
    )  # fmt: skip

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Compare the days with those of as many weeks as a month may have."""
        if self.days_per_month is None:
            return
        low, high = self.days_per_month
        days = DaysSettings.of(plan)
        least, most = days.days_per_week[0], days.possible(plan)
        longest = FULL_WEEKS * most + min(LONGEST - FULL_WEEKS * WEEK, 2 * most)
        if low > longest:
            what = phrase("fault.month_days_at_most", week=most, month=longest)
            yield Fault("days_per_month", what, phrase("do.lower_month_days", month=longest))
        shortest = (FULL_WEEKS - 1) * least
        if high < shortest:
            what = phrase("fault.month_days_at_least", week=least, month=shortest)
            yield Fault("days_per_month", what, phrase("do.raise_month_days", month=shortest), 1)


@dataclass(frozen=True, slots=True)
class DaysPerMonth(CountedByMonth):
    """Days worked in each calendar month lie between the plan's least and most; leave counts.

    Whoever starts, leaves or changes contract in it has the share of its days.
    """

    name: str = MonthDaysSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = MonthDaysSettings
    relaxed_at: ClassVar[int | None] = 1000

    def asked(self, plan: WorkPlan) -> Span | None:
        """Give days."""
        return MonthDaysSettings.of(plan).days_per_month

    def amounts(self, space: TourSpace) -> NDArray[np.int64]:
        """Count each shift, or two of a day, as one."""
        return np.ones(len(space.shifts), np.int64)

    def sum_of(self, horizon: Horizon, shifts: Sequence[Shift]) -> int:  # noqa: ARG002
        """Count the days on which shifts start."""
        return len({shift.date for shift in shifts})

    def of_days(self, plan: WorkPlan) -> Iterable[int]:  # noqa: ARG002
        """Count each as one."""
        return (1,)

    def before(self, before: Before) -> int:
        """Give the days so far."""
        return before.days

    def closed(self, part: WeekPart) -> Fraction:
        """Give the days that closed days count for."""
        return part.closed_days

    def of_leave(self, plan: WorkPlan, limit: int, month: Month) -> Fraction:  # noqa: ARG002
        """Count one, as a day worked."""
        return Fraction(1)

    def of_week(self, week: Horizon, agent: Agent) -> Span:
        """Give the days of the week."""
        return days_wanted(week, agent)

    def wanted(self, each: InMonth) -> Phrase:
        """Say it in days."""
        return phrase(
            "rule.days_per_month.wanted",
            least=each.least or None, most=each.most if each.asked_most < LONGEST else None,
            month=each.month.first, since=each.month.since,
        )  # fmt: skip

    def wrong(self, total: int, each: InMonth) -> Phrase:
        """Say it in days."""
        return phrase("rule.days_per_month.wrong", days=total, wanted=self.wanted(each))

    def other(self, each: InMonth, found: int, plan: str | None) -> Phrase:
        """Say it in days."""
        total = found + each.used
        wanted = each.least if total < each.least else each.most
        return phrase(
            "schedule.remedy.month_days",
            days=total, wanted=wanted, month=each.month.first, plan=plan,
            fewer=max(0, wanted - total) or None, more=max(0, total - wanted) or None,
        )  # fmt: skip

    def impossible(self, each: InMonth, weeks: Span) -> Phrase:
        """Say it in days."""
        few = weeks[1] < each.least
        return phrase(
            "schedule.odds.month_days",
            plan=each.month.plan, wanted=self.wanted(each),
            most=weeks[1] if few else None, least=None if few else weeks[0],
        )  # fmt: skip
