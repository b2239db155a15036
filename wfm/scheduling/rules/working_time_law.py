"""The limits of a working-time law that no other rule has: work of a day and a week, pauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, NamedTuple

import numpy as np

from wfm.model import ActivityCategory, Agent, Shift, WorkPlan
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.breaks import PAUSES, BreakSettings, activities_of, activities_of_split
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.laws import LawSettings, LegalLimits, MealPeriod, Pauses, limits_of
from wfm.scheduling.rules.settings import RuleSettings
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.split_shifts import SplitDay
from wfm.scheduling.split_days import GAP
from wfm.scheduling.tours.day_automata import Pattern, counter
from wfm.scheduling.tours.tour_space import Indices, TourSpace
from wfm.words import Phrase, phrase

UNTIMELY = -1
"""When a pause begins that is to serve as no meal."""


class Pause(NamedTuple):
    """A break or meal: its length, when it begins in the shift if that is known, what it is."""

    minutes: int
    category: ActivityCategory
    begin: int | None = None


@dataclass(frozen=True, slots=True)
class WorkingTimeLaw(Rule):
    """A shift has the pauses and the longest day of the law that the plan names, a week its hours.

    Rest between shifts and weekly rest, days in a row and work without a pause are judged by their
    own rules, by the stricter of work plan and law.
    """

    name: str = LawSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = LawSettings
    relaxed_at: ClassVar[int | None] = 100_000
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Exclude shifts without the law's pauses, and sum the work of the week."""
        horizon, shifts = space.horizon, space.shifts
        known: dict[tuple[str, int, int, int], bool] = {}
        work, illegal = np.zeros(len(shifts), np.int64), np.zeros(len(shifts), bool)
        if all(LawSettings.of(plan).law is None for plan in horizon.plans(space.agent)):
            return
        dates = [horizon.grid.date_of(day) for day in range(horizon.days)]
        of_day = [horizon.plan_on(space.agent, day) for day in dates]
        plans = [of_day[day] for day in shifts.day]
        step = horizon.grid.interval_minutes
        lasting = ((shifts.end - shifts.start) * step).tolist()
        times = zip(
            plans, shifts.local_start.tolist(), shifts.minutes.tolist(), lasting, strict=True
        )
        for number, (plan, start, length, lasts) in enumerate(times):
            law, locked = limits_of(plan), shifts.template[number].locked
            parts = shifts.template[number].parts
            pauses = _planned(plan, start, length, parts) if locked is None else _taken(locked)
            work[number] = _work(lasts, pauses)
            if locked is not None or parts is not None:
                illegal[number] = bool(list(_faults(law, start, lasts, pauses)))
                continue
            fact = plan.name, start, length, lasts
            if fact not in known:
                known[fact] = bool(list(_faults(law, start, lasts, pauses)))
            illegal[number] = known[fact]
        space.forbid(illegal)
        if horizon.days % 7 == 0 and any(_most(week, space.agent) for week in horizon.weeks):

            def of_week(week: Horizon, mine: Indices) -> Pattern:
                most, _ = _most(week, space.agent) or (WEEK * 1440, "")
                return counter(work[mine], np.zeros(week.days, np.int64), 0, most)

            space.follow_weeks(of_week)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Name the law and the date of its wording."""
        law = limits_of(horizon.plan(agent))
        return phrase("rule.law.terms", source=law.source, date=law.as_of) if law.source else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift, and the work of the week, with the law."""
        for shift in shifts:
            law = limits_of(horizon.plan_on(agent, shift.date))
            pauses, length = _taken(shift), (shift.end - shift.start) // timedelta(minutes=1)
            for text in _faults(law, horizon.local_minutes(shift), length, pauses):
                yield Finding(self.name, text, agent.id, shift.date, hard=True)
        if horizon.days % 7:
            return
        for week, own, told in horizon.by_week(shifts):
            most = _most(week, agent)
            total = sum(_work((s.end - s.start) // timedelta(minutes=1), _taken(s)) for s in own)
            if most is not None and total > most[0]:
                hours, limit = total / 60, most[0] / 60
                text = phrase("rule.law.week", hours=hours, most=limit, source=most[1])
                yield Finding(self.name, text, agent.id, told, hard=True)


def never_legal(plan: WorkPlan) -> Iterator[tuple[int, Phrase]]:
    """Give the lengths of shifts that the plan's law forbids at each of their starts, and why.

    Those without any pause, where the law says how long nobody works without one, are a
    contradiction that `BreakSettings` finds.
    """
    law, times = limits_of(plan), ShiftTimeSettings.of(plan)
    for length in times.lengths:
        told = [_fault_at(plan, start, length) for start in times.starts(length)]
        paused = any(rule.applies_to(length) for rule in BreakSettings.of(plan).activities)
        if told and all(told) and (paused or law.stretch is None or length <= law.stretch):
            yield length, next(fault for fault in told if fault is not None)


def _fault_at(plan: WorkPlan, start: int, length: int) -> Phrase | None:
    """Give the first thing that a shift of that start and presence lacks by the plan's law."""
    pauses = _planned(plan, start, length, None)
    return next(_faults(limits_of(plan), start, length, pauses), None)


def _most(week: Horizon, agent: Agent) -> tuple[int, str] | None:
    """Give the least of what the laws of an agent's contracts allow a week, and whose it is."""
    laws = [limits_of(plan) for plan in week.plans(agent)]
    return min(((law.week, law.source) for law in laws if law.week is not None), default=None)


def _planned(
    plan: WorkPlan, start: int, length: int, parts: tuple[int, int, int] | None
) -> list[Pause]:
    """List the pauses of a shift; of two shifts of a day only the gap may serve as a meal."""
    if parts is None:
        return [Pause(rule.minutes, rule.category) for rule in activities_of(plan, length, start)]
    rules = activities_of_split(plan, SplitDay(start, *parts))
    return [
        Pause(rule.minutes, rule.category, parts[0] if rule.code == GAP else UNTIMELY)
        for rule in rules
    ]


def _taken(shift: Shift) -> list[Pause]:
    return [
        Pause(part.minutes, part.category, (part.start - shift.start) // timedelta(minutes=1))
        for part in shift.activities
        if part.category in PAUSES or part.code == GAP
    ]


def _work(length: int, pauses: Sequence[Pause]) -> int:
    return length - sum(pause.minutes for pause in pauses)


def _faults(law: LegalLimits, start: int, length: int, pauses: Sequence[Pause]) -> Iterator[Phrase]:
    """Say what a shift lacks; pauses whose times are not known yet lie where the law has them."""
    work = _work(length, pauses)
    if law.day is not None and work > law.day:
        yield phrase("rule.law.day", hours=work / 60, most=law.day / 60, source=law.source)
    told = [fault for asked in law.pauses if (fault := _lacking(law, asked, length, pauses))]
    yield from told[-1:]  # the longest pauses asked; the others are part of them
    free = list(pauses)
    for meal in law.meals:
        if not meal.applies_to(start, length):
            continue
        serving = (pause for pause in free if _serves(pause, meal, start, length))
        found = min(serving, key=lambda pause: pause.minutes, default=None)
        if found is None:
            begins = tuple(start + minute for minute in meal.begins(start, length))
            yield phrase(
                "rule.law.meal",
                minutes=meal.minutes, earliest=begins[0], latest=begins[1], source=law.source,
            )  # fmt: skip
        else:
            free.remove(found)


def _lacking(
    law: LegalLimits, asked: Pauses, length: int, pauses: Sequence[Pause]
) -> Phrase | None:
    parts = [
        pause.minutes
        for pause in pauses
        if pause.minutes >= asked.part and asked.category in {None, pause.category}
    ]
    if _work_for(asked, length, pauses) <= asked.over or sum(parts) >= asked.minutes:
        return None
    return phrase(
        "rule.law.pauses",
        minutes=sum(parts), least=asked.minutes, source=law.source,
        part=asked.part if 1 < asked.part < asked.minutes else None,
    )  # fmt: skip


def _work_for(asked: Pauses, length: int, pauses: Sequence[Pause]) -> int:
    """Measure the work that asks for pauses; where breaks alone serve, they are hours worked."""
    if asked.category is None:
        return _work(length, pauses)
    return _work(length, [pause for pause in pauses if pause.category is not asked.category])


def _serves(pause: Pause, meal: MealPeriod, start: int, length: int) -> bool:
    first, last = meal.begins(start, length)
    timely = pause.begin is None or first <= pause.begin <= last
    return pause.minutes >= meal.minutes and timely
