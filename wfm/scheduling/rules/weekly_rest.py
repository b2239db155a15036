"""One long rest in every week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar, NamedTuple

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import INSTANT, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.laws import limits_of
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.rules.weekday_times import times_on
from wfm.scheduling.tours.day_automata import Pattern, explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class WeeklyRestSettings(RuleSettings):
    """Least rest once a week."""

    rule: ClassVar[str] = "Weekly rest"
    weekly_rest: int | None = setting(
        "Least time without a shift, once in every week: 35 where 24 and the daily 11 are asked",
        FieldKind.HOURS, default=None, least=0, most=8640, column="weekly_rest_hours",
    )  # fmt: skip


class RestDay(NamedTuple):
    """A day: when its shift starts, when its rest would be long enough, and where it stands.

    `start` counts from the day's midnight, `ended` and `ready` from the next; `ready` is the
    earliest start after the rest. `last` is the last day of a week. All in intervals.
    """

    start: int | None
    ended: int
    ready: int
    length: int
    last: bool


class State(NamedTuple):
    """Earliest starts, from today's midnight, after which the rest is had.

    `owed` is that of last week's rest, which went on into this week; 0 where it is had. `ready` is
    that of this week's; None where it is had.
    """

    owed: int
    ready: int | None


@dataclass(frozen=True, slots=True)
class WeeklyRest(Rule):
    """In every week begins a rest of the plan's hours; hours before the week do not count.

    What follows the horizon is not known: its last rest counts up to the first start that the work
    plan allows after it.
    """

    name: str = WeeklyRestSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WeeklyRestSettings
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Follow the rest of last week and of this one; alike for agents whose shifts are alike."""
        minutes = _least(space.horizon, space.agent)
        if not minutes:
            return
        week, shifts = space.horizon, space.shifts
        key = (id(shifts), minutes, _ended(week, space.agent), _next_start(week, space.agent))
        if key not in week.weekly_rests:
            week.weekly_rests[key] = shifts, self._pattern(space, minutes)
        space.follow(week.weekly_rests[key][1])

    def _pattern(self, space: TourSpace, minutes: int) -> Pattern:
        week, shifts = space.horizon, space.shifts
        rest, begin = week.minutes_to_steps(minutes), week.day_starts

        def day_of(day: int, start: int | None, end: int) -> RestDay:
            ended = end - begin[day + 1]
            length, last = begin[day + 1] - begin[day], day % 7 == 6
            return RestDay(start, ended, ended + rest, length, last)

        columns = (shifts.day.tolist(), shifts.start.tolist(), shifts.end.tolist())
        worked = [day_of(d, start - begin[d], end) for d, start, end in zip(*columns, strict=True)]
        off = [day_of(day, None, begin[day + 1]) for day in range(week.days)]
        after = week.grid.index(_next_start(week, space.agent)) - begin[-1]
        whole = week.days % 7 == 0
        return explored(
            worked,
            off,
            State(0, max(rest, _ended(week, space.agent) + rest)),
            lambda state, day: _follow(state, day, rest),
            lambda state: not whole or state.owed <= after,
        )

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        least = _least(horizon, agent)
        return phrase("rule.weekly_rest.terms", least=least / 60) if least else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Measure the longest rest that begins in each week."""
        minutes = _least(horizon, agent)
        if not minutes:
            return
        least, grid = timedelta(minutes=minutes), horizon.grid
        worked = [*horizon.previous.get(agent.id, ())[-1:], *shifts]
        ends = [datetime.min.replace(tzinfo=UTC), *(shift.end for shift in worked)]
        starts = [*(shift.start for shift in worked), _next_start(horizon, agent)]
        borders = [grid.instant(grid.date_of(d), 0) for d in range(0, horizon.days + 1, 7)]
        for begin, end in pairwise(borders):
            free = [
                following - max(ended, begin)
                for ended, following in zip(ends, starts, strict=True)
                if ended <= end and following > begin
            ]
            longest = max(free, default=timedelta())
            if longest < least:
                text = phrase(
                    "rule.weekly_rest.too_short", hours=longest / _HOUR, least=least / _HOUR
                )
                yield Finding(self.name, text, agent.id, horizon.local(begin).date(), hard=True)


_HOUR = timedelta(hours=1)


def least_weekly_rest(plan: WorkPlan) -> int:
    """Minutes of the longest rest of a week, by work plan and law; 0 where none is asked."""
    return max(WeeklyRestSettings.of(plan).weekly_rest or 0, limits_of(plan).weekly_rest)


def _least(horizon: Horizon, agent: Agent) -> int:
    """Give what the strictest of an agent's contracts asks."""
    return max(map(least_weekly_rest, horizon.plans(agent)))


def _follow(state: State, day: RestDay, rest: int) -> tuple[State, bool]:
    owed, ready = state
    legal = day.start is None or day.start >= owed
    if day.start is None:
        owed = max(0, owed - day.length)
        ready = None if ready is None or ready <= day.length else ready - day.length
    else:
        owed = 0
        ready = None if ready is None or day.start >= ready else day.ready
    if not day.last:
        return State(owed, ready), legal
    if ready is not None and day.ended > 0:
        return State(0, rest + day.ended), False
    return State(ready or 0, rest + max(0, day.ended)), legal


def _ended(horizon: Horizon, agent: Agent) -> int:
    """Interval of the horizon at which last week's work is over; 0 or less mostly."""
    last = horizon.previous.get(agent.id, ())[-1:]
    return horizon.grid.index(last[0].end - INSTANT) + 1 if last else 0


def _next_start(horizon: Horizon, agent: Agent) -> datetime:
    """Give the first start after the horizon that the work plan allows."""
    days = (horizon.grid.date_of(horizon.days + number) for number in range(7))
    for day in days:
        starts = [start for start, _ in times_on(horizon.plan_on(agent, day), day.weekday())]
        if starts:
            return horizon.own_instant(agent, day, min(starts))
    return horizon.grid.instant(horizon.grid.date_of(horizon.days), 0)
