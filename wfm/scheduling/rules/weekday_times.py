"""Other shift lengths and times on some weekdays: short Fridays, late Saturdays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import NOTHING, Fault, FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import NEXT_DAY, ShiftTimeSettings, usual_start
from wfm.scheduling.split_days import parted
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class WeekdayTimes:
    """Which of the work plan's shifts there are on some weekdays."""

    weekdays: frozenset[int] = setting("On which days", FieldKind.WEEKDAYS, least=0, most=6)
    shift_minutes: tuple[int, ...] = setting(
        "Lengths of shifts in hours, of those of the work plan; blank: all of them",
        FieldKind.HOURS,
        default=(), least=5, most=1440, column="shift_hours",
    )  # fmt: skip
    earliest_start: int = setting(
        "Earliest start of a shift", FieldKind.CLOCK, default=0, least=0, most=1439
    )
    latest_end: int = setting(
        "Latest end of a shift", FieldKind.CLOCK, default=2880, least=1, most=2880
    )

    def has(self, start: int, minutes: int) -> bool:
        """Whether a shift of that start and presence, in minutes, is among them."""
        return (
            (not self.shift_minutes or minutes in self.shift_minutes)
            and self.earliest_start <= start
            and start + minutes <= self.latest_end
        )


@dataclass(frozen=True, slots=True)
class WeekdayTimeSettings(RuleSettings):
    """Shifts of some weekdays, where they differ."""

    rule: ClassVar[str] = "Shift times by weekday"
    weekday_times: tuple[WeekdayTimes, ...] = setting(
        "Shifts of some weekdays, of those of the work plan; a day in several rows has all of them",
        FieldKind.TABLE, default=(),
    )  # fmt: skip
    type_weekdays: Mapping[str, frozenset[int]] = setting(
        "Days on which it may start, if not on all", FieldKind.WEEKDAYS,
        default_factory=NOTHING, least=0, most=6, column="weekdays", table="shift_types",
    )  # fmt: skip

    def has(self, plan: WorkPlan, weekday: int, start: int, minutes: int) -> bool:
        """Whether a shift of that start and presence may start on a weekday."""
        rows = [row for row in self.weekday_times if weekday in row.weekdays]
        if rows and not any(row.has(start, minutes) for row in rows):
            return False
        if not self.type_weekdays:
            return True
        shift_type = ShiftTimeSettings.of(plan).type_of(start, minutes)
        return shift_type is None or weekday in self.type_weekdays.get(shift_type.name, {weekday})

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Find rows that leave no shift at all."""
        times = list(_times(plan))
        for place, row in enumerate(self.weekday_times):
            if times and not any(row.has(*time) for time in times):
                what = phrase("fault.no_such_shift")
                remedy = phrase("do.its_lengths", more=NEXT_DAY)
                yield Fault("latest_end", what, remedy, 0, "weekday_times", place)


@dataclass(frozen=True, slots=True)
class ShiftTimesByWeekday(Rule):
    """On the weekdays that the plan names, a shift is one of those that it has for them."""

    name: str = WeekdayTimeSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WeekdayTimeSettings
    relaxed_at: ClassVar[int | None] = None

    def shape(self, space: TourSpace) -> None:
        """Exclude the other shifts of these days."""
        asked, week = WeekdayTimeSettings.of(space.plan), space.horizon
        if asked == WeekdayTimeSettings():
            return
        shifts = space.shifts
        zone = ZoneInfo(week.zone_of(space.agent) or week.site.time_zone)
        weekday = {
            start: week.grid.at(start).astimezone(zone).weekday()
            for start in np.unique(shifts.start).tolist()
        }
        columns = (shifts.start.tolist(), shifts.key.tolist(), shifts.minutes.tolist())
        missing = [
            template.locked is None
            and not all(
                asked.has(space.plan, weekday[at], *time)
                for time in _parts(start, minutes, template.parts)
            )
            for at, start, minutes, template in zip(*columns, shifts.template, strict=True)
        ]
        space.forbid(np.array(missing, bool))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        rows = _told(WeekdayTimeSettings.of(horizon.plan(agent)).weekday_times)
        return phrase("rule.weekday_times.terms", rows=rows) if rows else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with those of its weekday."""
        plan = horizon.plan(agent)
        asked = WeekdayTimeSettings.of(plan)
        for shift in (part for day in shifts for part in parted(day)):
            start = usual_start(horizon, agent, shift)
            minutes = horizon.length(shift)
            weekday = horizon.own_date(shift).weekday()
            if not asked.has(plan, weekday, start, minutes):
                rows = _told([row for row in asked.weekday_times if weekday in row.weekdays])
                text = phrase("rule.weekday_times.another", date=shift.date, rows=rows)
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def _told(rows: Iterable[WeekdayTimes]) -> tuple[Phrase, ...]:
    return tuple(
        phrase(
            "rule.weekday_times.row",
            weekdays=tuple(sorted(row.weekdays)),
            lengths=tuple(minutes / 60 for minutes in row.shift_minutes),
            start=row.earliest_start, end=row.latest_end,
        )
        for row in rows
    )  # fmt: skip


def _parts(
    start: int, minutes: int, parts: tuple[int, int, int] | None
) -> Iterator[tuple[int, int]]:
    """Give start and presence of one shift, or of both of a split day."""
    if parts is None:
        yield start, minutes
    else:
        first, gap, second = parts
        yield start, first
        yield start + first + gap, second


def times_on(plan: WorkPlan, weekday: int) -> Iterator[tuple[int, int]]:
    """Give start and presence of each shift of a weekday, in minutes."""
    asked = WeekdayTimeSettings.of(plan)
    if weekday in ShiftTimeSettings.of(plan).weekdays:
        yield from (time for time in _times(plan) if asked.has(plan, weekday, *time))


def _times(plan: WorkPlan) -> Iterator[tuple[int, int]]:
    times = ShiftTimeSettings.of(plan)
    return ((start, length) for length in times.lengths for start in times.starts(length))
