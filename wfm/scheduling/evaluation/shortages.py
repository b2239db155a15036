"""Where heads are missing, what one more would cover, and what all who could help are doing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Agent, Queue, Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.decode import queue_heads
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.resting import FEW, resting
from wfm.words import Phrase, phrase

NOTABLE = 1.0
"""Missing heads from which a shortage is worth a line."""
LINES = 12
"""Shortages that are spelled out, the worst first."""


@dataclass(frozen=True, eq=False, slots=True)
class Shortage:
    """What one queue lacks on one day."""

    queue: int
    day: int
    missing: NDArray[np.float64]
    """[interval of the day] heads below the requirement, or the minimum where that is more."""
    heads: NDArray[np.int32]
    least: NDArray[np.int32]
    """[interval of the day] heads that are there, and the declared minimum."""

    @property
    def below_minimum(self) -> bool:
        """Whether even the declared minimum is missed."""
        return bool((self.heads < self.least).any())


def shortage_messages(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    """Give a message per queue and day that lacks heads; an error where it lacks the minimum."""
    found = sorted(shortages(problem, schedule), key=_worst_first)
    for one in found[:LINES]:
        severity = Severity.ERROR if one.below_minimum else Severity.WARNING
        yield Message(severity, "schedule", _told(problem, schedule, one))
    rest = found[LINES:]
    if rest:
        hours = sum(one.missing.sum() for one in rest) * problem.horizon.grid.interval_minutes / 60
        text = phrase("schedule.smaller_shortages", count=len(rest), missing=float(hours))
        yield Message(Severity.WARNING, "schedule", text)
    if found:
        yield from _lack(problem, schedule)


def _lack(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    """Say how many agents would bring the head-hours that are missing beyond those to spare."""
    week, parts = problem.horizon, _served_together(problem.horizon)
    hours = week.grid.interval_minutes / 60 / (week.days / 7)
    lacking = problem.required - queue_heads(problem, schedule.shifts)
    lacking[problem.required <= 0] = 0
    for queues, agents in parts:
        missing = float(lacking[queues].sum()) * hours
        plan, _ = Counter(week.plan(agent).name for agent in agents).most_common(1)[0]
        each = _hours_on_queue(week, schedule, plan, agents)
        if each and missing >= each:
            names = tuple(week.site.queues[n].name for n in queues) if len(parts) > 1 else None
            text = phrase(
                "schedule.lack", missing=missing, queues=names, agents=missing / each, plan=plan
            )
            yield Message(Severity.WARNING, "schedule", text)


def _served_together(horizon: Horizon) -> Sequence[tuple[list[int], list[Agent]]]:
    """Part queues so that nobody serves queues of two parts, each with those who serve it.

    All that nobody serves are a part, too, with everybody.
    """
    parts: list[tuple[set[int], list[Agent]]] = []
    for agent in horizon.site.agents:
        if not (mine := set(horizon.serves[agent.skills])):
            continue
        joined, people = mine, [agent]
        for queues, others in [part for part in parts if part[0] & mine]:
            parts.remove((queues, others))
            joined, people = joined | queues, [*others, *people]
        parts.append((joined, people))
    served = set().union(*(queues for queues, _ in parts))
    nobodys = set(range(len(horizon.site.queues))) - served
    if nobodys:
        parts.append((nobodys, list(horizon.site.agents)))
    return [(sorted(queues), people) for queues, people in parts]


def _hours_on_queue(
    horizon: Horizon, schedule: Schedule, plan: str, agents: Iterable[Agent]
) -> float:
    """Mean hours a week on queue of those of a work plan who work."""
    mine = {agent.id for agent in agents if horizon.plan(agent).name == plan}
    worked = [shift for shift in schedule.shifts if shift.agent_id in mine]
    hours = sum(
        (part.end - part.start).total_seconds() / 3600
        for shift in worked
        for part in shift.activities
        if part.category is ActivityCategory.ON_QUEUE
    )
    weeks = horizon.days / 7
    return hours / weeks / max(1, len({shift.agent_id for shift in worked}))


def _worst_first(one: Shortage) -> tuple[bool, float]:
    return not one.below_minimum, -float(one.missing.sum())


def shortages(problem: Problem, schedule: Schedule) -> Iterator[Shortage]:
    """Find the queues and days that lack a whole head at some time.

    Where a goal counts over a day or a week, an interval lacks heads below the minimum alone.
    """
    week, heads = problem.horizon, queue_heads(problem, schedule.shifts)
    traded = np.array([queue.goal.trades_intervals for queue in week.site.queues])
    asked = np.where(traded[:, None], 0.0, problem.required)
    missing = np.maximum(0, np.maximum(asked, problem.least) - heads)
    for queue in range(len(week.site.queues)):
        for day in range(week.days):
            span = slice(week.day_starts[day], week.day_starts[day + 1])
            one = Shortage(
                queue, day, missing[queue, span], heads[queue, span], problem.least[queue, span]
            )
            if one.missing.max(initial=0) >= NOTABLE:
                yield one


def _told(problem: Problem, schedule: Schedule, one: Shortage) -> Phrase:
    week, begin = problem.horizon, problem.horizon.day_starts[one.day]
    queue, hours = week.site.queues[one.queue], week.grid.interval_minutes / 60
    worst = int(one.missing.argmax())
    first, last = _longest_gap(one.missing)
    worst_at, start, end = (week.local(week.grid.at(begin + t)) for t in (worst, first, last))
    lacking = float(one.missing[worst])
    below, doing = one.below_minimum, _whereabouts(week, queue, schedule, worst_at)
    fewest = int((one.least - one.heads).argmax())
    skilled = {agent.id for agent in week.site.agents if queue.skill in agent.skills}
    few = doing.on_queue <= FEW
    return phrase(
        "schedule.shortage",
        queue=queue.name, date=week.grid.date_of(one.day), skill=queue.skill,
        missing=float(one.missing.sum() * hours), worst=worst_at,
        lacking=lacking, needed=lacking + int(one.heads[worst]),
        below_at=week.local(week.grid.at(begin + fewest)) if below else None,
        below_heads=int(one.heads[fewest]) if below else None,
        least=int(one.least[fewest]) if below else None,
        start=start, end=end,
        covered=float(np.minimum(1, one.missing[first:last]).sum() * hours),
        on_queue=doing.on_queue, skilled=doing.skilled, shared=doing.shared,
        away=doing.away, absent=doing.absent, off=doing.off,
        resting=resting(week, skilled, schedule.shifts, worst_at) if few else (),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """How many agents with a queue's skill do what at a moment."""

    skilled: int
    on_queue: int
    shared: bool
    """Whether some of those on queue may serve another one."""
    away: int
    absent: int
    off: int


def _longest_gap(short: NDArray[np.float64]) -> tuple[int, int]:
    """First interval and end of the longest run in which at least half a head is missing."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], short >= 0.5, [0]])))
    begins, ends = edges[::2], edges[1::2]
    longest = int((ends - begins).argmax())
    return int(begins[longest]), int(ends[longest])


def _whereabouts(horizon: Horizon, queue: Queue, schedule: Schedule, at: datetime) -> Whereabouts:
    """Count what the agents with the queue's skill do at a moment."""
    skilled = {agent.id for agent in horizon.site.agents if queue.skill in agent.skills}
    versatile = {agent.id for agent in horizon.site.agents if agent.skills - {queue.skill}}
    doing = [
        (shift.agent_id, activity.category)
        for shift in schedule.shifts
        if shift.agent_id in skilled
        for activity in shift.activities
        if activity.start <= at < activity.end
    ]
    on_queue = {agent for agent, category in doing if category is ActivityCategory.ON_QUEUE}
    absent = {e.agent_id for e in horizon.site.time_off if e.start <= at < e.end} & skilled
    absent -= {agent for agent, _ in doing}
    away = len(doing) - len(on_queue)
    off = len(skilled) - len(doing) - len(absent)
    shared = bool(on_queue & versatile)
    return Whereabouts(len(skilled), len(on_queue), shared, away, len(absent), off)
