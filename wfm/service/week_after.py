"""What a schedule would break in the week after it, as that one is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from wfm.model import Schedule
from wfm.service.load_plan import closed_as_planned
from wfm.service.site_of_schedule import ledger_before, site_of_schedule
from wfm.store.database import Connection
from wfm.store.schedules import ScheduleInfo, load_schedule, published
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.scheduling import Finding

WEEK = timedelta(days=7)


def broken_in_force_after(tx: Connection, info: ScheduleInfo, schedule: Schedule) -> list[Finding]:
    """List hard rules that the published week after breaks once it goes on from a schedule.

    What it breaks by itself is not among them; nothing is said where that week is not published.
    """
    from wfm.scheduling.evaluation.week_after import broken_by_week_before
    from wfm.scheduling.horizon import Horizon

    after = published(tx, info.site, info.week + WEEK)
    if after is None:
        return []
    site = closed_as_planned(tx, after, site_of_schedule(tx, after))
    previous = tuple(shift for shift in schedule.shifts if shift.agent_id in site.agent_names)
    theirs = load_schedule(tx, after)
    locked = tuple(shift for shift in theirs.shifts if shift.locked)
    horizon = Horizon(
        replace(site, previous=previous), after.week, ledger=ledger_before(after), locked=locked
    )
    return [
        replace(found, phrase=phrase("rule.week_after", found=found.phrase, number=after.number))
        for found in broken_by_week_before(horizon, theirs)
    ]
