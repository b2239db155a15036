"""Meetings and training without a fixed time, put where they harm the coverage least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from wfm.model import Activity, ActivityCategory, Meeting, Schedule, Shift
from wfm.model.plan import Message, Severity
from wfm.scheduling.coverage.head_flow import add_head, remove_head
from wfm.scheduling.coverage.heads import filled_cover, group_heads
from wfm.scheduling.decode import to_roster, to_schedule
from wfm.scheduling.evaluation.check import check, objective
from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
from wfm.scheduling.evaluation.explain import explain
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.problem import Problem, at_times
from wfm.scheduling.result import Solution
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.words import phrase

ROUNDS = 2_000
"""Rounds of search after the meetings have their times."""


def with_meetings(problem: Problem, solution: Solution) -> tuple[Problem, Solution]:
    """Place the meetings that have no time yet into a solution's shifts.

    Each is held when most of those who attend are at work and in no pause, and among these times
    when it costs the least coverage; all at once where they meet together, else one by one. Then
    shifts and pauses give way in a short search. The returned problem knows the times; the bound is
    no longer one.
    """
    placer = _Placer(problem, solution.schedule)
    if not placer.place_all():
        return problem, solution
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
    """Say when a schedule holds the meetings that have no fixed time, and who misses them."""
    held = {
        (part.code, shift.agent_id): part.start
        for shift in schedule.shifts
        for part in shift.activities
    }
    for meeting in horizon.site.meetings:
        if meeting.fixed or not _concerned(horizon, meeting):
            continue
        times: dict[datetime | None, list[str]] = {}
        for agent in meeting.agent_ids:
            times.setdefault(held.get((meeting.name, agent)), []).append(agent)
        for start, agents in times.items():
            who, name = tuple(map(horizon.site.named, agents)), meeting.name
            if start is None:
                text = phrase("schedule.meeting_without_place", meeting=name, agents=who)
                yield Message(Severity.WARNING, "schedule", text)
            else:
                at = horizon.local(start)
                text = phrase("schedule.meeting_placed", meeting=name, agents=who, start=at)
                yield Message(Severity.INFO, "schedule", text)


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


class _Placer:
    """Places one meeting after the other, the longest and largest first."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.week: Horizon = problem.horizon
        self.shifts = list(schedule.shifts)
        self.times: dict[tuple[str, str], datetime] = {}
        numbers = {skills: g for g, skills in enumerate(problem.groups)}
        self.group = {agent.id: numbers[agent.skills] for agent in problem.agents}
        self.cover = filled_cover(problem.cover, group_heads(self.week, self.shifts))

    def place_all(self) -> bool:
        """Place what is open; tell whether there was any."""
        some = False
        meetings = [m for m in self.week.site.meetings if not m.fixed and _concerned(self.week, m)]
        for meeting in sorted(meetings, key=lambda m: -m.minutes * len(m.agent_ids)):
            missing = [a for a in meeting.agent_ids if self._open(meeting, a)]
            for group in [missing] if meeting.together else [[agent] for agent in missing]:
                if group:
                    self._place(meeting, group)
                    some = True
        return some

    def _open(self, meeting: Meeting, agent: str) -> bool:
        return agent in self.group and (meeting.name, agent) not in self.week.meeting_times

    def _place(self, meeting: Meeting, group: Sequence[str]) -> None:
        length = self.week.minutes_to_steps(meeting.minutes)
        best: tuple[int, float, int] | None = None
        for begin in self._starts(meeting, length):
            there = [a for a in group if self._free(a, begin, length) is not None]
            if there:
                rank = (-len(there), self._loss(there, begin, length), begin)
                best = rank if best is None else min(best, rank)
        if best is None:
            return
        begin = best[2]
        for agent in group:
            self.times[meeting.name, agent] = self.week.grid.at(begin)
            number = self._free(agent, begin, length)
            if number is not None:
                self._hold(meeting, number, begin, length)

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

    def _loss(self, agents: Sequence[str], begin: int, length: int) -> float:
        """Price of the heads that these agents leave missing."""
        span, groups = range(begin, begin + length), [self.group[agent] for agent in agents]
        loss = sum(remove_head(self.cover, t, g) for t in span for g in groups)
        for t in span:
            for g in groups:
                add_head(self.cover, t, g)
        return float(loss)

    def _hold(self, meeting: Meeting, number: int, begin: int, length: int) -> None:
        """Put the meeting into a shift and take the head off queue."""
        shift, grid = self.shifts[number], self.week.grid
        for t in range(begin, begin + length):
            remove_head(self.cover, t, self.group[shift.agent_id])
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
