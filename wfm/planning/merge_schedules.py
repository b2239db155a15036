"""Two people's changes of one week, merged three ways: by agent and day.

An agent's day that only one side changed is taken from that side. One that both changed, and
differently, is a conflict: a person decides. So is a shift that would run into the other side's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product

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
    """An agent's day for which a person must say whose it is; empty where it is off."""

    agent_id: str
    date: date
    base: tuple[Shift, ...]
    theirs: tuple[Shift, ...]
    mine: tuple[Shift, ...]
    overlapping: bool = False
    """Whether only one side changed it, and it would overlap a day that the other changed."""


@dataclass(frozen=True, slots=True)
class MergedSchedule:
    """What comes of a merge; `shifts` hold mine where a conflict is open."""

    shifts: tuple[Shift, ...]
    from_theirs: tuple[AgentDay, ...]
    """Days that differ from mine, because theirs were taken."""
    overruled: tuple[AgentDay, ...]
    """Days that they changed, and that are mine all the same: by a decision."""
    conflicts: tuple[MergeConflict, ...]
    """Those that no decision settles."""


def by_agent_day(shifts: Iterable[Shift]) -> AgentDays:
    """Sort shifts by agent and the date on which they start."""
    found: dict[AgentDay, list[Shift]] = defaultdict(list)
    for shift in sorted(shifts, key=lambda shift: shift.start):
        found[shift.agent_id, shift.date].append(shift)
    return {day: tuple(mine) for day, mine in found.items()}


def changed_days(before: AgentDays, after: AgentDays) -> tuple[AgentDay, ...]:
    """Give the days that differ in what people see: activities and locks, not ids."""

    def seen(days: AgentDays, day: AgentDay) -> list[object]:
        return [(shift.activities, shift.locked) for shift in days.get(day, ())]

    return tuple(day for day in sorted({*before, *after}) if seen(before, day) != seen(after, day))


def merge_three_ways(
    base: AgentDays, theirs: AgentDays, mine: AgentDays, decisions: Mapping[AgentDay, Side]
) -> MergedSchedule:
    """Merge my changes of a base with theirs; `decisions` settle what both changed.

    They also settle who gives way where a shift that one side moved would run into one that the
    other moved, as a night does into the next morning.
    """
    by_them, by_me = set(changed_days(base, theirs)), set(changed_days(base, mine))
    differing = set(changed_days(theirs, mine))
    sides = {d: decisions.get(d) if d in by_me else Side.THEIRS for d in differing & by_them}
    sides |= {d: decisions[d] for d in _overlapping(sides, theirs, mine) & decisions.keys()}
    overlapping = _overlapping(sides, theirs, mine)
    taken = {d for d, side in sides.items() if side is Side.THEIRS}
    merged = _taken(taken, theirs, mine)
    return MergedSchedule(
        shifts=tuple(shift for day in sorted(merged) for shift in merged[day]),
        from_theirs=tuple(sorted(taken)),
        overruled=tuple(
            sorted(d for d, side in sides.items() if side is Side.MINE and d in by_them)
        ),
        conflicts=tuple(
            MergeConflict(
                *day,
                base=base.get(day, ()),
                theirs=theirs.get(day, ()),
                mine=mine.get(day, ()),
                overlapping=day not in by_them & by_me,
            )
            for day in sorted({d for d, side in sides.items() if side is None} | overlapping)
        ),
    )


def _taken(taken: Collection[AgentDay], theirs: AgentDays, mine: AgentDays) -> AgentDays:
    return {day: (theirs if day in taken else mine).get(day, ()) for day in {*theirs, *mine}}


def _overlapping(
    sides: Mapping[AgentDay, Side | None], theirs: AgentDays, mine: AgentDays
) -> set[AgentDay]:
    """Find the days whose shifts overlap, one of them theirs and the other mine."""
    taken = {day for day, side in sides.items() if side is Side.THEIRS}
    merged = _taken(taken, theirs, mine)
    found: set[AgentDay] = set()
    for one in merged:
        other = one[0], one[1] + timedelta(days=1)
        pairs = product(merged[one], merged.get(other, ()))
        if (one in taken) != (other in taken) and any(s.end > next_.start for s, next_ in pairs):
            found |= {one, other}
    return found
