"""Time off after a block of nights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar, NamedTuple

from wfm.model import Agent, Shift
from wfm.model.day_parts import DayPart
from wfm.scheduling.horizon import INSTANT, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.day_parts import part_of, parts_of
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.tours.day_automata import explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class RestAfterNightsSettings(RuleSettings):
    """Least time off after nights."""

    rule: ClassVar[str] = "Rest after nights"
    rest_after_nights: int | None = setting(
        "Least time from the last of some nights in a row to the next shift", FieldKind.HOURS,
        default=None, least=0, most=20_160, column="rest_after_nights_hours",
    )  # fmt: skip


class NightDay(NamedTuple):
    """A day: whether a night starts on it, when a shift does, and what it leaves for tomorrow.

    `ready` is the earliest start that its night allows, from tomorrow's midnight; `length` that of
    the day. All in intervals.
    """

    night: bool
    start: int | None
    ready: int
    length: int


@dataclass(frozen=True, slots=True)
class RestAfterNights(Rule):
    """After the last night of a block passes at least the plan's time, in hours that really pass.

    A night on the day after a night belongs to the same block.
    """

    name: str = RestAfterNightsSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = RestAfterNightsSettings

    def shape(self, space: TourSpace) -> None:
        """Follow the earliest start that the last night allows."""
        minutes = RestAfterNightsSettings.of(space.plan).rest_after_nights
        if not minutes:
            return
        week, shifts = space.horizon, space.shifts
        rest, begin = week.minutes_to_steps(minutes), week.day_starts
        days = [
            NightDay(
                night := part is DayPart.NIGHT,
                start - begin[day],
                end + rest - begin[day + 1] if night else 0,
                begin[day + 1] - begin[day],
            )
            for day, start, end, part in zip(
                shifts.day.tolist(), shifts.start.tolist(), shifts.end.tolist(), parts_of(shifts),
                strict=True,
            )
        ]  # fmt: skip
        off = [NightDay(False, None, 0, begin[d + 1] - begin[d]) for d in range(week.days)]
        space.follow(explored(days, off, _before(week, space.agent, rest), _follow))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        least = RestAfterNightsSettings.of(horizon.plan(agent)).rest_after_nights
        return phrase("rule.rest_after_nights.terms", least=least / 60) if least else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Measure the time after each night that no night follows."""
        minutes = RestAfterNightsSettings.of(horizon.plan(agent)).rest_after_nights
        if not minutes:
            return
        least = timedelta(minutes=minutes)
        for shift, following in pairwise([*horizon.previous.get(agent.id, ())[-1:], *shifts]):
            if part_of(horizon, shift) is not DayPart.NIGHT:
                continue
            night = part_of(horizon, following) is DayPart.NIGHT
            rest = following.start - shift.end
            if rest < least and not (night and (following.date - shift.date).days == 1):
                text = phrase(
                    "rule.rest_after_nights.too_short", hours=rest / _HOUR, least=least / _HOUR
                )
                yield Finding(self.name, text, agent.id, following.date, hard=True)


_HOUR = timedelta(hours=1)
_State = tuple[bool, int]
"""Whether yesterday was a night, and the earliest start today that the last night allows."""


def _follow(state: _State, day: NightDay) -> tuple[_State, bool]:
    yesterday, ready = state
    if day.start is None:
        return (False, max(0, ready - day.length)), True
    legal = day.start >= ready or (yesterday and day.night)
    return (day.night, max(0, day.ready)), legal


def _before(horizon: Horizon, agent: Agent, rest: int) -> _State:
    last = horizon.previous.get(agent.id, ())[-1:]
    if not last or part_of(horizon, last[0]) is not DayPart.NIGHT:
        return False, 0
    ready = horizon.grid.index(last[0].end - INSTANT) + 1 + rest
    return (horizon.first - last[0].date).days == 1, max(0, ready)
