"""Absences that planners and supervisors enter, change and withdraw: in force at once.

In published weeks an absence takes its agent's shifts, which are open from then on; one that is
withdrawn gives back those that nobody has taken. What changes is judged before it is written
(`to_enter`), and the trail names the rules that it breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from wfm.model import Shift, TimeOff
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.changed_days import WEEK, ChangedWeeks, DayShifts, newly_broken, put_in_force
from wfm.service.leave.absent_days import AbsentWeek, absent_days
from wfm.service.leave.give_back import GivenBack, close_given_back, to_give_back
from wfm.service.leave.grant import open_taken
from wfm.service.messages.telling import tell_of_absence
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day
from wfm.store.entities import Stored
from wfm.store.leave import Standing, hold_as_judged, standing
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.schedules import ScheduleInfo, lock_week
from wfm.store.sites import load_site

if TYPE_CHECKING:
    from wfm.scheduling import Finding


@dataclass(frozen=True, slots=True)
class Entered:
    """What an absence in the place of another changes, as it was judged."""

    standing: Standing
    moment: datetime
    before: TimeOff | None
    after: TimeOff | None
    given_back: Sequence[GivenBack]
    taken: Sequence[AbsentWeek]
    weeks: ChangedWeeks
    broken: Sequence[Finding]
    """Hard rules that this breaks."""


def to_enter(tx: Connection, key: str, before: TimeOff | None, after: TimeOff | None) -> Entered:
    """Judge an absence in the place of another, either of which may be none; nothing is stored."""
    seen, moment = standing(tx, key), now()
    if before is not None and after == replace(before, kind=after.kind if after else ""):
        return Entered(seen, moment, before, after, (), (), (), ())
    back = [] if before is None else to_give_back(tx, key, before, moment)
    returned = {day: shifts for week in back for day, shifts in week.days.items()}
    taken: Sequence[AbsentWeek] = ()
    if after is not None:
        taken = absent_days(tx, key, load_site(tx, key), after, moment, returned=returned)
    days: dict[AgentDay, Sequence[Shift]] = dict(returned)
    days.update((day.day, day.after) for _, found in taken for day in found)
    infos = [*(week.info for week in back), *(info for info, _ in taken)]
    weeks = list(_weeks(tx, infos, days))
    gone, come = ([entry] if entry is not None else [] for entry in (before, after))
    broken = newly_broken(tx, key, weeks, come, gone)
    return Entered(seen, moment, before, after, back, taken, weeks, broken)


def _weeks(
    tx: Connection, infos: Iterable[ScheduleInfo], days: DayShifts
) -> Iterator[tuple[ScheduleInfo, DayShifts]]:
    """Give the days that are not as they are in force, by week."""
    for week, info in sorted({info.week: info for info in infos}.items()):
        mine = {
            (agent, day): shifts
            for (agent, day), shifts in days.items()
            if week <= day < week + WEEK
            and agent_day(tx, info.id, agent, day).shifts != tuple(shifts)
        }
        if mine:
            yield info, mine


def enter(
    tx: Connection, actor: str, key: str, absence: TimeOff, found: Entered
) -> Stored[TimeOff]:
    """Enter an absence as it was judged.

    Raises
    ------
    OutdatedError
        If the site has changed since.
    """
    hold_as_judged(tx, key, found.standing)
    done = TIME_OFF_ENTRY.create(tx, actor, key, uuid4().hex, absence)
    _put_in_force(tx, actor, key, found)
    return done


def change(
    tx: Connection,
    actor: str,
    key: str,
    entry: str,
    version: int,
    absence: TimeOff,
    found: Entered,
    *,
    active: bool,
) -> Stored[TimeOff]:
    """Change or withdraw an absence as it was judged.

    Raises
    ------
    OutdatedError
        If the site has changed since.
    StaleError
        If the absence was changed since `version`.
    """
    hold_as_judged(tx, key, found.standing)
    done = TIME_OFF_ENTRY.change(tx, actor, key, entry, version, absence, active=active)
    _put_in_force(tx, actor, key, found)
    return done


def _put_in_force(tx: Connection, actor: str, key: str, found: Entered) -> None:
    tell_of_absence(tx, actor, key, found.before, found.after)
    close_given_back(tx, actor, key, found.given_back)
    for info, _ in found.weeks:
        lock_week(tx, key, info.week)
    put_in_force(tx, actor, found.weeks, note="absence", accepted=found.broken)
    open_taken(tx, actor, key, found.taken, found.moment)
