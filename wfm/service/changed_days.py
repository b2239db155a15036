"""Agents' days of a published week that change for agents: judged, and the next version of it.

Leave, swaps, open shifts and offers all go this way: what is in force is copied, the days are
replaced as edits by hand are, and the copy is published in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from wfm.model import Schedule, Shift, TimeOff
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.load_plan import closed_as_planned, site_of_week
from wfm.service.publish import understaffed
from wfm.store.database import Connection
from wfm.store.publishing import copy, publish
from wfm.store.schedules import (
    ScheduleInfo,
    agent_day,
    edit_day,
    get_schedule,
    load_schedule,
    lock_week,
    published,
)

if TYPE_CHECKING:
    from wfm.scheduling import Finding

DayShifts = Mapping[AgentDay, Sequence[Shift]]
"""Shifts that agents' days have from now on; none: the day is off."""


def week_of(day: date, week_start: int) -> date:
    """First day of the week of a date."""
    return date.fromordinal(day.toordinal() - (day.weekday() - week_start) % 7)


def with_days(schedule: Schedule, days: DayShifts) -> Schedule:
    """Give a schedule in which these days are so."""
    others = [shift for shift in schedule.shifts if (shift.agent_id, shift.date) not in days]
    shifts = (*others, *(shift for own in days.values() for shift in own))
    return replace(schedule, shifts=tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))


def newly_broken(
    tx: Connection, info: ScheduleInfo, days: DayShifts, absences: Collection[TimeOff] = ()
) -> list[Finding]:
    """List the hard rules that would be broken and are not yet, for whom the days are, and heads.

    `absences` are those that come with the change.
    """
    from wfm.scheduling.evaluation.check import judge
    from wfm.scheduling.horizon import Horizon

    before = load_schedule(tx, info)
    after = with_days(before, days)
    who = {agent for agent, _ in days}
    site = closed_as_planned(tx, info, site_of_week(tx, info.site, info.week))
    site = replace(
        site,
        agents=tuple(agent for agent in site.agents if agent.id in who),
        time_off=tuple(entry for entry in site.time_off if entry.agent_id in who),
    )
    with_absences = replace(site, time_off=(*site.time_off, *absences))

    def broken(one: Schedule, whose: Any) -> list[Finding]:
        own = tuple(shift for shift in one.shifts if shift.agent_id in who)
        locked = tuple(shift for shift in own if shift.locked)
        found = judge(Horizon(whose, info.week, locked=locked), replace(one, shifts=own))
        return [f for f in (*found, *understaffed(tx, info, one)) if f.hard]

    earlier = broken(before, site)
    return [finding for finding in broken(after, with_absences) if finding not in earlier]


def put_in_force(
    tx: Connection,
    actor: str,
    info: ScheduleInfo,
    days: DayShifts,
    *,
    note: str,
    accepted: Sequence[Finding] = (),
    also: Mapping[str, Any] | None = None,
) -> ScheduleInfo:
    """Publish what is in force with these days changed, as the week's next version.

    `accepted` are the rules that this breaks and somebody accepted: the trail names them.

    Raises
    ------
    ConflictError
        If an agent would be booked twice.
    """
    draft = copy(tx, actor, info, note)
    for (agent, day), shifts in sorted(days.items()):
        version = agent_day(tx, draft.id, agent, day).version
        edit_day(tx, actor, draft, agent, day, version, shifts)
    draft = get_schedule(tx, info.site, info.week, draft.number)
    told = {"accepted": [str(finding) for finding in accepted]} if accepted else {}
    return publish(tx, actor, draft, draft.version, len(accepted), {**(also or {}), **told})


def in_force(tx: Connection, site: str, week: date) -> ScheduleInfo | None:
    """Give the published schedule of a week, held for this transaction; None where there is none.

    Whoever else would publish the week waits.
    """
    found = published(tx, site, week)
    if found is None:
        return None
    lock_week(tx, site, week)
    return published(tx, site, week)
