"""Two people's changes of one week, merged three ways: by agent and day.

An agent's day that only one side changed is taken from that side. One that both changed, and
differently, is a conflict: a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wfm.model import Shift
from wfm.planning.preserved_shifts import AgentDay

AgentDays = Mapping[AgentDay, tuple[Shift, ...]]
"""Shifts by agent and the date on which they start; a day without shifts is not in it."""


class Side(StrEnum):
    """Whose day is taken."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """An agent's day that both sides changed, and differently; empty where it is off."""

    agent_id: str
    date: date
    base: tuple[Shift, ...]
    theirs: tuple[Shift, ...]
    mine: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a merge; `shifts` hold mine where a conflict is open."""

    shifts: tuple[Shift, ...]
    from_theirs: tuple[AgentDay, ...]
    """Days that differ from mine, because theirs were taken."""
    conflicts: tuple[MergeConflict, ...]
    """Those that no decision settles."""


def by_agent_day(shifts: Iterable[Shift]) -> AgentDays:
    """Sort shifts by agent and the date on which they start."""
    found: dict[AgentDay, list[Shift]] = defaultdict(list)
    for shift in sorted(shifts, key=lambda shift: shift.start):
        found[shift.agent_id, shift.date].append(shift)
    return {day: tuple(mine) for day, mine in found.items()}


def merge_three_ways(
    base: AgentDays, theirs: AgentDays, mine: AgentDays, decisions: Mapping[AgentDay, Side]
) -> Merged:
    """Merge my changes of a base with theirs; `decisions` settle what both changed."""
    days: list[tuple[Shift, ...]] = []
    from_theirs: list[AgentDay] = []
    conflicts: list[MergeConflict] = []
    for day in sorted({*base, *theirs, *mine}):
        old, other, own = (side.get(day, ()) for side in (base, theirs, mine))
        side = _side(old, other, own) or decisions.get(day)
        if side is None:
            conflicts.append(MergeConflict(*day, old, other, own))
        if side is Side.THEIRS and not _same(other, own):
            from_theirs.append(day)
        days.append(other if side is Side.THEIRS else own)
    shifts = tuple(shift for shifts in days for shift in shifts)
    return Merged(shifts, tuple(from_theirs), tuple(conflicts))


def _side(
    base: tuple[Shift, ...], theirs: tuple[Shift, ...], mine: tuple[Shift, ...]
) -> Side | None:
    """Tell whose day it is; None where both changed it differently."""
    if _same(base, theirs) or _same(theirs, mine):
        return Side.MINE
    return Side.THEIRS if _same(base, mine) else None


def _same(one: tuple[Shift, ...], other: tuple[Shift, ...]) -> bool:
    """Compare what people see: activities and locks, not ids."""
    return [(s.activities, s.locked) for s in one] == [(s.activities, s.locked) for s in other]
