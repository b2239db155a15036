"""What lies in the midst of a shift: meetings with a time, and hours of time off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wfm.model import ActivityCategory

if TYPE_CHECKING:
    from wfm.scheduling.horizon import Horizon
    from wfm.timegrid import TimeGrid

_MINUTE = timedelta(minutes=1)
_INSTANT = timedelta(microseconds=1)


class Interruption(NamedTuple):
    """Intervals [begin, end) that a shift contains, off queue, or does not touch."""

    begin: int
    end: int
    code: str
    category: ActivityCategory
    paid: bool


def interruptions_of(horizon: Horizon) -> Mapping[str, tuple[Interruption, ...]]:
    """Find, per agent, the meetings and the hours of time off that a shift may contain.

    Time off of more than half the longest shift leaves no shift around it.
    """
    from wfm.scheduling.rules.shift_times import ShiftTimeSettings  # which imports the horizon

    agents = {agent.id: agent for agent in horizon.site.agents}
    found: dict[str, list[Interruption]] = defaultdict(list)
    for agent, entries in horizon.time_off.items():
        longest = max(ShiftTimeSettings.of(horizon.plan(agents[agent])).lengths)
        for entry in entries:
            if (entry.end - entry.start) * 2 <= longest * _MINUTE:
                begin, end = _intervals(horizon.grid, entry.start, entry.end)
                off = Interruption(begin, end, "OFF", ActivityCategory.TIME_OFF, entry.paid)
                found[agent].append(off)
    for agent, meetings in horizon.meetings.items():
        for meeting, start in meetings:
            kind = ActivityCategory.TRAINING if meeting.training else ActivityCategory.MEETING
            begin, end = _intervals(horizon.grid, start, start + meeting.minutes * _MINUTE)
            found[agent].append(Interruption(begin, end, meeting.name, kind, meeting.paid))
    return {agent: tuple(sorted(mine)) for agent, mine in found.items()}


def _intervals(grid: TimeGrid, start: datetime, end: datetime) -> tuple[int, int]:
    return grid.index(start), grid.index(end - _INSTANT) + 1
