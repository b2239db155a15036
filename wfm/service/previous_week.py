"""The week before: rest, nights and days in a row go on from it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from wfm.model import Shift, Site
from wfm.model.plan import Message, Severity
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.schedules import ScheduleInfo, create_draft, load_schedule, published, schedules_of
from wfm.store.stored_shifts import shifts_of
from wfm.timegrid import week_begin
from wfm.words import phrase

WEEK = timedelta(days=7)


def week_before(tx: Connection, key: str, week: date) -> ScheduleInfo | None:
    """Find what a week goes on from: the schedule published for the week before, or its newest."""
    before = week - WEEK
    return published(tx, key, before) or next(reversed(schedules_of(tx, key, before)), None)


def told(info: ScheduleInfo | None, week: date) -> Message:
    """Say what a week goes on from."""
    if info is None:
        text = phrase("schedule.none_before", week=week - WEEK)
        return Message(Severity.WARNING, "schedule", text)
    if info.status == "draft":
        text = phrase("schedule.after_draft", number=info.number, week=info.week)
        return Message(Severity.WARNING, "schedule", text)
    text = phrase("schedule.after_published", number=info.number, week=info.week)
    return Message(Severity.INFO, "schedule", text)


def ledger_after(tx: Connection, info: ScheduleInfo, site: Site) -> dict[str, dict[str, float]]:
    """Give the fairness ledger after a stored week: as it was before, and its shifts as they are.

    Edits by hand count, since it is counted from the shifts.
    """
    from wfm.scheduling.horizon import Horizon
    from wfm.scheduling.rules.ledger import continued
    from wfm.service.load_plan import closed_as_planned  # which imports this module

    known, site = {agent.id for agent in site.agents}, closed_as_planned(tx, info, site)
    shifts = [shift for shift in shifts_of(tx, info.id) if shift.agent_id in known]
    return continued(Horizon(site, info.week), shifts, info.summary.get("ledger_before", {}))


def waiting_after(tx: Connection, info: ScheduleInfo) -> dict[str, float]:
    """Contacts per deferred queue that a stored week leaves waiting, with its shifts as they are.

    Nothing is known of a week whose run kept no tables.
    """
    from wfm.planning.opening_backlog import left_waiting
    from wfm.service.stored_demand import demand_of_schedule

    try:
        demand = demand_of_schedule(tx, info)
    except NotFoundError:
        return {}
    return left_waiting(demand.waiting(demand.heads_of(load_schedule(tx, info))))


def keep_earlier_weeks(tx: Connection, actor: str, key: str, site: Site) -> None:
    """Make drafts of the shifts that a site brings of earlier weeks; stored weeks stay alone."""
    weeks: dict[date, list[Shift]] = defaultdict(list)
    for shift in site.previous:
        weeks[week_begin(shift.date, site.week_start)] += [shift]
    for week, shifts in sorted(weeks.items()):
        if not schedules_of(tx, key, week, limit=1):
            create_draft(tx, actor, key, week, shifts, note="as previous.csv has it")
