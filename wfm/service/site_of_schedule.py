"""A site as a stored schedule knows it: the week before, and the weeks planned together with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from wfm.model import Site
from wfm.planning.planned_together import weeks_of
from wfm.service.load_plan import closed_as_planned, site_of_week
from wfm.store.database import Connection
from wfm.store.schedules import ScheduleInfo, published, schedules_of
from wfm.store.stored_shifts import shifts_of

if TYPE_CHECKING:
    from wfm.planning.plan_options import Ledger


def site_of_schedule(tx: Connection, info: ScheduleInfo) -> Site:
    """Load a site as it is now, with the shifts of other weeks that a schedule is judged by.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return with_weeks_beside(tx, info, site_of_week(tx, info.site, info.week))


def ledger_before(info: ScheduleInfo) -> Ledger:
    """Give the ledger that a stored schedule went on from."""
    found: Mapping[str, Mapping[str, float]] = info.summary.get("ledger_before") or {}
    return found


def with_weeks_beside(
    tx: Connection, info: ScheduleInfo, site: Site, at_hand: Collection[date] = ()
) -> Site:
    """Give a site the other weeks of the plan that a schedule was planned in, as they are now.

    `at_hand` are the weeks that are judged or planned, where it is not the schedule's alone. Of
    each other week what is in force counts, if it is of the same plan, else its newest that is.
    """
    from wfm.scheduling.rules import counts_over_all_weeks

    together, mine = weeks_of(info.summary.get("together")), {info.week, *at_hand}
    if not mine < together:
        return site
    others = sorted(together - mine)
    if not counts_over_all_weeks(site):
        return replace(site, beside=site.beside.with_weeks(others, (), ()))
    found = [one for week in others if (one := _of_plan(tx, info.site, week, together))]
    for one in found:
        site = closed_as_planned(tx, one, site)
    known = site.agent_names
    shifts = [s for one in found for s in shifts_of(tx, one.id) if s.agent_id in known]
    weeks = [one.week for one in found]
    return replace(site, beside=site.beside.with_weeks(others, weeks, shifts))


def _of_plan(
    tx: Connection, key: str, week: date, together: frozenset[date]
) -> ScheduleInfo | None:
    """Find a week's schedule of a plan: the one in force, else its newest."""
    in_force = published(tx, key, week)
    candidates = [*reversed(schedules_of(tx, key, week))]
    if in_force is not None:
        candidates.insert(0, in_force)
    mine = (one for one in candidates if weeks_of(one.summary.get("together")) == together)
    return next(mine, None)
