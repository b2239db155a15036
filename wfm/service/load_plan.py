"""A stored schedule with all that belongs to it, as the plan that a workbook shows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wfm.model import Site
from wfm.model.plan import Message, Plan, Severity, SolveRecord
from wfm.planning.closed_days import closed_as_forecast, holiday_minutes, holidays_among
from wfm.planning.planned_together import search_of
from wfm.service.previous_week import week_before
from wfm.service.stored_tables import stored_frame
from wfm.store.database import Connection
from wfm.store.edited_days import edited_days
from wfm.store.errors import NotFoundError
from wfm.store.plans import PlanInfo, PlanKind, plan_of_run
from wfm.store.runs import get_run
from wfm.store.schedules import ScheduleInfo, load_schedule, published
from wfm.store.sites import load_site
from wfm.store.stored_shifts import shifts_of
from wfm.words import phrase_of

if TYPE_CHECKING:
    import pandas as pd


WEEKS_OF_MONTH = 6
"""Most weeks that have a day of a month."""
CORRECTED = "corrected_contacts"
"""Column of a stored forecast: its contacts after the planner's overrides."""


def planners_workbook(plan: Plan) -> tuple[str, bytes]:
    """Give the planner's roster of a plan: the workbook's file name and content."""
    from wfm.workbook import roster_file_name, write_roster_workbook

    return roster_file_name(plan), _written(lambda path: write_roster_workbook(plan, path))


def floor_workbook_of(plan: Plan) -> tuple[str, bytes]:
    """Give the roster of a plan for the floor: the workbook's file name and content."""
    from wfm.workbook import floor_file_name, roster_file_name, write_floor_workbook

    planners = roster_file_name(plan)
    return floor_file_name(plan), _written(lambda path: write_floor_workbook(plan, path, planners))


def _written(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write(path)
        return path.read_bytes()


def stored_plan(tx: Connection, info: ScheduleInfo) -> Plan:
    """Join a stored schedule with its site and the tables of the run that made it.

    Raises
    ------
    NotFoundError
        If that run kept no tables.
    """
    from wfm.planning.predicted_kpis import predicted_kpis
    from wfm.planning.site_forecast import special_days
    from wfm.scheduling.horizon import Horizon

    schedule = load_schedule(tx, info)
    site = load_site(tx, info.site, {shift.agent_id for shift in schedule.shifts})
    site = closed_as_planned(tx, info, site)
    forecast, requirement = (
        stored_frame(kind, plan_of_run(tx, info.site, info.week, kind, info.run)[1])
        for kind in (PlanKind.FORECAST, PlanKind.REQUIREMENT)
    )
    coverage, edited = schedule_coverage(tx, info)[1], bool(edited_days(tx, info.id))
    return Plan(
        id=f"{info.site}-{info.week}-{info.number}",
        site=site,
        week=info.week,
        forecast=forecast,
        requirement=requirement,
        coverage=coverage,
        kpis=predicted_kpis(coverage, as_corrected(forecast), site),
        schedule=schedule,
        solve=SolveRecord(**info.summary["solve"]),
        created=info.created_at,
        messages=_messages(tx, info),
        hashes=info.summary.get("hashes", {}),
        versions=info.summary.get("versions", {}),
        parameters=info.summary.get("parameters", {}),
        special_days=special_days(site, tuple(info.week + timedelta(days=n) for n in range(7))),
        status=info.status,
        ledger_before=info.summary.get("ledger_before", {}),
        holiday_minutes=holiday_minutes(Horizon(site, info.week)),
        searched=None if edited else search_of(info.summary.get("together")),
        simulated=None if edited else _simulated(info, "simulated"),
        simulated_days=None if edited else _simulated(info, "simulated_days"),
    )


def _simulated(info: ScheduleInfo, name: str) -> pd.DataFrame | None:
    """Give what was simulated of a schedule, by queue or by day."""
    import pandas as pd

    if not info.summary.get(name):
        return None
    found = pd.DataFrame(info.summary[name])
    return found.assign(date=found["date"].map(date.fromisoformat)) if "date" in found else found


def schedule_coverage(tx: Connection, info: ScheduleInfo) -> tuple[PlanInfo, pd.DataFrame]:
    """Give required, scheduled and predicted figures; counted anew once a person edited a day.

    Raises
    ------
    NotFoundError
        If the run that made the schedule kept no tables.
    """
    plan, table = plan_of_run(tx, info.site, info.week, PlanKind.COVERAGE, info.run)
    if not edited_days(tx, info.id):
        return plan, stored_frame(PlanKind.COVERAGE, table)
    return replace(plan, note="counted anew after edits by hand"), _recounted(tx, info)


def _recounted(tx: Connection, info: ScheduleInfo) -> pd.DataFrame:
    from wfm.service.stored_demand import demand_of_schedule

    demand = demand_of_schedule(tx, info)
    return demand.coverage(demand.heads_of(load_schedule(tx, info)))


def tables_of_run(
    tx: Connection, info: ScheduleInfo, site: Site
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the forecast and the requirement of the run that made a schedule, for queues there are.

    Raises
    ------
    NotFoundError
        If it kept no tables.
    """
    known = [queue.name for queue in site.queues]
    forecast, requirement = (
        stored_frame(kind, plan_of_run(tx, info.site, info.week, kind, info.run)[1])
        for kind in (PlanKind.FORECAST, PlanKind.REQUIREMENT)
    )
    return forecast[forecast["queue"].isin(known)], requirement[requirement["queue"].isin(known)]


def as_corrected(forecast: pd.DataFrame) -> pd.DataFrame:
    """Give a stored forecast with the contacts that its overrides made of it."""
    return forecast.assign(contacts=forecast.get(CORRECTED, forecast["contacts"]))


def site_of_week(tx: Connection, key: str, week: date) -> Site:
    """Load a site as it is now, with the shifts of the schedule that the week goes on from.

    Where contracts count by month, those of weeks that are published later in the month, too.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    site = load_site(tx, key)
    before = week_before(tx, key, week)
    earlier = () if before is None else shifts_of(tx, before.id)
    known = {agent.id for agent in site.agents}
    site = replace(site, previous=tuple(s for s in earlier if s.agent_id in known))
    return _with_rest_of_month(tx, key, site, week)


def _with_rest_of_month(tx: Connection, key: str, site: Site, week: date) -> Site:
    """Give a site what is published of the month in which a week ends, after it."""
    from wfm.scheduling.rules.ledger import counts_by_month

    if not any(map(counts_by_month, site.work_plans.values())):
        return site
    last, known = week + timedelta(days=6), site.agent_names
    begins = (week + timedelta(weeks=number) for number in range(1, WEEKS_OF_MONTH))
    wanted = [begin for begin in begins if begin.replace(day=1) == last.replace(day=1)]
    found = [info for begin in wanted if (info := published(tx, key, begin)) is not None]
    shifts = (s for info in found for s in shifts_of(tx, info.id) if s.agent_id in known)
    later = frozenset(info.week for info in found)
    beside = replace(site.beside, published_later=later, later_shifts=tuple(shifts))
    return replace(site, beside=beside)


def closed_as_planned(tx: Connection, info: ScheduleInfo, site: Site) -> Site:
    """Close the queues on the holidays on which the run that made a schedule took them as closed.

    What the site declares is known without it; a run that kept no tables says nothing.
    """
    if not holidays_among(site, info.week, 7):
        return site
    try:
        _, table = plan_of_run(tx, info.site, info.week, PlanKind.FORECAST, info.run)
    except NotFoundError:
        return site
    return closed_as_forecast(site, stored_frame(PlanKind.FORECAST, table), info.week, 7)


def _messages(tx: Connection, info: ScheduleInfo) -> tuple[Message, ...]:
    found = [] if info.run is None else get_run(tx, info.site, info.run).messages
    return tuple(_message(message) for message in found)


def _message(message: Mapping[str, Any]) -> Message:
    return Message(Severity(message["severity"]), message["kind"], phrase_of(message))
