"""Breaks and meals inside a shift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import ClassVar, Final, NamedTuple

from wfm.model import Activity, ActivityCategory, Agent, Shift, WorkPlan
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.laws import limits_of
from wfm.scheduling.rules.settings import Fault, FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.split_shifts import SplitDay
from wfm.scheduling.split_days import GAP, parted
from wfm.scheduling.tours.tour_space import Template, TourSpace
from wfm.words import Phrase, phrase

OTHERS: Final = "rule.breaks.others"
PAUSES = frozenset({ActivityCategory.BREAK, ActivityCategory.MEAL})


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """A break or meal that every shift of a work plan contains.

    It starts between `earliest` and `latest` minutes after the shift's start and, with `clock`,
    inside that window of local minutes from the midnight of the shift's date too; a shift that
    cannot take it so is not offered. Where shift lengths differ, `shift_minutes` names the lengths
    to which the rule applies (empty: all of them).
    """

    code: str = setting("What people call it", FieldKind.TEXT, example="Lunch")
    category: ActivityCategory = setting("What it is", FieldKind.CATEGORY, example="meal")
    minutes: int = setting("Its length", FieldKind.MINUTES, least=1, most=1440, example=30)
    paid: bool = setting("Whether it is paid", FieldKind.FLAG, example="no")
    earliest: int = setting(
        "Earliest start, minutes into the shift", FieldKind.MINUTES,
        least=0, most=2880, column="earliest_minutes", example=180,
    )  # fmt: skip
    latest: int = setting(
        "Latest start, minutes into the shift", FieldKind.MINUTES,
        least=0, most=2880, column="latest_minutes", example=270,
    )  # fmt: skip
    shift_minutes: tuple[int, ...] = setting(
        "Only in shifts of these hours; blank: in all", FieldKind.HOURS,
        default=(), least=0, most=2880, column="shift_hours", example="8.5",
    )  # fmt: skip
    clock: tuple[int, int] | None = setting(
        "Start by the clock, too", FieldKind.CLOCK,
        default=None, least=0, most=2880, column=("earliest_clock", "latest_clock"),
    )  # fmt: skip

    def applies_to(self, shift_minutes: int) -> bool:
        """Whether a shift of that presence, in minutes, contains this activity."""
        return not self.shift_minutes or shift_minutes in self.shift_minutes


@dataclass(frozen=True, slots=True)
class BreakSettings(RuleSettings):
    """Breaks and meals, how far apart they lie, and how long nobody works without one."""

    rule: ClassVar[str] = "Breaks and meals"
    activities: tuple[ActivityRule, ...] = setting(
        "Breaks and meals inside the shifts, minutes counted from the shift's start",
        FieldKind.TABLE,
        default=(),
    )  # fmt: skip
    minimum_gap: int = setting(
        "Least work between two breaks", FieldKind.MINUTES,
        default=0, least=0, most=2880, column="minimum_gap_minutes", example=60,
    )  # fmt: skip
    maximum_stretch: int | None = setting(
        "A break after this much work", FieldKind.MINUTES,
        default=None, least=1, most=1440, column="maximum_stretch_minutes", example=270,
    )  # fmt: skip

    def paid_minutes(self, shift_minutes: int) -> int:
        """Paid minutes of a shift of that presence."""
        unpaid = (a.minutes for a in self.activities if a.applies_to(shift_minutes) and not a.paid)
        return shift_minutes - sum(unpaid)

    def grid_minutes(self) -> Iterator[int]:
        """Give the gap, and lengths and earliest starts of the activities."""
        yield self.minimum_gap
        yield from (each for rule in self.activities for each in (rule.minutes, rule.earliest))

    def faults(self) -> Iterator[Fault]:
        """Find windows that are over before they begin."""
        for place, rule in enumerate(self.activities):
            if rule.latest < rule.earliest:
                what = phrase("fault.latest_first", activity=rule.code)
                yield Fault("latest", what, phrase("do.exchange"), 0, "activities", place)
            if rule.clock is not None and rule.clock[1] < rule.clock[0]:
                what = phrase("fault.latest_clock_first", activity=rule.code)
                remedy = phrase("do.past_midnight")
                yield Fault("clock", what, remedy, 1, "activities", place)

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:
        """Find breaks that end after a shift that has them, and shifts that need one."""
        stretch = longest_stretch(plan)
        for length in ShiftTimeSettings.of(plan).lengths:
            paused = any(rule.applies_to(length) for rule in self.activities)
            if stretch is not None and stretch < length and not paused:
                what = phrase("fault.no_pause", hours=length / 60, most=stretch / 60)
                yield Fault("activities", what, phrase("do.add_pause"))
            for place, rule in enumerate(self.activities):
                if rule.applies_to(length) and rule.earliest + rule.minutes > length:
                    what = phrase("fault.ends_after_shift", activity=rule.code, hours=length / 60)
                    remedy = phrase("do.begin_earlier")
                    yield Fault("minutes", what, remedy, 0, "activities", place)


@dataclass(frozen=True, slots=True)
class Breaks(Rule):
    """A shift holds the plan's breaks and meals in their windows, apart enough and often enough."""

    name: str = BreakSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = BreakSettings
    relaxed_at: ClassVar[int | None] = None

    def shape(self, space: TourSpace) -> None:
        """Nothing is left to exclude: candidates carry the templates of `template`."""

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        pauses = BreakSettings.of(horizon.plan(agent)).activities
        activities = tuple(
            phrase("rule.breaks.activity", activity=pause.code, minutes=pause.minutes)
            for pause in pauses
        )
        return phrase("rule.breaks.terms", activities=activities) if activities else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift's pauses with the work plan."""
        plan = horizon.plan(agent)
        least = BreakSettings.of(plan).minimum_gap
        for day in shifts:
            told = [text for part in parted(day) for text in _faults_of(horizon, agent, plan, part)]
            free = [part for part in day.activities if part.category in PAUSES or part.code == GAP]
            others = any(text.code == OTHERS for text in told)
            if not others and any(minutes < least for minutes in _between(day, free)[1:-1]):
                told.append(phrase("rule.breaks.gap", least=least))
            for text in told:
                yield Finding(self.name, text, agent.id, day.date, hard=True)


def _faults_of(horizon: Horizon, agent: Agent, plan: WorkPlan, shift: Shift) -> Iterator[Phrase]:
    instant = partial(horizon.own_instant, agent, horizon.own_date(shift))
    passes, length = passing(shift.start, shift.end, instant), horizon.length(shift)
    return _faults(plan, shift, horizon.local_minutes(shift), length, passes)


def activities_of(plan: WorkPlan, length: int, start: int) -> list[ActivityRule]:
    """Activities of a shift of that presence and start, in the order of their windows.

    A law's meal periods narrow the window of the first activities that are long enough for them,
    of those whose windows they meet if there are such.
    """
    mine = [rule for rule in BreakSettings.of(plan).activities if rule.applies_to(length)]
    mine.sort(key=lambda rule: window(rule, length, start))
    meals = [meal for meal in limits_of(plan).meals if meal.applies_to(start, length)]
    narrowed = set[int]()
    for meal in meals:
        first, last = meal.begins(start, length)
        long = [
            place for place, rule in enumerate(mine)
            if place not in narrowed and rule.minutes >= meal.minutes
        ]  # fmt: skip
        timely = (
            place for place in long
            if mine[place].earliest <= last and first <= mine[place].latest
        )  # fmt: skip
        place = next(timely, next(iter(long), None))
        if place is not None:
            narrowed.add(place)
            rule = mine[place]
            earliest, latest = max(rule.earliest, first), min(rule.latest, last)
            mine[place] = replace(rule, earliest=earliest, latest=latest)
    return mine


def longest_stretch(plan: WorkPlan) -> int | None:
    """Give the longest work without a pause, by work plan and law."""
    told = (BreakSettings.of(plan).maximum_stretch, limits_of(plan).stretch)
    return min((minutes for minutes in told if minutes is not None), default=None)


class Passing(NamedTuple):
    """How a shift passes, in which the clocks may change."""

    lasts: int
    """Minutes from its start to its end."""
    until: Callable[[int], int]
    """Minutes from its start until clocks show a time, given in minutes from midnight."""


def passing(start: datetime, end: datetime, instant: Callable[[int], datetime]) -> Passing:
    """Tell how a shift passes; `instant` is when clocks show a time of its date."""
    return Passing((end - start) // MINUTE, lambda shown: (instant(shown) - start) // MINUTE)


def window(
    rule: ActivityRule, length: int, start: int, passes: Passing | None = None
) -> tuple[int, int]:
    """First and last minute into a shift at which a pause may begin.

    The shift is `length` minutes long and starts `start` minutes after midnight, by the clock;
    `passes` says how it goes by where clocks may change in it. The window is empty where the last
    lies before the first.
    """
    whole = length if passes is None else passes.lasts
    earliest, latest = rule.earliest, min(rule.latest, whole - rule.minutes)
    if rule.clock is not None:
        first, last = (at - start if passes is None else passes.until(at) for at in rule.clock)
        earliest, latest = max(earliest, first), min(latest, last)
    return earliest, latest


def template(
    horizon: Horizon, plan: WorkPlan, length: int, start: int, passes: Passing | None = None
) -> Template | None:
    """Activity windows in intervals for a shift of that presence and start; None where none fits.

    Where clocks change in it, it `passes` otherwise than they say.
    Activities come in the order of `activities_of`, which the search keeps.
    """
    step = horizon.grid.interval_minutes
    rules = activities_of(plan, length, start)
    asked = BreakSettings.of(plan)
    gap, stretch = asked.minimum_gap // step, (longest_stretch(plan) or 0) // step
    windows = [window(rule, length, start, passes) for rule in rules]
    ends = [latest + rule.minutes for rule, (_, latest) in zip(rules, windows, strict=True)]
    settled = all(
        end + asked.minimum_gap <= earliest
        for end, (earliest, _) in zip(ends, windows[1:], strict=False)
    )
    activities = tuple(
        (rule.code, rule.minutes // step, -(-earliest // step), latest // step)
        for rule, (earliest, latest) in zip(rules, windows, strict=True)
    )
    if any(earliest > latest for _, _, earliest, latest in activities):
        return None
    return Template(activities, -1 if settled else gap, stretch)


def split_template(horizon: Horizon, plan: WorkPlan, times: SplitDay) -> Template | None:
    """Give the same for two shifts of a day: the gap is a pause between those of both."""
    first = template(horizon, plan, times.first, times.start)
    second = template(horizon, plan, times.second, times.start + times.first + times.gap)
    if first is None or second is None:
        return None
    begin, width = (
        minutes // horizon.grid.interval_minutes for minutes in (times.first, times.gap)
    )
    later = (
        (code, length, begin + width + earliest, begin + width + latest)
        for code, length, earliest, latest in second.activities
    )
    activities = (*first.activities, (GAP, width, begin, begin), *later)
    apart = BreakSettings.of(plan).minimum_gap // horizon.grid.interval_minutes
    settled = all(
        latest + length + apart <= earliest
        for (_, length, _, latest), (_, _, earliest, _) in pairwise(activities)
    )
    parts = (times.first, times.gap, times.second)
    return Template(activities, -1 if settled else apart, first.stretch, parts=parts)


def activities_of_split(plan: WorkPlan, times: SplitDay) -> list[ActivityRule]:
    """Activities of two shifts of a day, the gap between them."""
    then = times.start + times.first + times.gap
    away = ActivityCategory.UNAVAILABLE
    gap = ActivityRule(GAP, away, times.gap, False, times.first, times.first)
    return [
        *activities_of(plan, times.first, times.start),
        gap,
        *activities_of(plan, times.second, then),
    ]


def _faults(
    plan: WorkPlan, shift: Shift, start: int, length: int, passes: Passing
) -> Iterator[Phrase]:
    minute = timedelta(minutes=1)
    pauses = [activity for activity in shift.activities if activity.category in PAUSES]
    away = [part for part in shift.activities if part.category is ActivityCategory.TIME_OFF]
    rules = _not_away(
        activities_of(plan, length, start), shift, (length, start, passes), pauses, away
    )
    if sorted(p.code for p in pauses) != sorted(rule.code for rule in rules):
        has = tuple(p.code for p in pauses) or phrase("rule.breaks.has_none")
        wanted = tuple(rule.code for rule in rules) or phrase("rule.breaks.wants_none")
        yield phrase("rule.breaks.others", has=has, wanted=wanted)
        return
    for rule, pause in zip(
        sorted(rules, key=lambda rule: rule.code),
        sorted(pauses, key=lambda pause: (pause.code, pause.start)),
        strict=True,
    ):
        after = int((pause.start - shift.start) / minute)
        if pause.minutes != rule.minutes:
            yield phrase(
                "rule.breaks.length",
                activity=rule.code, minutes=pause.minutes, wanted=rule.minutes,
            )  # fmt: skip
        earliest, latest = window(rule, length, start, passes)
        if not earliest <= after <= latest:
            yield phrase(
                "rule.breaks.window",
                activity=rule.code, after=after, earliest=earliest, latest=latest,
            )  # fmt: skip
    stretch, work = longest_stretch(plan), _between(shift, [*pauses, *away])
    if stretch is not None and max(work) > stretch:
        yield phrase("rule.breaks.stretch", minutes=max(work), most=stretch)


def _between(shift: Shift, free: Iterable[Activity]) -> list[int]:
    """Minutes before, between and after some parts of a shift."""
    parts = sorted(free, key=lambda part: part.start)
    borders = [shift.start, *(at for part in parts for at in (part.start, part.end)), shift.end]
    spans = zip(borders[::2], borders[1::2], strict=True)
    return [int((end - begin) / timedelta(minutes=1)) for begin, end in spans]


def _not_away(
    rules: Iterable[ActivityRule],
    shift: Shift,
    times: tuple[int, int, Passing],
    pauses: Iterable[Activity],
    away: Sequence[Activity],
) -> list[ActivityRule]:
    """Leave out pauses that a shift has not, and that could begin while the agent is away."""
    minute, there = timedelta(minutes=1), Counter(pause.code for pause in pauses)
    kept: list[ActivityRule] = []
    for rule in rules:
        earliest, latest = (shift.start + at * minute for at in window(rule, *times))
        absent = any(part.start <= latest and earliest < part.end for part in away)
        if there[rule.code] or not absent:
            kept.append(rule)
            there[rule.code] -= 1
    return kept
