"""Meetings and training without a fixed time, put where they harm the coverage least."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from wfm.model import Activity, ActivityCategory, Meeting, Schedule, Shift
from wfm.model.plan import Message, Severity
from wfm.scheduling.decode import ON_QUEUE
from wfm.scheduling.evaluation.check import check, objective
from wfm.scheduling.evaluation.meetings_without_place import without_place
from wfm.scheduling.evaluation.missed_meetings import missed
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.meeting_placer import MeetingPlacer, concerned, not_at_work, occurrence
from wfm.scheduling.meetings_held import Occurrence
from wfm.scheduling.problem import Problem, at_times
from wfm.scheduling.result import Solution
from wfm.scheduling.search.polish import polished, priced_anew
from wfm.words import phrase

ROUNDS = 2_000
"""Rounds of search after the meetings have their times."""


class Placed(NamedTuple):
    """A schedule that holds meetings, the problem that knows when, and the price of both."""

    problem: Problem
    schedule: Schedule
    price: int


def with_meetings(problem: Problem, solution: Solution) -> tuple[Problem, Solution]:
    """Place the meetings that have no time yet into a solution's shifts, as `placed_into` does.

    The returned problem knows the times; of a bound nothing is known.
    """
    placed = placed_into(problem, solution.schedule, solution.seed)
    if placed.problem is not problem:
        solution = priced_anew(placed.problem, solution, placed.schedule)
    return placed.problem, solution


def placed_into(
    problem: Problem,
    schedule: Schedule,
    seed: int,
    keep_going: Callable[[], bool] = lambda: True,
) -> Placed:
    """Place the meetings that have no time yet into a schedule's shifts.

    Each is held when most of those who attend are at work and in no pause, and among these times
    when it costs the least coverage, never below a declared minimum of heads; all at once where
    they meet together, else in as few groups as cover allows. Then shifts and pauses give way in a
    short search, and in another one for those who could not come, where that costs less than their
    absence. Both are cut short once `keep_going` says no.
    """
    placer = MeetingPlacer(problem, schedule)
    if not placer.place_all():
        return judged(problem, schedule)
    known = at_times(problem, placer.times)
    placed = replace(schedule, shifts=tuple(placer.shifts))
    best = _read_again(problem, known, polished(known, placed, seed, ROUNDS, keep_going))
    return _fetched(problem, best, placer.times, placer.wanted, seed, keep_going)


def as_they_are(problem: Problem, schedule: Schedule) -> Placed:
    """Let the meetings without a time be when a schedule has them."""
    return judged(at_times(problem, times_held(problem.horizon, schedule)), schedule)


def judged(problem: Problem, schedule: Schedule) -> Placed:
    """Price a schedule whose meetings are when the problem says."""
    return Placed(problem, schedule, objective(check(problem, schedule)))


def has_open_meetings(problem: Problem) -> bool:
    """Whether some meeting has no fixed time."""
    return any(_open_meetings(problem.horizon))


def _open_meetings(horizon: Horizon) -> Iterator[Meeting]:
    return (m for m in horizon.held_meetings if not m.fixed and concerned(horizon, m))


def without_meetings(horizon: Horizon, schedule: Schedule) -> Schedule:
    """Let those work on queue who are at meetings whose times are not fixed."""
    free = {
        (meeting.name, agent): meeting
        for meeting in _open_meetings(horizon)
        for agent in meeting.agent_ids
    }
    return replace(schedule, shifts=tuple(_working(shift, free) for shift in schedule.shifts))


def _working(shift: Shift, free: Mapping[tuple[str, str], Meeting]) -> Shift:
    if shift.locked or not any((a.code, shift.agent_id) in free for a in shift.activities):
        return shift
    on_queue = (a for a in shift.activities if a.category is ActivityCategory.ON_QUEUE)
    first = shift.activities[0]
    work = next(
        on_queue, Activity(ON_QUEUE, ActivityCategory.ON_QUEUE, first.start, first.end, True)
    )
    parts: list[Activity] = []
    for part in shift.activities:
        held = (part.code, shift.agent_id) in free
        now = replace(work, start=part.start, end=part.end) if held else part
        if parts and now.category is parts[-1].category is ActivityCategory.ON_QUEUE:
            parts[-1] = replace(parts[-1], end=now.end)
        else:
            parts.append(now)
    return replace(shift, activities=tuple(parts))


def as_held(problem: Problem, schedule: Schedule) -> Problem:
    """Let meetings be when a schedule has them, for who judges it: tours are not shaped anew."""
    times = {**problem.horizon.meeting_times, **times_held(problem.horizon, schedule)}
    return replace(problem, horizon=replace(problem.horizon, meeting_times=times))


def told_of_meetings(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    """Say when a schedule holds the meetings without a fixed time, and who misses any meeting."""
    held, horizon = _held(schedule), problem.horizon
    for meeting in horizon.held_meetings:
        if not concerned(horizon, meeting):
            continue
        if meeting.fixed:
            yield from _told_of_fixed(problem, schedule, meeting, held)
            continue
        times: dict[datetime | None, list[str]] = {}
        for agent in meeting.agent_ids:
            times.setdefault(_time_of(meeting, agent, held), []).append(agent)
        yield from _told_of_length(horizon, meeting)
        left = times.pop(None, [])
        for start, agents in times.items():
            if start is not None:
                who, at = tuple(map(horizon.site.named, agents)), horizon.local(start)
                text = phrase("schedule.meeting_placed", meeting=meeting.name, agents=who, start=at)
                yield Message(Severity.INFO, "schedule", text)
        if left:
            begun = {start: len(agents) for start, agents in times.items() if start is not None}
            for text in without_place(MeetingPlacer(problem, schedule), meeting, left, begun):
                yield Message(Severity.WARNING, "schedule", text)


def _told_of_length(horizon: Horizon, meeting: Meeting) -> Iterator[Message]:
    """Say that a meeting takes more than its minutes where they do not fill intervals."""
    interval = horizon.grid.interval_minutes
    taken = horizon.minutes_to_steps(meeting.minutes) * interval
    if taken != meeting.minutes:
        text = phrase(
            "schedule.meeting_rounded",
            meeting=meeting.name, minutes=meeting.minutes, taken=taken, interval=interval,
        )  # fmt: skip
        yield Message(Severity.WARNING, "schedule", text)


def _told_of_fixed(
    problem: Problem, schedule: Schedule, meeting: Meeting, held: _Held
) -> Iterator[Message]:
    missing = frozenset(
        agent for agent in meeting.agent_ids if _time_of(meeting, agent, held) is None
    )
    if missing:
        text = missed(problem, schedule, meeting, missing)
        yield Message(Severity.WARNING, "schedule", text)


_Held = Mapping[tuple[str, str], list[datetime]]
_Times = Mapping[Occurrence, datetime]


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
        if meeting.fixed or not concerned(horizon, meeting):
            continue
        times = ((agent, _time_of(meeting, agent, held)) for agent in meeting.agent_ids)
        mine = {agent: at for agent, at in times if at is not None}
        if meeting.together and mine:
            common = Counter(mine.values()).most_common(1)[0][0]
            away = not_at_work(schedule.shifts, meeting, common)
            mine |= {agent: common for agent in away if agent not in mine}
        found.update({occurrence(meeting, agent): at for agent, at in mine.items()})
    return found


def _quorate(problem: Problem, schedule: Schedule) -> bool:
    """Tell whether each meeting that is held together has its quorum."""
    held = _held(schedule)
    there = (
        (meeting.quorum, sum(_time_of(meeting, agent, held) is not None for agent in agents))
        for meeting in problem.horizon.held_meetings
        if meeting.together and not meeting.fixed and (agents := meeting.agent_ids)
    )
    return all(count == 0 or count >= quorum for quorum, count in there)


def _read_again(problem: Problem, known: Problem, schedule: Schedule) -> Placed:
    """Know the times of meetings as they are read off a schedule, by which it is priced."""
    times = {**problem.horizon.meeting_times, **times_held(problem.horizon, schedule)}
    same = times == known.horizon.meeting_times
    return judged(known if same else at_times(problem, times), schedule)


def _fetched(
    problem: Problem,
    best: Placed,
    times: _Times,
    wanted: _Times,
    seed: int,
    keep_going: Callable[[], bool],
) -> Placed:
    """Fetch people to the meetings that they missed for want of a free hour, where that pays.

    To all meetings at once; where that costs more, to those of either half by themselves, so that
    one for which there is nobody to spare keeps nobody from another.
    """
    meetings = list(dict.fromkeys((name, window) for name, _, window in wanted))
    if not meetings or not keep_going():
        return best
    asked = at_times(problem, {**times, **wanted})
    found = polished(asked, best.schedule, seed, ROUNDS, keep_going, strangers_anew=True)
    fetched = _read_again(problem, asked, found)
    if fetched.price < best.price and _quorate(fetched.problem, fetched.schedule):
        return fetched
    half = len(meetings) // 2
    for part in (meetings[:half], meetings[half:]) if half else ():
        mine = {key: at for key, at in wanted.items() if (key[0], key[2]) in part}
        held = times_held(problem.horizon, best.schedule)
        best = _fetched(problem, best, held, mine, seed, keep_going)
    return best
