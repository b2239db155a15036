"""Where each meeting without a fixed time fits into shifts, one after the other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from wfm.model import Activity, ActivityCategory, Meeting, Schedule, Shift
from wfm.scheduling.coverage.head_flow import add_head, remove_head
from wfm.scheduling.coverage.heads import filled_cover, group_heads
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.meetings_held import Occurrence
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.meetings import price_of_missing


class MeetingPlacer:
    """Places one meeting after the other, the longest and largest first."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.week: Horizon = problem.horizon
        self.shifts = list(schedule.shifts)
        self.times: dict[Occurrence, datetime] = {}
        self.wanted: dict[Occurrence, datetime] = {}
        """When those who could not come would best have come, where others were."""
        numbers = {skills: g for g, skills in enumerate(problem.groups)}
        self.group = {agent.id: numbers[agent.skills] for agent in problem.agents}
        self.cover = filled_cover(problem.cover, group_heads(self.week, self.shifts))
        self.least = problem.least
        self.price_of_missing = price_of_missing(problem.rules)

    def place_all(self) -> bool:
        """Place what is open; tell whether there was any."""
        some = False
        for meeting in sorted(self._open_meetings(), key=lambda m: -m.minutes * len(m.agent_ids)):
            left = [a for a in meeting.agent_ids if self._open(meeting, a)]
            some |= bool(left)
            if meeting.together and left:
                self._hold_together(meeting, left)
            if not meeting.together:
                self._hold_in_groups(meeting, left)
        return some

    def _open_meetings(self) -> list[Meeting]:
        meetings = self.week.held_meetings
        return [m for m in meetings if not m.fixed and concerned(self.week, m)]

    def _open(self, meeting: Meeting, agent: str) -> bool:
        open_to = self.week.open_meetings.get(agent, ())
        return meeting in open_to and occurrence(meeting, agent) not in self.week.meeting_times

    def _hold_together(self, meeting: Meeting, group: Sequence[str]) -> None:
        """Hold a meeting when most can come, among these times when it costs the least cover.

        Whoever is not at work then misses it, at a price; short of its quorum it is not held.
        """
        length = self.week.minutes_to_steps(meeting.minutes)
        best: tuple[int, float, int] | None = None
        for begin in self.week.starts_of(meeting):
            there, loss = self.leaving(group, begin, length, math.inf)
            if len(there) >= max(1, meeting.quorum):
                rank = (-len(there), loss, begin)
                best = rank if best is None else min(best, rank)
        if best is None:
            self._want(meeting, group, length)
            return
        there, _ = self.leaving(group, best[2], length, math.inf)
        start = self.week.grid.at(best[2])
        away = not_at_work(self.shifts, meeting, start)
        for agent in group:
            come = agent in there or agent in away
            (self.times if come else self.wanted)[occurrence(meeting, agent)] = start
        for agent in there:
            self._hold(meeting, agent, best[2], length)

    def _want(self, meeting: Meeting, group: Sequence[str], length: int) -> None:
        """Ask for a meeting that too few can come to when most of them are at work.

        Short of its quorum, too: who has the day off may be fetched.
        """
        times = {
            begin: sum(self._at_work(agent, begin, length) for agent in group)
            for begin in self.week.starts_of(meeting)
        }
        best = max(times, key=lambda begin: (times[begin], -begin), default=None)
        if best is not None and times[best]:
            start = self.week.grid.at(best)
            self.wanted |= {occurrence(meeting, agent): start for agent in group}

    def _at_work(self, agent: str, begin: int, length: int) -> bool:
        start, end = self.week.grid.at(begin), self.week.grid.at(begin + length)
        return any(
            shift.agent_id == agent and shift.start <= start and end <= shift.end
            for shift in self.shifts
        )

    def _hold_in_groups(self, meeting: Meeting, left: Sequence[str]) -> None:
        """Hold a meeting again and again, at different times, until all were there who can be."""
        taken: list[int] = []
        sizes = Counter[int]()
        while left:
            group, begin = self._hold_group(meeting, left, taken)
            if not group:
                break
            taken.append(begin)
            sizes[begin] = len(group)
            left = [agent for agent in left if agent not in group]
        for agent in left:
            open_to = [at for at, size in sizes.items() if size < (meeting.group_size or math.inf)]
            if open_to:
                begin = max(open_to, key=lambda at: (sizes[at], -at))
                sizes[begin] += 1
                self.wanted[occurrence(meeting, agent)] = self.week.grid.at(begin)

    def _hold_group(
        self, meeting: Meeting, left: Sequence[str], taken: Sequence[int]
    ) -> tuple[list[str], int]:
        """Hold a meeting with as many of those left as cover allows; return who was there, when.

        Cover allows whoever leaves no head missing; where nobody does, the one who costs least. It
        overlaps none of the groups that began at the times `taken`.
        """
        length, most = self.week.minutes_to_steps(meeting.minutes), meeting.group_size or len(left)
        best: tuple[int, float, int] | None = None
        for begin in self.week.starts_of(meeting):
            if any(abs(begin - other) < length for other in taken):
                continue
            there, loss = self.leaving(left, begin, length, 0.0)
            if there:
                rank = (-min(most, len(there)), loss, begin)
            else:
                there, loss = self.leaving(left, begin, length, math.inf, 1)
                rank = (0, loss, begin)
            if there:
                best = rank if best is None else min(best, rank)
        if best is None:
            return [], 0
        count, _, begin = best
        allowed, size = (0.0, min(most, -count)) if count else (math.inf, 1)
        there, _ = self.leaving(left, begin, length, allowed, size)
        for agent in there:
            self.times[occurrence(meeting, agent)] = self.week.grid.at(begin)
            self._hold(meeting, agent, begin, length)
        return there, begin

    def leaving(
        self, agents: Sequence[str], begin: int, length: int, allowed: float, most: int = 1 << 20
    ) -> tuple[list[str], float]:
        """Find who of some agents can leave their queues for a meeting, and the price of it.

        Each costs at most `allowed`, at most `most` of them go, and no declared minimum of heads is
        missed for it.
        """
        span = range(begin, begin + length)
        gone: list[str] = []
        price = 0.0
        for agent in agents:
            if len(gone) == most:
                break
            if self.free(agent, begin, length) is None:
                continue
            short = self._short(span)
            group = self.group[agent]
            loss = sum(remove_head(self.cover, t, group) for t in span)
            if loss > allowed or self._short(span) > short:
                for t in span:
                    add_head(self.cover, t, group)
            else:
                gone.append(agent)
                price += float(loss)
        for agent in gone:
            for t in span:
                add_head(self.cover, t, self.group[agent])
        return gone, price

    def _short(self, span: range) -> int:
        """Heads below the declared minimum in some intervals."""
        part = slice(span.start, span.stop)
        return int(np.maximum(0, self.least[:, part] - self.cover.heads[:, part]).sum())

    def free(self, agent: str, begin: int, length: int) -> int | None:
        """Find the agent's shift in which one stretch of work contains the meeting."""
        start, end = self.week.grid.at(begin), self.week.grid.at(begin + length)
        for number, shift in enumerate(self.shifts):
            if shift.agent_id == agent and not shift.locked:
                for part in shift.activities:
                    work = part.category is ActivityCategory.ON_QUEUE
                    if work and part.start <= start and end <= part.end:
                        return number
        return None

    def _hold(self, meeting: Meeting, agent: str, begin: int, length: int) -> None:
        """Put the meeting into an agent's shift and take the head off queue."""
        number = self.free(agent, begin, length)
        if number is None:
            return
        shift, grid = self.shifts[number], self.week.grid
        for t in range(begin, begin + length):
            remove_head(self.cover, t, self.group[agent])
        self.shifts[number] = _interrupted(shift, meeting, grid.at(begin), grid.at(begin + length))


def _interrupted(shift: Shift, meeting: Meeting, start: datetime, end: datetime) -> Shift:
    category = ActivityCategory.TRAINING if meeting.training else ActivityCategory.MEETING
    held = Activity(meeting.name, category, start, end, meeting.paid)
    parts: list[Activity] = []
    for part in shift.activities:
        if part.start <= start and end <= part.end:
            pieces = [replace(part, end=start), held, replace(part, start=end)]
            parts += [piece for piece in pieces if piece.end - piece.start >= MINUTE]
        else:
            parts.append(part)
    return replace(shift, activities=tuple(parts))


def occurrence(meeting: Meeting, agent: str) -> Occurrence:
    """Name a meeting of an agent, of a series the one of its window."""
    return meeting.name, agent, meeting.earliest


def concerned(horizon: Horizon, meeting: Meeting) -> bool:
    """Tell whether some of the window lies in this week; other weeks place the others."""
    end = horizon.grid.at(horizon.day_starts[-1])
    return meeting.earliest < end and horizon.grid.start < meeting.latest


def not_at_work(shifts: Sequence[Shift], meeting: Meeting, start: datetime) -> list[str]:
    """List those of a meeting who have no shift while it is held."""
    end = start + meeting.minutes * MINUTE
    there = {shift.agent_id for shift in shifts if shift.start < end and start < shift.end}
    return [agent for agent in meeting.agent_ids if agent not in there]
