"""Agents' days of published weeks that change for agents: judged, and the weeks' next versions.

Leave, swaps, open shifts and offers all go this way: what is in force is copied, the days are
replaced as edits by hand are, and the copy is published in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from wfm.model import Schedule, Shift, Site, TimeOff, WeeksBeside
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.after_publication import settle
from wfm.service.load_plan import closed_as_planned
from wfm.service.publish import understaffed
from wfm.service.site_of_schedule import ledger_before, site_of_schedule
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day, edit_day
from wfm.store.errors import ConflictError
from wfm.store.publishing import copy, publish
from wfm.store.schedules import ScheduleInfo, get_schedule, load_schedule, lock_week, published
from wfm.timegrid import week_begin
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.scheduling import Finding

DayShifts = Mapping[AgentDay, Sequence[Shift]]
"""Shifts that agents' days have from now on; none: the day is off."""
ChangedWeeks = Sequence[tuple[ScheduleInfo, DayShifts]]
"""What is in force of some weeks, and the days of them that change."""
WEEK = timedelta(days=7)


def with_days(schedule: Schedule, days: DayShifts) -> Schedule:
    """Give a schedule in which these days are so."""
    others = [shift for shift in schedule.shifts if (shift.agent_id, shift.date) not in days]
    shifts = (*others, *(shift for own in days.values() for shift in own))
    return replace(schedule, shifts=tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))


def by_week(
    tx: Connection, key: str, week_start: int, days: DayShifts, *, hold: bool = False
) -> ChangedWeeks:
    """Sort changed days by the published weeks that they are in.

    With `hold`, nobody else publishes those weeks before this transaction ends.

    Raises
    ------
    ConflictError
        If a week is not published.
    """
    find: Callable[[Connection, str, date], ScheduleInfo | None] = in_force if hold else published
    found: dict[date, dict[AgentDay, Sequence[Shift]]] = defaultdict(dict)
    for (agent, day), shifts in days.items():
        found[week_begin(day, week_start)][agent, day] = shifts
    weeks = []
    for week in sorted(found):
        info = find(tx, key, week)
        if info is None:
            raise ConflictError(phrase("trade.refused.unpublished", week=week))
        weeks.append((info, found[week]))
    return weeks


def newly_broken(
    tx: Connection,
    key: str,
    weeks: ChangedWeeks,
    absences: Collection[TimeOff] = (),
    without: Collection[TimeOff] = (),
) -> list[Finding]:
    """List the hard rules that would be broken and are not yet, for whom the days are, and heads.

    What was broken already and would be by less is among them, as `eased`: nothing speaks against
    that, and the trail names it.

    The week after a changed one goes on from it, and is judged as well. `absences` are those that
    come with the change, those `without` go with it.
    """
    changed = {info.week: (info, days) for info, days in weeks}
    who = frozenset(agent for _, days in weeks for agent, _ in days)
    earlier: list[Finding] = []
    now: list[Finding] = []
    for week in sorted({*changed, *(week + WEEK for week in changed)}):
        info = changed[week][0] if week in changed else published(tx, key, week)
        if info is None:
            continue
        site = closed_as_planned(tx, info, site_of_schedule(tx, info))
        before = load_schedule(tx, info)
        after = with_days(before, changed[week][1]) if week in changed else before
        _, ahead = changed.get(week - WEEK, (None, {}))
        previous = with_days(Schedule(key, week - WEEK, site.previous), ahead).shifts
        kept = tuple(without_once(site.time_off, without))
        beside = _changed_beside(site, changed)
        as_told = replace(site, previous=previous, beside=beside, time_off=(*kept, *absences))
        earlier += _broken(tx, info, replace(site, time_off=kept), before, who)
        now += _broken(tx, info, as_told, after, who)
    return [
        replace(finding, eased=any(finding.eases(one) for one in earlier))
        for finding in now
        if finding not in earlier
    ]


def without_once(entries: Iterable[TimeOff], gone: Iterable[TimeOff]) -> list[TimeOff]:
    """Take each of those that go out once: the same may have been entered twice."""
    left = list(entries)
    for entry in gone:
        if entry in left:
            left.remove(entry)
    return left


def speaks_against(found: Finding, *, fewer_hours: bool) -> bool:
    """Whether a hard rule that would be broken keeps a change from being made.

    What was broken by more before does not, nor do the contract's least paid hours where it is
    `fewer_hours` that are wanted.
    """
    from wfm.scheduling.rules.hours_per_month import MonthHoursSettings
    from wfm.scheduling.rules.paid_hours import PaidHoursSettings

    hours = {PaidHoursSettings.rule, MonthHoursSettings.rule}
    return not found.eased and not (fewer_hours and found.rule in hours)


def _changed_beside(
    site: Site, changed: Mapping[date, tuple[ScheduleInfo, DayShifts]]
) -> WeeksBeside:
    """Give the weeks of the same plan as they are after the change."""
    shifts = site.beside.shifts
    for week in site.beside.known & changed.keys():
        shifts = with_days(Schedule(site.name, week, shifts), changed[week][1]).shifts
    return replace(site.beside, shifts=shifts)


def _broken(
    tx: Connection, info: ScheduleInfo, site: Site, schedule: Schedule, who: Collection[str]
) -> Iterator[Finding]:
    """Judge these agents' shifts, and the heads of all."""
    from wfm.scheduling.evaluation.check import judge
    from wfm.scheduling.horizon import Horizon

    theirs = replace(
        site,
        agents=tuple(agent for agent in site.agents if agent.id in who),
        time_off=tuple(entry for entry in site.time_off if entry.agent_id in who),
    )
    own = tuple(shift for shift in schedule.shifts if shift.agent_id in who)
    locked = tuple(shift for shift in own if shift.locked)
    horizon = Horizon(theirs, info.week, ledger=ledger_before(info), locked=locked)
    found = judge(horizon, replace(schedule, shifts=own))
    yield from (f for f in (*found, *understaffed(tx, info, schedule)) if f.hard)


def put_in_force(
    tx: Connection,
    actor: str,
    weeks: ChangedWeeks,
    *,
    note: str,
    accepted: Sequence[Finding] = (),
) -> None:
    """Publish what is in force with these days changed, as each week's next version.

    `accepted` are the rules that this breaks and somebody accepted: the trail names them.

    Raises
    ------
    ConflictError
        If an agent would be booked twice.
    """
    for info, days in weeks:
        draft = copy(tx, actor, info, note)
        for (agent, day), shifts in sorted(days.items()):
            version = agent_day(tx, draft.id, agent, day).version
            edit_day(tx, actor, draft, agent, day, version, shifts)
        draft = get_schedule(tx, info.site, info.week, draft.number)
        mine = [f for f in accepted if f.date is None or info.week <= f.date < info.week + WEEK]
        also: dict[str, Any] = {"accepted": [str(finding) for finding in mine]} if mine else {}
        settle(tx, actor, publish(tx, actor, draft, draft.version, len(mine), also))


def in_force(tx: Connection, site: str, week: date) -> ScheduleInfo | None:
    """Give the published schedule of a week, held for this transaction; None where there is none.

    Whoever else would publish the week waits.
    """
    if published(tx, site, week) is None:
        return None
    lock_week(tx, site, week)
    return published(tx, site, week)
