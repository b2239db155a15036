"""Meetings and training without a fixed time, put where they harm the coverage least."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from wfm.model import Activity, ActivityCategory, Meeting, Schedule, Shift
from wfm.model.plan import Message, Severity
from wfm.scheduling.coverage.head_flow import add_head, remove_head
from wfm.scheduling.coverage.heads import filled_cover, group_heads
from wfm.scheduling.decode import to_roster, to_schedule
from wfm.scheduling.evaluation.check import check, objective
from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
from wfm.scheduling.evaluation.explain import explain
from wfm.scheduling.horizon import MINUTE, Horizon, Occurrence
from wfm.scheduling.problem import Problem, at_times
from wfm.scheduling.result import Solution
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.words import phrase

ROUNDS = 2_000
"""Rounds of search after the meetings have their times."""


def with_meetings(problem: Problem, solution: Solution) -> tuple[Problem, Solution]:
    """Place the meetings that have no time yet into a solution's shifts.

    Each is held when most of those who attend are at work and in no pause, and among these times
    when it costs the least coverage, never below a declared minimum of heads; all at once where
    they meet together, else in as few groups as cover allows. Then shifts and pauses give way in a
    short search. The returned problem knows the times; the bound is no longer one.
    """
    placer = _Placer(problem, solution.schedule)
    if not placer.place_all():
        told = (*solution.messages, *told_of_meetings(problem.horizon, solution.schedule))
        return problem, solution if told == solution.messages else replace(solution, messages=told)
    known = at_times(problem, placer.times)
    placed = replace(solution.schedule, shifts=tuple(placer.shifts))
    schedule = _polished(known, placed, solution.seed)
    findings = check(known, schedule)
    return known, replace(
        solution,
        status="feasible" if solution.status == "optimal" else solution.status,
        schedule=schedule,
        objective=objective(findings),
        bound=None,
        rule_costs=costs_by_rule(findings),
        agent_costs=costs_by_agent(findings),
        messages=(
            *explain(known, schedule, findings, cancelled=solution.cancelled),
            *told_of_meetings(known.horizon, schedule),
        ),
    )


def told_of_meetings(horizon: Horizon, schedule: Schedule) -> Iterator[Message]:
    """Say when a schedule holds the meetings without a fixed time, and who misses any meeting."""
    held = _held(schedule)
    for meeting in horizon.held_meetings:
        if not _concerned(horizon, meeting):
            continue
        if meeting.fixed:
            yield from _told_of_fixed(horizon, meeting, held)
            continue
        times: dict[datetime | None, list[str]] = {}
        for agent in meeting.agent_ids:
            times.setdefault(_time_of(meeting, agent, held), []).append(agent)
        for start, agents in times.items():
            who, name = tuple(map(horizon.site.named, agents)), meeting.name
            if start is None:
                text = phrase("schedule.meeting_without_place", meeting=name, agents=who)
                yield Message(Severity.WARNING, "schedule", text)
            else:
                at = horizon.local(start)
                text = phrase("schedule.meeting_placed", meeting=name, agents=who, start=at)
                yield Message(Severity.INFO, "schedule", text)


def _told_of_fixed(horizon: Horizon, meeting: Meeting, held: _Held) -> Iterator[Message]:
    missing = tuple(
        agent
        for agent in meeting.agent_ids
        if any(one == meeting for one, _ in horizon.meetings.get(agent, ()))
        and _time_of(meeting, agent, held) is None
    )
    if missing:
        at = horizon.local(meeting.earliest)
        who = tuple(map(horizon.site.named, missing))
        text = phrase("schedule.meeting_missed", meeting=meeting.name, agents=who, start=at)
        yield Message(Severity.WARNING, "schedule", text)


_Held = Mapping[tuple[str, str], list[datetime]]


def _held(schedule: Schedule) -> _Held:
    """When each agent has each activity of a schedule."""
    found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for shift in schedule.shifts:
        for part in shift.activities:
            found[part.code, shift.agent_id].append(part.start)
    return found


def _time_of(meeting: Meeting, agent: str, held: _Held) -> datetime | None:
    """Find when an agent has a meeting: one of a series in its window, another at any time."""
    series = meeting.every_weeks is not None
    times = held.get((meeting.name, agent), ())
    mine = [at for at in times if not series or meeting.earliest <= at < meeting.latest]
    return mine[-1] if mine else None


def times_held(horizon: Horizon, schedule: Schedule) -> dict[Occurrence, datetime]:
    """Read off a schedule when its meetings without a fixed time are, for all who should be there.

    Of those who meet together whoever is not at work then misses it, at a price.
    """
    held, found = _held(schedule), dict[Occurrence, datetime]()
    for meeting in horizon.held_meetings:
        if meeting.fixed or not _concerned(horizon, meeting):
            continue
        times = ((agent, _time_of(meeting, agent, held)) for agent in meeting.agent_ids)
        mine = {agent: at for agent, at in times if at is not None}
        if meeting.together and mine:
            common = Counter(mine.values()).most_common(1)[0][0]
            away = _not_at_work(schedule.shifts, meeting, common)
            mine |= {agent: common for agent in away if agent not in mine}
        found.update({_key(meeting, agent): at for agent, at in mine.items()})
    return found


def _key(meeting: Meeting, agent: str) -> Occurrence:
    return meeting.name, agent, meeting.earliest


def _concerned(horizon: Horizon, meeting: Meeting) -> bool:
    """Tell whether some of the window lies in this week; other weeks place the others."""
    end = horizon.grid.at(horizon.day_starts[-1])
    return meeting.earliest < end and horizon.grid.start < meeting.latest


def _polished(problem: Problem, schedule: Schedule, seed: int) -> Schedule:
    """Search briefly from a schedule; it stays where someone's week in it is not a legal one."""
    roster, strangers = to_roster(problem, schedule)
    if strangers:
        return schedule
    chain = AnnealingChain(problem, seed)
    chain.begin_with(roster)
    chain.polish(ROUNDS)
    return to_schedule(problem, chain.best)


def _not_at_work(shifts: Sequence[Shift], meeting: Meeting, start: datetime) -> list[str]:
    """List those of a meeting who have no shift while it is held."""
    end = start + meeting.minutes * MINUTE
    there = {shift.agent_id for shift in shifts if shift.start < end and start < shift.end}
    return [agent for agent in meeting.agent_ids if agent not in there]


class _Placer:
    """Places one meeting after the other, the longest and largest first."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.week: Horizon = problem.horizon
        self.shifts = list(schedule.shifts)
        self.times: dict[Occurrence, datetime] = {}
        numbers = {skills: g for g, skills in enumerate(problem.groups)}
        self.group = {agent.id: numbers[agent.skills] for agent in problem.agents}
        self.cover = filled_cover(problem.cover, group_heads(self.week, self.shifts))
        self.least = problem.least

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
        return [m for m in meetings if not m.fixed and _concerned(self.week, m)]

    def _open(self, meeting: Meeting, agent: str) -> bool:
        return agent in self.group and _key(meeting, agent) not in self.week.meeting_times

    def _hold_together(self, meeting: Meeting, group: Sequence[str]) -> None:
        """Hold a meeting when most can come, among these times when it costs the least cover.

        Whoever is not at work then misses it, at a price; short of its quorum it is not held.
        """
        length = self.week.minutes_to_steps(meeting.minutes)
        best: tuple[int, float, int] | None = None
        for begin in self._starts(meeting, length):
            there, loss = self._leaving(group, begin, length, math.inf)
            if len(there) >= max(1, meeting.quorum):
                rank = (-len(there), loss, begin)
                best = rank if best is None else min(best, rank)
        if best is None:
            return
        there, _ = self._leaving(group, best[2], length, math.inf)
        start = self.week.grid.at(best[2])
        away = _not_at_work(self.shifts, meeting, start)
        for agent in group:
            if agent in there or agent in away:
                self.times[_key(meeting, agent)] = start
        for agent in there:
            self._hold(meeting, agent, best[2], length)

    def _hold_in_groups(self, meeting: Meeting, left: Sequence[str]) -> None:
        """Hold a meeting again and again, at different times, until all were there who can be."""
        taken: list[int] = []
        while left:
            group, begin = self._hold_group(meeting, left, taken)
            taken.append(begin)
            left = [agent for agent in left if agent not in group]
            if not group:
                break

    def _hold_group(
        self, meeting: Meeting, left: Sequence[str], taken: Sequence[int]
    ) -> tuple[list[str], int]:
        """Hold a meeting with as many of those left as cover allows; return who was there, when.

        Cover allows whoever leaves no head missing; where nobody does, the one who costs least. It
        overlaps none of the groups that began at the times `taken`.
        """
        length, most = self.week.minutes_to_steps(meeting.minutes), meeting.group_size or len(left)
        best: tuple[int, float, int] | None = None
        for begin in self._starts(meeting, length):
            if any(abs(begin - other) < length for other in taken):
                continue
            there, loss = self._leaving(left, begin, length, 0.0)
            if there:
                rank = (-min(most, len(there)), loss, begin)
            else:
                there, loss = self._leaving(left, begin, length, math.inf, 1)
                rank = (0, loss, begin)
            if there:
                best = rank if best is None else min(best, rank)
        if best is None:
            return [], 0
        count, _, begin = best
        allowed, size = (0.0, min(most, -count)) if count else (math.inf, 1)
        there, _ = self._leaving(left, begin, length, allowed, size)
        for agent in there:
            self.times[_key(meeting, agent)] = self.week.grid.at(begin)
            self._hold(meeting, agent, begin, length)
        return there, begin

    def _leaving(
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
            if self._free(agent, begin, length) is None:
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

    def _starts(self, meeting: Meeting, length: int) -> range:
        grid = self.week.grid
        first = max(0, -(-(meeting.earliest - grid.start) // (grid.at(1) - grid.start)))
        last = min(grid.index(meeting.latest), self.week.day_starts[-1]) - length
        return range(first, last + 1)

    def _free(self, agent: str, begin: int, length: int) -> int | None:
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
        number = self._free(agent, begin, length)
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
