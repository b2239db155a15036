"""Split shifts: two shifts of one date with a gap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import ClassVar, NamedTuple

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import Fault, FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.split_days import gaps, parted
from wfm.scheduling.tours.day_automata import Pattern, counter
from wfm.scheduling.tours.tour_space import Indices, TourSpace
from wfm.words import Phrase, phrase


class SplitDay(NamedTuple):
    """Two shifts of a date: when the first starts, and how long first, gap and second are."""

    start: int
    first: int
    gap: int
    second: int

    @property
    def spread(self) -> int:
        """Minutes from the first start to the last end."""
        return self.first + self.gap + self.second


@dataclass(frozen=True, slots=True)
class SplitShiftSettings(RuleSettings):
    """On how many days two shifts are worked, how long they are and how far apart."""

    rule: ClassVar[str] = "Split shifts"
    maximum_split_days: int = setting(
        "Most days of a week that are worked in two shifts with a gap between them",
        default=0, least=0, most=7, example=2,
    )  # fmt: skip
    split_part_minutes: tuple[int, ...] = setting(
        "Lengths of the two shifts of such a day: 4, or 3|4|5; blank: as all shifts",
        FieldKind.HOURS, default=(), least=5, most=1440, column="split_part_hours", example="4",
        needs="maximum_split_days",
    )  # fmt: skip
    split_gap_minutes: tuple[int, int] = setting(
        "Time between the two shifts of a day", FieldKind.HOURS,
        default=(60, 300), least=5, most=1440,
        column=("min_split_gap_hours", "max_split_gap_hours"), example=2,
        needs="maximum_split_days",
    )  # fmt: skip
    maximum_spread: int = setting(
        "Most time from the start of a day's first shift to the end of its second",
        FieldKind.HOURS, default=720, least=5, most=1440, column="maximum_spread_hours", example=12,
        needs="maximum_split_days",
    )  # fmt: skip
    split_day_price: int = setting(
        "Price of each day that is worked in two shifts",
        default=0,
        least=0,
        most=10_000,
        needs="maximum_split_days",
    )

    def grid_minutes(self) -> Iterator[int]:
        """Give the lengths."""
        yield from self.split_part_minutes

    def lengths(self, plan: WorkPlan) -> Sequence[int]:
        """List the lengths of the shifts of a split day, in minutes."""
        return self.split_part_minutes or ShiftTimeSettings.of(plan).lengths

    def days(self, plan: WorkPlan) -> Iterator[SplitDay]:
        """List the split days that a work plan allows; none where it allows none a week."""
        times, (shortest, longest) = ShiftTimeSettings.of(plan), self.split_gap_minutes
        if not self.maximum_split_days or times.missing:
            return
        for first, second in product(self.lengths(plan), repeat=2):
            later = sorted(times.starts(second))
            for start in times.starts(first):
                most = min(longest, self.maximum_spread - first - second)
                begin = bisect_left(later, start + first + shortest)
                for then in later[begin : bisect_right(later, start + first + most)]:
                    yield SplitDay(start, first, then - start - first, second)

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Find that no two shifts fit into a day."""
        if self.maximum_split_days and not any(self.days(plan)):
            what = phrase("fault.no_split_day", spread=self.maximum_spread / 60)
            yield Fault("maximum_split_days", what, phrase("do.split_day"))


@dataclass(frozen=True, slots=True)
class SplitShifts(Rule):
    """A day has one shift, or two with a gap on so many days a week as the plan allows."""

    name: str = SplitShiftSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = SplitShiftSettings
    relaxed_at: ClassVar[int | None] = 1000
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Count and price the split days; candidates are made from `SplitShiftSettings.days`."""
        asked, split = SplitShiftSettings.of(space.plan), space.shifts.split
        if not split.any():
            return
        space.charge(split, asked.split_day_price)

        def of_week(week: Horizon, mine: Indices) -> Pattern:
            none = np.zeros(week.days, np.int64)
            return counter(split[mine].astype(np.int64), none, 0, asked.maximum_split_days)

        space.follow_weeks(of_week)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        most = SplitShiftSettings.of(horizon.plan(agent)).maximum_split_days
        return phrase("rule.split_shifts.terms", most=most) if most else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Measure each split day, and count those of each week."""
        plan = horizon.plan(agent)
        asked = SplitShiftSettings.of(plan)
        locked = {shift.date for shift in horizon.locked_by_agent.get(agent.id, ())}
        for _, own, told in horizon.by_week(shifts):
            split = [shift for shift in own if gaps(shift)]
            if not asked.maximum_split_days:
                text = phrase("rule.one_shift_a_day.two")
                yield from (
                    Finding("One shift a day", text, agent.id, shift.date, hard=True)
                    for shift in split
                )
                continue
            for shift in split:
                if shift.date not in locked:
                    for text in _faults(horizon, plan, shift):
                        yield Finding(self.name, text, agent.id, shift.date, hard=True)
                if asked.split_day_price:
                    text = phrase("rule.split_shifts.split")
                    price = asked.split_day_price
                    yield Finding(self.name, text, agent.id, shift.date, price=price)
            if len(split) > (most := asked.maximum_split_days):
                text = phrase("rule.split_shifts.too_many", days=len(split), most=most)
                yield Finding(self.name, text, agent.id, told, hard=True)


def _faults(horizon: Horizon, plan: WorkPlan, shift: Shift) -> Iterator[Phrase]:
    """Compare a split day with the work plan."""
    asked, times = SplitShiftSettings.of(plan), ShiftTimeSettings.of(plan)
    parts = list(parted(shift))
    if len(parts) > 2:
        yield phrase("rule.split_shifts.parts", parts=len(parts))
    (shortest, longest), spread = asked.split_gap_minutes, (shift.end - shift.start) // MINUTE
    for gap in gaps(shift):
        if not shortest <= gap.minutes <= longest:
            yield phrase(
                "rule.split_shifts.gap",
                hours=gap.minutes / 60, least=shortest / 60, most=longest / 60,
            )  # fmt: skip
    if spread > asked.maximum_spread:
        most = asked.maximum_spread / 60
        yield phrase("rule.split_shifts.spread", hours=spread / 60, most=most)
    lengths, date = asked.lengths(plan), horizon.own_date(shift)
    for part in parts:
        minutes = (part.end - part.start) // MINUTE
        start = horizon.own_minutes_of(part.agent_id, part.start, date)
        if minutes not in lengths:
            told = tuple(length / 60 for length in lengths)
            yield phrase("rule.shift_times.length", hours=minutes / 60, lengths=told)
        elif start not in times.starts(minutes):
            yield phrase("rule.shift_times.start", start=start, times=None)
