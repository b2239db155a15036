"""What contracts count by calendar month, and how much of it the weeks at hand may have.

While days of a month are to be planned later, the weeks so far keep pace: they have the share of
the least and of the most that lies on their days, give or take a shift, and leave later weeks what
their own limits ask and can give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from math import ceil, floor
from operator import or_
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.days_per_week import days_wanted
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.months import (
    Before,
    Month,
    WeekPart,
    days_by_month,
    months_of,
    of_month,
)
from wfm.scheduling.rules.over_all_weeks import known_already
from wfm.scheduling.tours.day_automata import Pattern, counter
from wfm.scheduling.tours.tour_space import Indices, TourSpace
from wfm.words import Phrase, phrase

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class InMonth:
    """What a contract asks of a month, and what it has of that beside the weeks at hand."""

    month: Month
    least: int
    most: int
    """After leave, and with the contract's share of a month that it has in part."""
    used: int
    """What other weeks have, and what closed days count for."""
    asked_most: int
    """Most of a whole month."""
    reserved: int
    """What closed days in weeks that are planned later count for."""


class CountedByMonth(Rule):
    """Base of the rules that count hours, or days, over each calendar month."""

    __slots__ = ()
    over_all_weeks: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.CONTRACT
    unit: ClassVar[int] = 1
    """How much of what is counted has the price of one breach."""

    def asked(self, plan: WorkPlan) -> tuple[int, int] | None:
        """Give least and most of a whole month; None where nothing is asked."""
        raise NotImplementedError

    def amounts(self, space: TourSpace) -> NDArray[np.int64]:
        """Say what each candidate shift counts for."""
        raise NotImplementedError

    def sum_of(self, horizon: Horizon, shifts: Sequence[Shift]) -> int:
        """Say what some shifts of an agent count for."""
        raise NotImplementedError

    def of_days(self, plan: WorkPlan) -> Iterable[int]:
        """Say what a working day may count for."""
        raise NotImplementedError

    def before(self, before: Before) -> int:
        """Say what the month has before the weeks at hand."""
        raise NotImplementedError

    def closed(self, part: WeekPart) -> Fraction:
        """Say what the closed days of a part of a week count for."""
        raise NotImplementedError

    def of_leave(self, plan: WorkPlan, limit: int, month: Month) -> Fraction:
        """Say what a working day of leave takes of a limit."""
        raise NotImplementedError

    def of_week(self, week: Horizon, agent: Agent) -> tuple[int, int]:
        """Give least and most that the contract has in a week."""
        raise NotImplementedError

    def wanted(self, each: InMonth) -> Phrase:
        """Say what is asked of a month."""
        raise NotImplementedError

    def wrong(self, total: int, each: InMonth) -> Phrase:
        """Say what a month has instead."""
        raise NotImplementedError

    def other(self, each: InMonth, found: int, plan: str | None) -> Phrase:
        """Say that a month, with `found` in the weeks at hand, would be another one than wanted."""
        raise NotImplementedError

    def impossible(self, each: InMonth, weeks: Span) -> Phrase:
        """Say that the weeks of a month cannot have what is asked of it."""
        raise NotImplementedError

    def shape(self, space: TourSpace) -> None:
        """Sum up each month's shifts by themselves."""
        horizon, agent = space.horizon, space.agent
        spans = [self.span(horizon, agent, each) for each in self.in_months(horizon, agent)]
        if not spans:
            return
        amounts, days = self.amounts(space), list(days_by_month(horizon).values())

        def month(number: int, mine: Indices) -> Pattern:
            none = np.zeros(days[number], np.int64)
            return counter(amounts[mine], none, *spans[number], unit=self.unit)

        space.follow_parts(days, month)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks of each month, and what it has of it already."""
        months = tuple(self.wanted(each) for each in self.in_months(horizon, agent))
        return phrase("rule.months.terms", months=months) if months else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Sum up each month's shifts, with what is known of it outside the weeks at hand.

        The least is not judged as long as days of the month are to be planned later.
        """
        for each in self.in_months(horizon, agent):
            own = self.sum_of(horizon, of_month(shifts, each.month.first))
            total = own + each.used
            few = total < each.least and each.month.is_here and not each.month.is_open
            if few or (own and total > each.most):
                yield Finding(self.name, self.wrong(total, each), agent.id, hard=True)

    def in_months(self, horizon: Horizon, agent: Agent) -> tuple[InMonth, ...]:
        """Give what is asked of each month of a horizon; nothing where the contract asks none."""
        limits = self.asked(horizon.plan(agent))
        if limits is None:
            return ()
        return tuple(self._in(horizon, month, limits) for month in months_of(horizon, agent))

    def at_odds(self, horizon: Horizon, agent: Agent) -> Iterator[tuple[InMonth, Span]]:
        """Give months whose weeks cannot have what is asked of them, and what they can have."""
        for each in self.in_months(horizon, agent):
            weeks = [self._of_part(part) for part in (*each.month.here, *each.month.open)]
            fixed = each.used + each.reserved
            least, most = (fixed + sum(week[end] for week in weeks) for end in (0, 1))
            if each.month.is_here and (most < each.least or each.most < least):
                yield each, (least, most)

    def _in(self, horizon: Horizon, month: Month, limits: Span) -> InMonth:
        plan = horizon.site.work_plans[month.plan]
        least, most = limits
        shut = [*month.here, *month.known]
        used = self.before(month.before) + self.sum_of(horizon, month.beside)
        of_leave = [month.leave * self.of_leave(plan, limit, month) for limit in limits]
        return InMonth(
            month,
            max(0, floor(least * month.share - of_leave[0])),
            max(0, ceil(most * month.share - of_leave[1])),
            used + round(sum(self.closed(part) for part in shut)),
            most,
            round(sum(self.closed(part) for part in month.open)),
        )

    def span(self, horizon: Horizon, agent: Agent, each: InMonth) -> Span:
        """Give least and most that the weeks at hand may have of a month.

        Keeping pace leaves nobody without a legal week whose weekly limits leave one.
        """
        month, left = each.month, max(0, each.most - each.used)
        if not month.is_here:
            return 0, left
        if not month.is_open:
            return max(0, each.least - each.used), left
        largest = max(self.of_days(horizon.plan(agent)), default=0)
        pace = month.share_planned
        known = self.sum_of(horizon, of_month(known_already(horizon, agent), month.first))
        own, later = ([*map(self._of_part, parts)] for parts in (month.here, month.open))
        need, can = (sum(week[end] for week in later) for end in (0, 1))
        least, most = each.least - each.reserved, each.most - each.reserved
        up_to = min(ceil(most * pace) + largest, most - need) - each.used
        up_to = min(left, max(up_to, known, sum(week[0] for week in own)))
        down_to = max(floor(least * pace) - largest, least - can) - each.used
        return max(0, min(down_to, up_to, sum(week[1] for week in own))), up_to

    def _of_part(self, part: WeekPart) -> Span:
        """Give least and most that the week's own limits leave to its part in the month."""
        low, high = self.of_week(part.week, part.agent)
        days, kinds = (
            days_wanted(part.week, part.agent)[1],
            frozenset(self.of_days(part.week.plan(part.agent))),
        )
        elsewhere = _most(_sums(kinds, min(part.elsewhere, days), high))
        sums = _sums(kinds, min(part.workable, days), high)
        least = max(0, low - elsewhere)
        return (least + _first(sums >> least) if sums >> least else _most(sums)), _most(sums)


@cache
def _sums(kinds: frozenset[int], days: int, most: int) -> int:
    """Tell by its bits which sums so many days can have, each one of the kinds or off."""
    found = 1
    for _ in range(days):
        found |= reduce(or_, (found << kind for kind in kinds), 0)
        found &= (2 << most) - 1
    return found


def _most(sums: int) -> int:
    return sums.bit_length() - 1


def _first(sums: int) -> int:
    return (sums & -sums).bit_length() - 1
