"""What each week of a run goes on from: the schedule that is kept, and the one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from wfm.jobs import Job
from wfm.model import Schedule, Site
from wfm.planning.preserved_shifts import PreservedShifts
from wfm.service.preserved_shifts import preserved_of
from wfm.store.database import Connection
from wfm.store.schedules import (
    ScheduleInfo,
    basis_of,
    get_schedule,
    load_schedule,
    published,
    schedules_of,
)


@dataclass(frozen=True, slots=True)
class WeekBase:
    """What a week's new draft goes on from."""

    week: date
    kept: ScheduleInfo | None
    """Of which past, locked and edited days stay, and the rest costs to change."""
    copied_from: int | None
    based_on: int | None
    """Number of the published schedule that it knows."""


def week_bases(tx: Connection, job: Job) -> tuple[WeekBase, ...]:
    """Find what the weeks of a run go on from.

    The first week's is asked for. Where something is kept of it, each later week goes on from what
    is in force of it, or its newest draft.
    """
    first, asked = date.fromisoformat(job.run.parameters["week"]), job.run.parameters
    later = (first + timedelta(weeks=number) for number in range(1, asked.get("weeks") or 1))
    base = _first(tx, job, first)
    return (base, *(_later(tx, job.run.site, week, base.kept is not None) for week in later))


def kept_of(
    tx: Connection, bases: tuple[WeekBase, ...], site: Site
) -> tuple[Schedule | None, PreservedShifts]:
    """Give the schedule of all weeks that is kept where it can be, and what of it stays."""
    known = [base.kept for base in bases if base.kept is not None]
    if not known:
        return None, PreservedShifts()
    schedules = [load_schedule(tx, info) for info in known]
    preserved = reduce(or_, (preserved_of(tx, info, site) for info in known))
    if len(bases) == 1:
        return schedules[0], preserved
    shifts = tuple(shift for one in schedules for shift in one.shifts)
    return Schedule(schedules[0].site, bases[0].week, shifts), preserved


def _first(tx: Connection, job: Job, week: date) -> WeekBase:
    asked = job.run.parameters
    source = asked["base"] if asked["keep"] else None
    kept = get_schedule(tx, job.run.site, week, source) if source else None
    if "based_on" in asked:
        known = None if asked["based_on"] is None else int(asked["based_on"])
    else:  # a run of old did not note it
        known = basis_of(tx, job.run.site, week, source)
    return WeekBase(week, kept, asked["base"], known)


def _later(tx: Connection, site: str, week: date, keep: bool) -> WeekBase:
    found = published(tx, site, week) or next(reversed(schedules_of(tx, site, week)), None)
    kept = found if keep else None
    number = None if kept is None else kept.number
    return WeekBase(week, kept, number, basis_of(tx, site, week, number))
