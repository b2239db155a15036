"""Shifts made of the times that a person wrote: their pauses are placed as the search places them.

Each pause keeps its window, the least gap and the longest stretch of work where that is possible,
and lies where a head on queue is worth least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

from wfm.model import Activity, ActivityCategory, Agent, Shift
from wfm.scheduling.coverage.head_flow import add_head, head_prices
from wfm.scheduling.coverage.heads import filled_cover, group_heads
from wfm.scheduling.coverage.prices import cover_tables
from wfm.scheduling.decode import ON_QUEUE
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.rules.breaks import (
    PAUSES,
    ActivityRule,
    Passing,
    activities_of,
    passing,
    template,
    window,
)
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.tours.tour_space import Template

if TYPE_CHECKING:
    import pandas as pd

ANEW = PAUSES | {ActivityCategory.ON_QUEUE, ActivityCategory.TIME_OFF}
"""What a shift gets anew at other times: work, pauses, and the absences that the site knows."""
MOST_IN_ANY_ORDER = 4
"""Pauses of a shift whose orders are all tried; of more the usual one alone."""
Kept = tuple[float, tuple[int, ...]]
"""What the pauses save, and where they begin."""


class HandPlanner:
    """Makes one shift after the other, beside all those that stay as they are."""

    def __init__(
        self, horizon: Horizon, requirement: pd.DataFrame, staying: Iterable[Shift]
    ) -> None:
        self.week = horizon
        self.group = {skills: g for g, skills in enumerate(horizon.serves)}
        tables = cover_tables(horizon, requirement)[-1]
        self.cover = filled_cover(tables, group_heads(horizon, staying))

    def shift(
        self, agent: Agent, id_: str, start: datetime, end: datetime, former: Shift | None
    ) -> Shift:
        """Make a shift from `start` to `end`, in UTC.

        Of the `former` one it keeps queue, lock and the meetings that it still holds. Pauses for
        which there is no room are left out: the checker says so.
        """
        held = self._held(agent, start, end, former)
        pauses = self._pauses(agent, start, end, held)
        parts = sorted((*held, *pauses), key=lambda part: part.start)
        activities = tuple(_filled(start, end, parts, self._work(agent, former)))
        locked = former is not None and former.locked
        shift = Shift(id_, agent.id, self.week.local(start).date(), activities, locked)
        self._count(agent, shift)
        return shift

    def _held(
        self, agent: Agent, start: datetime, end: datetime, former: Shift | None
    ) -> list[Activity]:
        """Meetings and hours of absence inside the shift; none overlaps another."""
        grid, found = self.week.grid, list[Activity]()
        known = [
            Activity(code, category, grid.at(begin), grid.at(last), paid)
            for begin, last, code, category, paid in self.week.interruptions.get(agent.id, ())
        ]
        placed = [part for part in former.activities if part.category not in ANEW] if former else []
        for part in (*known, *placed):
            inside = start <= part.start and part.end <= end
            if inside and not any(o.start < part.end and part.start < o.end for o in found):
                found.append(part)
        return found

    def _pauses(
        self, agent: Agent, start: datetime, end: datetime, held: Sequence[Activity]
    ) -> list[Activity]:
        week, plan = self.week, self.week.plan_on(agent, self.week.local(start).date())
        step, lasts = week.grid.interval_minutes * MINUTE, (end - start) // MINUTE
        minutes = week.length_between(agent.id, start, end)
        date = week.own_day(agent.id, start)
        clock = week.own_minutes_of(agent.id, start, date)
        passes = passing(start, end, partial(week.own_instant, agent, date))
        usual = activities_of(plan, minutes, clock)
        rules = [rule for rule in usual if _has_room(rule, minutes, clock, passes)]
        shape = template(week, changed(plan, activities=rules), minutes, clock, passes)
        if shape is None:
            return []
        price = head_prices(self.cover, self.group[agent.skills])
        first, last = week.grid.index(start), len(price)

        def saved(at: int, length: int) -> float | None:
            """Tell what a pause saves; None where a meeting is in its way."""
            begin, resumed = start + at * step, start + (at + length) * step
            if any(part.start < resumed and begin < part.end for part in held):
                return None
            return float(price[min(first + at, last) : min(first + at + length, last)].sum())

        places = _best_places(shape, lasts * MINUTE // step, saved)
        return [
            Activity(rule.code, rule.category, begin, begin + rule.minutes * MINUTE, rule.paid)
            for rule, begin in zip(rules, (start + at * step for at in places), strict=False)
        ]

    def _work(self, agent: Agent, former: Shift | None) -> Activity:
        """Work on the queue of the former shift, or on the only one that the agent serves."""
        moment = self.week.grid.start
        parts = former.activities if former else ()
        work = [part for part in parts if part.category is ActivityCategory.ON_QUEUE]
        if work and len({(part.code, part.queue) for part in work}) == 1:
            return work[0]
        served = self.week.serves[agent.skills]
        queue = self.week.site.queues[served[0]].name if len(served) == 1 else None
        code = work[0].code if work else ON_QUEUE
        return Activity(code, ActivityCategory.ON_QUEUE, moment, moment, queue=queue)

    def _count(self, agent: Agent, shift: Shift) -> None:
        heads = group_heads(self.week, [shift])[self.group[agent.skills]]
        for t in heads.nonzero()[0]:
            add_head(self.cover, int(t), self.group[agent.skills])


def _has_room(rule: ActivityRule, minutes: int, clock: int, passes: Passing) -> bool:
    earliest, latest = window(rule, minutes, clock, passes)
    return earliest <= latest


def _filled(
    start: datetime, end: datetime, parts: Iterable[Activity], work: Activity
) -> Iterator[Activity]:
    """Fill what the parts leave of a shift with work."""
    for part in parts:
        if start < part.start:
            yield replace(work, start=start, end=part.start)
        yield part
        start = part.end
    if start < end:
        yield replace(work, start=start, end=end)


def _best_places(
    shape: Template, length: int, saved: Callable[[int, int], float | None]
) -> tuple[int, ...]:
    """Where the pauses begin, in intervals from the start; none where they have no room.

    What cannot be kept is given up in this order: the longest stretch, the least gap.
    """
    for apart, stretch in (
        (shape.apart, shape.stretch or length),
        (shape.apart, length),
        (0, length),
    ):
        ways = [_in_order(shape, order, length, apart, stretch, saved) for order in _orders(shape)]
        ends = [kept for kept in ways if kept is not None]
        if ends:
            return max(ends, key=_worth)[1]
    return ()


def _orders(shape: Template) -> Iterable[tuple[int, ...]]:
    """Orders of the pauses that are tried: their own alone where their windows settle it."""
    numbers = range(len(shape.activities))
    settled = shape.apart < 0 or len(numbers) > MOST_IN_ANY_ORDER
    return (tuple(numbers),) if settled else permutations(numbers)


def _in_order(
    shape: Template,
    order: tuple[int, ...],
    length: int,
    apart: int,
    stretch: int,
    saved: Callable[[int, int], float | None],
) -> Kept | None:
    """Place the pauses one after the other in an order; None where they have no room."""
    found: dict[int, Kept] = {0: (0.0, ())}
    for place, number in enumerate(order):
        _, minutes, earliest, latest = shape.activities[number]
        found = _after_next(found, minutes, range(earliest, latest + 1),
                            apart if place else 0, stretch, saved)  # fmt: skip
    ends = [kept for end, kept in found.items() if length - end <= stretch]
    if not ends:
        return None
    worth, places = max(ends, key=_worth)
    return worth, tuple(at for _, at in sorted(zip(order, places, strict=True)))


def _after_next(
    found: dict[int, Kept],
    minutes: int,
    starts: range,
    apart: int,
    stretch: int,
    saved: Callable[[int, int], float | None],
) -> dict[int, Kept]:
    """Follow the best places of the pauses so far, by the end of the last, with one more."""
    after: dict[int, Kept] = {}
    for at in starts:
        gain = saved(at, minutes)
        before = [kept for end, kept in found.items() if apart <= at - end <= stretch]
        if gain is not None and before:
            worth, places = max(before, key=_worth)
            after[at + minutes] = worth + gain, (*places, at)
    return after


def _worth(kept: Kept) -> tuple[float, tuple[int, ...]]:
    """Most saved first, then as early as possible."""
    return kept[0], tuple(-at for at in kept[1])
