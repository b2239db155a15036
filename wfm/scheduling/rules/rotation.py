"""Rotations: which shifts are worked in which week of some that repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.model.day_parts import ROTATION_LINE, DayPart, day_part
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import Fault, FieldKind, RuleSettings, nearest, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings, usual_start
from wfm.scheduling.tours.day_automata import explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.timegrid import week_begin
from wfm.words import Phrase, phrase

OFF: Final = "off"
COUNTED_FROM: Final = date(2026, 1, 5)
"""A Monday, in whose week line 1 is in the week that the work plan says."""
MOST_WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class RotationPart:
    """What is worked on some weekdays of a week of the rotation."""

    week: int = setting("Week of the rotation", least=1, most=MOST_WEEKS)
    days: frozenset[int] = setting(
        "Weekdays; on those that no row of a week names, any shift may be worked",
        FieldKind.WEEKDAYS, least=0, most=6,
    )  # fmt: skip
    shifts: frozenset[str] = setting(
        "What may be worked then, separated by |: early, day, late, night, names of shift types, "
        "or off", FieldKind.NAMES,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RotationLine:
    """Whose line is fixed."""

    line: int = setting(
        "Line of the rotation: line 2 is a week ahead of line 1", least=1, most=MOST_WEEKS
    )
    agents: frozenset[str] = setting("Ids of its agents, separated by |", FieldKind.NAMES)
    first_week: date | None = setting(
        "First day on which it is theirs, of a week; blank: always", FieldKind.DATE, default=None
    )

    def counts_on(self, day: date) -> bool:
        """Whether it is its agents' line on a day, unless a later one is."""
        return self.first_week is None or self.first_week <= day


@dataclass(frozen=True, slots=True)
class RotationSettings(RuleSettings):
    """The weeks of a rotation, and whose line in it is fixed."""

    rule: ClassVar[str] = "Rotation"
    rotation: tuple[RotationPart, ...] = setting(
        "Weeks that repeat: what is worked in each of them", FieldKind.TABLE, default=()
    )
    rotation_lines: tuple[RotationLine, ...] = setting(
        "Agents whose line of the rotation is fixed; to others one is assigned", FieldKind.TABLE,
        default=(),
    )  # fmt: skip
    rotation_first_week: int = setting(
        "Week of the rotation in which line 1 is in the week of Monday, 2026-01-05",
        default=1, least=1, most=MOST_WEEKS,
        needs="rotation",
    )  # fmt: skip

    @property
    def weeks(self) -> int:
        """Weeks after which it begins again; 0 where there is none."""
        return max((part.week for part in self.rotation), default=0)

    def line_of(self, agent_id: str, day: date) -> int | None:
        """Give the line that is fixed for an agent on a day: of several the one that began last."""
        own = [one for one in self.rotation_lines if agent_id in one.agents and one.counts_on(day)]
        last = max(own, key=lambda one: one.first_week or date.min, default=None)
        return None if last is None else last.line

    def week_of(self, line: int, week: date) -> int:
        """Give the week of the rotation in which a line is in a week, told by its first day."""
        begin = COUNTED_FROM - timedelta(days=(COUNTED_FROM.weekday() - week.weekday()) % 7)
        number = (week - begin).days // 7 + self.rotation_first_week - 1
        return (number + line - 1) % self.weeks + 1

    def strangers(self, plan: WorkPlan) -> Iterator[Fault]:
        """Find shifts that there are not."""
        types = [each.name for each in ShiftTimeSettings.of(plan).shift_types]
        known = (*DayPart, OFF, *types)
        for place, part in enumerate(self.rotation):
            for stranger in sorted(part.shifts.difference(known)):
                what = phrase("fault.no_shift_type", name=stranger)
                remedy = nearest(stranger, tuple(map(str, known)))
                yield Fault("shifts", what, remedy, 0, "rotation", place)

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:  # noqa: ARG002
        """Find lines beyond the rotation."""
        for place, line in enumerate(self.rotation_lines):
            if line.line > self.weeks:
                what = phrase("fault.no_line", line=line.line, weeks=self.weeks)
                remedy = phrase("do.line_of_rotation")
                yield Fault("line", what, remedy, 0, "rotation_lines", place)


@dataclass(frozen=True, slots=True)
class Rotation(Rule):
    """A shift is one that the agent's line of the rotation has in that week.

    On weekdays that no row of the week names, any shift may be worked, or none.
    Who has no fixed line, and none from the weeks before, works as any one line has it.
    """

    name: str = RotationSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = RotationSettings
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Remember which lines the days so far leave."""
        asked, horizon, shifts = RotationSettings.of(space.plan), space.horizon, space.shifts
        if not asked.weeks:
            return
        columns = (
            shifts.day.tolist(), shifts.key.tolist(), shifts.minutes.tolist(),
            shifts.local_start.tolist(), shifts.local_end.tolist(),
        )  # fmt: skip
        known: dict[tuple[int, int, int, int, int], int] = {}
        for fact in zip(*columns, strict=True):
            if fact not in known:
                day, *times = fact
                names = _names(space.plan, *times)
                known[fact] = _lines(asked, horizon.site.week_start, _date(horizon, day), names)
        lines = [known[fact] for fact in zip(*columns, strict=True)]
        every = (1 << asked.weeks) - 1
        left = [_lines_on(horizon, space.agent, _date(horizon, n)) for n in range(horizon.days)]
        known_on = [each.bit_count() == 1 for each in left]
        days = shifts.day.tolist()
        other = [known_on[n] and not left[n] & mine for n, mine in zip(days, lines, strict=True)]
        if any(other):
            space.forbid(np.array(other, bool))
        if not all(known_on):
            told = [every if known_on[n] else mine for n, mine in zip(days, lines, strict=True)]
            space.follow(explored(told, [every] * horizon.days, left[0], _follow))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say how many weeks it has, and the agent's line."""
        asked, lines = RotationSettings.of(horizon.plan(agent)), lines_before(horizon, agent)
        if not asked.weeks:
            return None
        line = lines.bit_length() if lines.bit_count() == 1 else None
        return phrase("rule.rotation.terms", weeks=asked.weeks, line=line)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Follow which lines the shifts leave."""
        lines = lines_before(horizon, agent)
        if not lines:
            return
        for shift in shifts:
            lines, legal = _followed(horizon, agent, lines, shift)
            if not legal:
                text = phrase(
                    "rule.rotation.other_shift",
                    lines=tuple(_numbers(lines)), shifts=_shifts_on(horizon, agent, lines, shift),
                )  # fmt: skip
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def lines_before(horizon: Horizon, agent: Agent) -> int:
    """Give the lines that an agent may be on as a horizon begins, a bit each."""
    return _lines_on(horizon, agent, horizon.first)


def _lines_on(horizon: Horizon, agent: Agent, day: date) -> int:
    """Give the lines that an agent may be on: the fixed one, what the ledger tells, or any."""
    asked = RotationSettings.of(horizon.plan(agent))
    told = round(horizon.ledger.get(agent.id, {}).get(ROTATION_LINE, 0))
    line = asked.line_of(agent.id, day) or told
    return 1 << (line - 1) if 1 <= line <= asked.weeks else (1 << asked.weeks) - 1


def line_after(horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> int | None:
    """Give the only line that an agent's shifts leave; None where there are several."""
    lines = lines_before(horizon, agent)
    for shift in sorted(shifts, key=lambda shift: shift.start):
        lines, _ = _followed(horizon, agent, lines, shift)
    last = _lines_on(horizon, agent, _date(horizon, horizon.days - 1))
    lines = last if last.bit_count() == 1 else lines
    return lines.bit_length() if lines.bit_count() == 1 else None


def _followed(horizon: Horizon, agent: Agent, lines: int, shift: Shift) -> tuple[int, bool]:
    """Give the lines that a shift leaves of some, and whether it is one of theirs."""
    begun = _lines_on(horizon, agent, shift.date)
    lines = begun if begun.bit_count() == 1 else lines
    return _follow(lines, _lines_of(horizon, agent, shift))


def _follow(lines: int, today: int) -> tuple[int, bool]:
    left = lines & today
    return (left, True) if left else (lines, False)


def _lines_of(horizon: Horizon, agent: Agent, shift: Shift) -> int:
    span = horizon.local_minutes(shift), horizon.local_end(shift)
    plan = horizon.plan(agent)
    names = _names(plan, usual_start(horizon, agent, shift), horizon.length(shift), *span)
    return _lines(RotationSettings.of(plan), horizon.site.week_start, shift.date, names)


def _lines(asked: RotationSettings, week_start: int, day: date, names: frozenset[str]) -> int:
    """Give the lines that allow a shift of some names on a day, a bit each."""
    begin = week_begin(day, week_start)
    found = 0
    for line in range(asked.weeks):
        week = asked.week_of(line + 1, begin)
        parts = [p.shifts for p in asked.rotation if p.week == week and day.weekday() in p.days]
        if not parts or any(part & names for part in parts):
            found |= 1 << line
    return found


def _shifts_on(
    horizon: Horizon, agent: Agent, lines: int, shift: Shift
) -> tuple[str | Phrase, ...]:
    """Say what some lines have on the day of a shift: types by their names, parts as words."""
    asked = RotationSettings.of(horizon.plan(agent))
    begin = week_begin(shift.date, horizon.site.week_start)
    weeks = {asked.week_of(line, begin) for line in _numbers(lines)}
    named = {
        name for part in asked.rotation
        if part.week in weeks and shift.date.weekday() in part.days for name in part.shifts
    }  # fmt: skip
    words = {*DayPart, OFF}
    return tuple(
        phrase("rule.rotation.part", part=name) if name in words else name for name in sorted(named)
    )


def _names(plan: WorkPlan, usual: int, minutes: int, start: int, end: int) -> frozenset[str]:
    """Say what a shift may be called: its part of the day by the clock, and its type."""
    shift_type = ShiftTimeSettings.of(plan).type_of(usual, minutes)
    typed = () if shift_type is None else (shift_type.name,)
    return frozenset({str(day_part(start, end)), *typed})


def _date(horizon: Horizon, day: int) -> date:
    return horizon.first + timedelta(days=day)


def _numbers(lines: int) -> Iterator[int]:
    return (bit + 1 for bit in range(lines.bit_length()) if lines >> bit & 1)
