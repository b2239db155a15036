"""Approved time off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from wfm.model import ActivityCategory, Agent, Shift, TimeOff
from wfm.scheduling.horizon import INSTANT, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.rules.weekday_times import times_on
from wfm.scheduling.split_days import GAP
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class TimeOffSettings(RuleSettings):
    """On which days leave stands for work."""

    rule: ClassVar[str] = "Time off"
    leave_weekdays: frozenset[int] | None = setting(
        "Days on which a day of leave counts as a day worked; blank: all on which shifts may start",
        FieldKind.WEEKDAYS, default=None, least=0, most=6,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeOffKept(Rule):
    """Nobody works during approved time off; a shift may contain an absence of up to half of it.

    A shift that was planned before may be away at its edge: its agent comes late, or leaves.
    """

    name: str = TimeOffSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = TimeOffSettings
    relaxed_at: ClassVar[int | None] = None

    def shape(self, space: TourSpace) -> None:
        """Exclude the shifts that overlap an absence, but for those that contain a short one."""
        grid = space.horizon.grid
        starts, ends = space.shifts.start, space.shifts.end
        for entry in space.horizon.time_off.get(space.agent.id, ()):
            begin = grid.index(entry.start)
            end = grid.index(entry.end - INSTANT) + 1
            overlap = space.overlapping(begin, end)
            short = 2 * (entry.end - entry.start) // _MINUTE <= space.shifts.minutes
            contained = (starts <= begin) & (end <= ends) & short
            space.forbid(overlap & ~contained)
            if (overlap & contained).any():
                space.blocked.append((begin, end))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say when it is; the reason stays private."""
        spans = [
            (horizon.local(entry.start), horizon.local(entry.end))
            for entry in horizon.time_off.get(agent.id, ())
        ]
        absences = tuple(
            phrase("rule.time_off.absence", start=start, end=end)
            for start, end in spans
            if horizon.first <= end.date()
            and start.date() <= horizon.grid.date_of(horizon.days - 1)
        )
        return phrase("rule.time_off.terms", absences=absences) if absences else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with each absence; the reason stays private."""
        for shift in shifts:
            for entry in horizon.time_off.get(agent.id, ()):
                if not _kept(shift, entry):
                    text = phrase("rule.time_off.overlapped")
                    yield Finding(self.name, text, agent.id, shift.date, hard=True)


_MINUTE = timedelta(minutes=1)


def _kept(shift: Shift, entry: TimeOff) -> bool:
    if shift.end <= entry.start or entry.end <= shift.start:
        return True
    away = all(
        activity.category is ActivityCategory.TIME_OFF or activity.code == GAP
        for activity in shift.activities
        if activity.start < entry.end and entry.start < activity.end
    )
    within = shift.start < entry.start and entry.end < shift.end
    return away and (not within or 2 * (entry.end - entry.start) <= shift.end - shift.start)


def days_away(horizon: Horizon, agent: Agent) -> tuple[bool, ...]:
    """Tell per day of the horizon whether time off leaves none of the work plan's shifts.

    On a day with a locked shift nobody is away: it is worked, whatever was entered since.
    """
    entries = horizon.time_off.get(agent.id, ())
    if not entries:
        return (False,) * horizon.days
    plan, found = horizon.plan(agent), list[bool]()
    worked = {shift.date for shift in horizon.locked_by_agent.get(agent.id, ())}
    for today in (horizon.grid.date_of(day) for day in range(horizon.days)):
        times = list(times_on(plan, today.weekday()))
        begins = (horizon.own_instant(agent, today, start) for start, _ in times)
        spans = zip(begins, (length * _MINUTE for _, length in times), strict=True)
        free = today in worked or any(_free(entries, at, at + span) for at, span in spans)
        found.append(bool(times) and not free)
    return tuple(found)


def _free(entries: Sequence[TimeOff], start: datetime, end: datetime) -> bool:
    """Tell whether a shift in [start, end) can keep all absences."""
    return all(
        end <= entry.start
        or entry.end <= start
        or (
            start <= entry.start
            and entry.end <= end
            and 2 * (entry.end - entry.start) <= end - start
        )
        for entry in entries
    )
