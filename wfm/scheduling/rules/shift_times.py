"""Shift lengths, start times and working weekdays, as the work plan has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import Fault, FieldKind, RuleSettings, setting
from wfm.scheduling.split_days import gaps
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase

NEXT_DAY = phrase("do.next_day")


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A named shift with a fixed start: early, late, night, on call."""

    name: str = setting("Its name: Night", FieldKind.TEXT, column="shift_type")
    start: int = setting("When it starts: 22:00", FieldKind.CLOCK, least=0, most=1439)
    minutes: int = setting(
        "Its length, breaks and meals included", FieldKind.HOURS,
        least=5, most=1440, column="hours",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShiftTimeSettings(RuleSettings):
    """Lengths, times and weekdays of shifts, or the types that every shift is one of.

    With shift types only the weekdays count beside them; without, lengths and both times are
    needed.
    """

    rule: ClassVar[str] = "Shift lengths and start times"
    shift_minutes: tuple[int, ...] = setting(
        "Lengths of shifts in hours, unpaid meals included: 8.5, or 4|6.5; blank with shift types",
        FieldKind.HOURS, default=(), least=5, most=1440, column="shift_hours", example="8.5",
    )  # fmt: skip
    earliest_start: int | None = setting(
        "Earliest start of a shift; blank with shift types", FieldKind.CLOCK,
        default=None, least=0, most=1439, example="07:00",
    )  # fmt: skip
    latest_end: int | None = setting(
        "Latest end of a shift; blank with shift types", FieldKind.CLOCK,
        default=None, least=1, most=2880, example="20:30",
    )  # fmt: skip
    start_step: int = setting(
        "Starts are a multiple of this apart", FieldKind.MINUTES,
        default=30, least=1, most=1440, column="start_step_minutes", example=30,
    )  # fmt: skip
    weekdays: frozenset[int] = setting(
        "Days on which a shift may start", FieldKind.WEEKDAYS,
        default=frozenset(range(7)), least=0, most=6, example="mon-fri",
    )  # fmt: skip
    shift_types: tuple[ShiftType, ...] = setting(
        "Named shifts; where a work plan has any, every shift is one of them", FieldKind.TABLE,
        default=(),
    )  # fmt: skip

    @property
    def lengths(self) -> tuple[int, ...]:
        """Lengths of shifts in minutes: those of the types where there are any."""
        typed = tuple(sorted({shift_type.minutes for shift_type in self.shift_types}))
        return typed or self.shift_minutes

    def type_of(self, start: int, minutes: int) -> ShiftType | None:
        """Shift type with that usual start and presence."""
        found = (t for t in self.shift_types if (t.start, t.minutes) == (start, minutes))
        return next(found, None)

    def starts(self, length: int) -> Sequence[int]:
        """List the starts, in local minutes from midnight, of a shift of that presence."""
        if self.shift_types:
            return [t.start for t in self.shift_types if t.minutes == length]
        if self.earliest_start is None or self.latest_end is None:
            return ()
        latest = min(self.latest_end - length, 1439)
        return range(self.earliest_start, latest + 1, self.start_step)

    def usual_start(self, start: int, length: int, late: int = 0) -> int | None:
        """Give the plan's start of a shift that begins at `start`; None where it has no such shift.

        Where clocks change, one that keeps its length ends `late` minutes later by the clock than
        else. It may start as usual if it is over by the latest end, which is a type's own, or keep
        its usual end; it may end late where it would have to begin on the day before.
        """
        usual = self.starts(length)
        latest = start + length if self.shift_types else self.latest_end or 0
        first = start if self.shift_types else min(usual, default=0)
        timely = start + length + late <= latest
        if start in usual and (timely or (start == first and start < late)):
            return start
        moved = start + late if late and start >= 0 else None
        return moved if moved in usual else None

    def grid_minutes(self) -> Iterator[int]:
        """Give the starts and lengths."""
        if self.shift_types:
            yield from (each for t in self.shift_types for each in (t.start, t.minutes))
        else:
            yield from (*self.shift_minutes, self.start_step, self.earliest_start or 0)

    @property
    def missing(self) -> Sequence[str]:
        """Fields that are needed and not given."""
        given = {"shift_minutes": self.shift_minutes or None, "earliest_start": self.earliest_start}
        given["latest_end"] = self.latest_end
        needed = () if self.shift_types else given
        return [name for name in needed if given[name] is None]

    @property
    def _ends_first(self) -> bool:
        start, end = self.earliest_start, self.latest_end
        return not (self.shift_types or start is None or end is None or start < end)

    def faults(self) -> Iterator[Fault]:
        """Find shifts without times, or without a name or a place of their own."""
        for name in self.missing:
            yield Fault(name, phrase("fault.no_shift_times"), phrase("do.give_times_or_types"))
        if self._ends_first:
            yield Fault("latest_end", phrase("fault.end_before_start"), NEXT_DAY)
        names, times = set[str](), set[tuple[int, int]]()
        for place, each in enumerate(self.shift_types):
            if each.name in names:
                what = phrase("fault.shift_type_twice", name=each.name)
                yield Fault("name", what, phrase("do.keep_one_of_them"), 0, "shift_types", place)
            if (each.start, each.minutes) in times:
                what = phrase("fault.same_times", name=each.name)
                yield Fault("start", what, phrase("do.other_times"), 0, "shift_types", place)
            names.add(each.name)
            times.add((each.start, each.minutes))

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:  # noqa: ARG002
        """Find lengths that do not fit between the earliest start and the latest end."""
        for length in () if self.missing else self.lengths:
            hours = phrase("fault.shift_of", hours=length / 60)
            if not 0 < length <= 1440:
                yield Fault("shift_minutes", hours, phrase("do.up_to_24"))
            elif not self.starts(length) and not self._ends_first:
                first, end = self.earliest_start or 0, self.latest_end or 0
                what = phrase("fault.shift_misfit", shift=hours, start=first, end=end)
                start, fits = (end - length) // self.start_step * self.start_step, end - first
                remedy = phrase(
                    "do.fit_shift",
                    end=-(-first // self.start_step) * self.start_step + length,
                    start=start if start >= 0 else None, hours=fits / 60,
                )  # fmt: skip
                yield Fault("latest_end", what, remedy)


@dataclass(frozen=True, slots=True)
class ShiftTimes(Rule):
    """A shift has one of the plan's lengths and starts on its step, inside its hours and days."""

    name: str = ShiftTimeSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = ShiftTimeSettings
    relaxed_at: ClassVar[int | None] = None

    def shape(self, space: TourSpace) -> None:
        """Nothing is left to exclude: candidates are made from `ShiftTimeSettings.starts`."""

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        asked = ShiftTimeSettings.of(horizon.plan(agent))
        days = tuple(sorted(asked.weekdays))
        if asked.shift_types:
            types = tuple(shift_type.name for shift_type in asked.shift_types)
            return phrase("rule.shift_times.types", shift_types=types, weekdays=days)
        return phrase(
            "rule.shift_times.terms",
            lengths=_hours(asked), weekdays=days, start=asked.earliest_start, end=asked.latest_end,
            time_zone=horizon.zone_of(agent),
        )  # fmt: skip

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with the work plan."""
        asked = ShiftTimeSettings.of(horizon.plan(agent))
        for shift in shifts:
            start = horizon.local_minutes(shift)
            length = horizon.length(shift)
            late = horizon.local_end(shift) - start - length
            if horizon.own_date(shift).weekday() not in asked.weekdays:
                text = phrase("rule.shift_times.weekday", date=shift.date)
            elif gaps(shift):
                continue  # both are judged by the rule for split shifts
            elif length not in asked.lengths:
                text = phrase("rule.shift_times.length", hours=length / 60, lengths=_hours(asked))
            elif asked.usual_start(start, length, late) is None:
                text = phrase(
                    "rule.shift_times.start", start=start, times=self.terms(horizon, agent)
                )
            else:
                continue
            yield Finding(self.name, text, agent.id, shift.date, hard=True)


def usual_start(horizon: Horizon, agent: Agent, shift: Shift) -> int:
    """Give the plan's start of a shift, in local minutes from the midnight of its date.

    It is another than the clock shows only where clocks change and the shift keeps its usual end.
    """
    start, length = horizon.local_minutes(shift), horizon.length(shift)
    late = horizon.local_end(shift) - start - length
    if not late:
        return start
    asked = ShiftTimeSettings.of(horizon.plan_on(agent, shift.date))
    found = asked.usual_start(start, length, late)
    return start if found is None else found


def _hours(asked: ShiftTimeSettings) -> tuple[float, ...]:
    return tuple(minutes / 60 for minutes in asked.lengths)
