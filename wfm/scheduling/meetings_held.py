"""Which meetings of a horizon have a time for each agent, and which could have one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wfm.model import Meeting, Shift

if TYPE_CHECKING:
    from wfm.scheduling.horizon import Horizon

Occurrence = tuple[str, str, datetime]
"""A meeting, who attends, and when its window begins: those of a series differ in that."""


def with_a_time(horizon: Horizon) -> Mapping[str, tuple[tuple[Meeting, datetime], ...]]:
    """Find the meetings that have a time, and their starts, per agent in order of time."""
    found: dict[str, list[tuple[Meeting, datetime]]] = defaultdict(list)
    for meeting in horizon.held_meetings:
        for agent in meeting.agent_ids:
            at = horizon.meeting_times.get((meeting.name, agent, meeting.earliest))
            start = meeting.earliest if meeting.fixed else at
            if start is not None and _attends(horizon, agent, meeting, start):
                found[agent].append((meeting, start))
    return {a: tuple(sorted(m, key=lambda pair: pair[1])) for a, m in found.items()}


def without_a_time(horizon: Horizon) -> Mapping[str, tuple[Meeting, ...]]:
    """Find the meetings that have no time yet, but could have one, per agent.

    A time in the agent's time off is none; what a locked shift holds has its time there.
    """
    found: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in horizon.held_meetings:
        starts = range(0) if meeting.fixed else horizon.starts_of(meeting)
        for agent in horizon.agent_ids.intersection(meeting.agent_ids) if starts else ():
            if _has_time(horizon, agent, meeting):
                continue
            if _can_attend(horizon, agent, meeting, starts):
                found[agent].append(meeting)
    return {agent: tuple(found[agent]) for agent in sorted(found)}


def is_at(meeting: Meeting, shifts: Iterable[Shift]) -> bool:
    """Tell whether an agent's shifts hold a meeting within its window."""
    return any(
        part.code == meeting.name and meeting.earliest <= part.start and part.end <= meeting.latest
        for shift in shifts
        for part in shift.activities
    )


def _has_time(horizon: Horizon, agent: str, meeting: Meeting) -> bool:
    at = horizon.meeting_times.get((meeting.name, agent, meeting.earliest))
    if at is not None and _attends(horizon, agent, meeting, at):
        return True
    return is_at(meeting, horizon.locked_by_agent.get(agent, ()))


def _can_attend(horizon: Horizon, agent: str, meeting: Meeting, starts: range) -> bool:
    if agent not in horizon.time_off:
        return True
    return any(_attends(horizon, agent, meeting, horizon.grid.at(begin)) for begin in starts)


def _attends(horizon: Horizon, agent: str, meeting: Meeting, start: datetime) -> bool:
    """Tell whether a meeting lies in the horizon and outside the agent's time off."""
    end = start + timedelta(minutes=meeting.minutes)
    away = any(e.start < end and start < e.end for e in horizon.time_off.get(agent, ()))
    return 0 <= horizon.grid.index(start) < horizon.day_starts[-1] and not away
