"""Who misses a meeting whose time is fixed, why, and what would help."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Meeting, Schedule
from wfm.scheduling.horizon import INSTANT
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.opening_hours import open_to
from wfm.scheduling.tours.within_shifts import within_shifts
from wfm.words import Phrase, phrase


def missed(
    problem: Problem, schedule: Schedule, meeting: Meeting, missing: frozenset[str]
) -> Phrase:
    """Say who is missing and why, when more would be at work, and whom a lock would bring."""
    week, why = problem.horizon, defaultdict[Phrase, list[Phrase]](list)
    could = []
    for number, agent in enumerate(problem.agents):
        if agent.id in missing:
            may = _may_attend(problem, number, meeting)
            why[_why(problem, schedule, meeting, agent, may)].append(week.site.named(agent.id))
            could += [week.site.named(agent.id)] if may else []
    other, there = _better_time(problem, schedule, meeting, len(meeting.agent_ids) - len(missing))
    return phrase(
        "schedule.meeting_missed",
        meeting=meeting.name, start=week.local(meeting.earliest),
        missing=tuple(
            phrase("schedule.missed", agents=tuple(agents), why=said)
            for said, agents in why.items()
        ),
        other=other, there=there, invited=len(meeting.agent_ids), could=tuple(could),
    )  # fmt: skip


def _may_attend(problem: Problem, number: int, meeting: Meeting) -> bool:
    """Tell whether some shift that the rules allow an agent lies over a meeting."""
    grid = problem.horizon.grid
    begin, end = grid.index(meeting.earliest), grid.index(meeting.latest - INSTANT) + 1
    return bool(within_shifts(problem.tours, number, len(grid), end - begin)[begin])


def _why(problem: Problem, schedule: Schedule, meeting: Meeting, agent: Agent, may: bool) -> Phrase:
    week, start, end = problem.horizon, meeting.earliest, meeting.latest
    if any(off.start < end and start < off.end for off in week.time_off.get(agent.id, ())):
        return phrase("schedule.missed.leave")
    day = week.local(start).date()
    if not may:
        first, last = (week.grid.index(at) for at in (start, end - INSTANT))
        if not open_to(week, agent)[first : last + 1].all():
            return phrase("schedule.missed.closed")
        plan = week.plan_on(agent, day).name
        return phrase("schedule.missed.no_shift", plan=plan)
    shifts = [s for s in schedule.of(agent.id) if s.date == day or s.start <= start < s.end]
    if not shifts:
        return phrase("schedule.missed.off")
    begins, ends = (week.local(at) for at in (shifts[0].start, shifts[-1].end))
    return phrase("schedule.missed.works", start=begins, end=ends)


def _better_time(
    problem: Problem, schedule: Schedule, meeting: Meeting, attending: int
) -> tuple[datetime | None, int | None]:
    """Find the nearest time at which most of those invited are at work, if more than come."""
    week, grid = problem.horizon, problem.horizon.grid
    there = np.zeros((len(meeting.agent_ids), len(grid) + 1), np.int64)
    for row, agent in zip(there, meeting.agent_ids, strict=True):
        for shift in schedule.of(agent):
            row[1:][week.span(shift)] = 1
    length = grid.index(meeting.latest - INSTANT) + 1 - grid.index(meeting.earliest)
    sums: NDArray[np.int64] = np.cumsum(there, axis=1)
    step = week.site.interval_minutes // grid.interval_minutes
    begins = np.arange(0, week.day_starts[-1] - length, step)
    counts = (sums[:, begins + length] - sums[:, begins] == length).sum(axis=0)
    if not len(counts) or counts.max() <= attending:
        return None, None
    best = begins[counts == counts.max()]
    wanted = grid.index(meeting.earliest)
    nearest = int(best[np.abs(best - wanted).argmin()])
    return week.local(grid.at(nearest)), int(counts.max())
