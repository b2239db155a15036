"""Two people's changes of one week, merged three ways: by agent and day.

An agent's day that only one side changed is taken from that side. One that both changed, and
differently, is a conflict: a person decides. So is one whose shift would run into the other side's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
    """An agent's day for which a person must say whose it is; empty where it is off."""

    agent_id: str
    date: date
    base: tuple[Shift, ...]
    theirs: tuple[Shift, ...]
    mine: tuple[Shift, ...]
    overlapping: bool = False
    """Whether only one side changed it, and it would overlap a day that the other changed."""


@dataclass(frozen=True, slots=True)
class Merged:
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


def same_day(one: Sequence[Shift], other: Sequence[Shift]) -> bool:
    """Compare what people see of a day: activities and locks, not ids."""
    return [(s.activities, s.locked) for s in one] == [(s.activities, s.locked) for s in other]


def changed_days(before: AgentDays, after: AgentDays) -> tuple[AgentDay, ...]:
    """Give the days that differ, by agent and date."""
    days = sorted({*before, *after})
    return tuple(day for day in days if not same_day(before.get(day, ()), after.get(day, ())))


def merge_three_ways(
    base: AgentDays, theirs: AgentDays, mine: AgentDays, decisions: Mapping[AgentDay, Side]
) -> Merged:
    """Merge my changes of a base with theirs; `decisions` settle what both changed.

    They settle as well on which side to give way where a shift of one side runs into a shift that
    the other moved: a night into the next morning.
    """
    by_them, by_me = set(changed_days(base, theirs)), set(changed_days(base, mine))
    differing = set(changed_days(theirs, mine))
    sides = {
        day: decisions.get(day) if day in by_me else Side.THEIRS for day in differing & by_them
    }
    sides |= {day: decisions[day] for day in _overlapping(sides, theirs, mine) & decisions.keys()}
    overlapping = _overlapping(sides, theirs, mine)
    merged = {day: _of(sides.get(day), day, theirs, mine) for day in {*theirs, *mine}}
    open_ = {day for day, side in sides.items() if side is None} | overlapping
    conflicts = tuple(
        MergeConflict(
            agent_id=day[0],
            date=day[1],
            base=base.get(day, ()),
            theirs=theirs.get(day, ()),
            mine=mine.get(day, ()),
            overlapping=not (day in by_them and day in by_me),
        )
        for day in sorted(open_)
    )
    taken = {chosen: {d for d, side in sides.items() if side is chosen} for chosen in Side}
    return Merged(
        shifts=tuple(shift for day in sorted(merged) for shift in merged[day]),
        from_theirs=tuple(sorted(taken[Side.THEIRS])),
        overruled=tuple(sorted(taken[Side.MINE] & by_them)),
        conflicts=conflicts,
    )


def _of(side: Side | None, day: AgentDay, theirs: AgentDays, mine: AgentDays) -> tuple[Shift, ...]:
    return (theirs if side is Side.THEIRS else mine).get(day, ())


def _overlapping(
    sides: Mapping[AgentDay, Side | None], theirs: AgentDays, mine: AgentDays
) -> set[AgentDay]:
    """Find the days whose shifts overlap, one of them mine and the other theirs."""
    found: set[AgentDay] = set()
    merged = {day: _of(sides.get(day), day, theirs, mine) for day in {*theirs, *mine}}
    for (agent, day), shifts in merged.items():
        following = (agent, day + timedelta(days=1))
        one, other = (sides.get(key) is Side.THEIRS for key in ((agent, day), following))
        if one != other and any(
            shift.end > next_.start for shift in shifts for next_ in merged.get(following, ())
        ):
            found |= {(agent, day), following}
    return found
