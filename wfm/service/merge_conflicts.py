"""Days that two people changed: whose to take is for a person to say, and is asked in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from wfm.model import Shift
from wfm.planning.merge_schedules import MergeConflict, Side
from wfm.planning.preserved_shifts import AgentDay
from wfm.store.errors import ConflictError
from wfm.words.counted import counted

TOLD = 100
"""Conflicts and broken rules that a refusal spells out; it has all conflicts as shifts."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Whose day is taken where two publications meet.

    They were taken with a certain schedule in force: when another one is by now, they are not
    used, and the conflicts are told anew.
    """

    in_force: int | None = None
    """Number of the schedule that the conflicts were told against."""
    days: Mapping[AgentDay, Side] = field(default_factory=lambda: MappingProxyType({}))


class MergeError(ConflictError):
    """Two changed the same agents' days, and nobody has decided whose to take."""

    def __init__(
        self, message: str, against: int, conflicts: Sequence[MergeConflict], zone: ZoneInfo
    ) -> None:
        """`against` is the number of the schedule that was merged with."""
        self.against, self.conflicts, self.zone = against, tuple(conflicts), zone
        days = counted(len(conflicts), "day of an agent", "days of agents")
        super().__init__(
            f"{message}: {days} cannot be taken from both; decide whose to take",
            "decisions",
            [_in_words(conflict, zone) for conflict in self.conflicts[:TOLD]],
        )


def _in_words(conflict: MergeConflict, zone: ZoneInfo) -> str:
    """Say what a day was, is, and is to be: `A1 Tue 2026-03-10: was off, is …`."""

    def hours(shifts: Sequence[Shift]) -> str:
        spans = (f"{s.start.astimezone(zone):%H:%M}–{s.end.astimezone(zone):%H:%M}" for s in shifts)
        return " + ".join(spans) or "off"

    was, theirs, mine = (hours(s) for s in (conflict.base, conflict.theirs, conflict.mine))
    if theirs == mine:
        mine += " with other activities or locks"
    day = f"{conflict.agent_id} {conflict.date:%a %Y-%m-%d}"
    told = f"{day}: was {was}, is {theirs} by now, and {mine} here"
    return f"{told}; it would overlap the day beside it" if conflict.overlapping else told
