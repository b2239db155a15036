"""Planned against actual of a stored week: measured when asked, remembered until anything changes.

What is told of a finished shift goes into the trail; when it changes later, the earlier figure
stays there, with the reason of the change.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import pandas as pd

from wfm.adherence import AuthorisedException, ImpactTable, Policy, StateMap
from wfm.adherence.measure import window
from wfm.adherence.report import Report, policy_of, report
from wfm.adherence.tables import shift_table
from wfm.adherence.trail import news
from wfm.model import ActivityCategory, Site
from wfm.model.plan import Message
from wfm.planning.closed_days import closed_as_forecast, holiday_minutes
from wfm.planning.files.compare_week import about
from wfm.planning.files.read_plan import no_plan
from wfm.scheduling.rules.paid_hours import shortest_paid_hours
from wfm.service.merge_history import HISTORY, SATISFACTION, Rows
from wfm.service.state_intake import event_frame
from wfm.service.stored_tables import stored_frame
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.errors import NotFoundError, OutdatedError
from wfm.store.people import AGENT
from wfm.store.plans import PlanKind, plan_of_run, plan_table, plans_of
from wfm.store.schedules import ScheduleInfo, load_schedule, published
from wfm.store.sites import load_site, site_revision
from wfm.store.states import came_since, newest_state, states_page
from wfm.store.states_grading import EXCEPTION, Grading, grading
from wfm.store.states_trail import Entry, last_said, said, say
from wfm.store.work_out import work_out

LEAD: Final = timedelta(days=1)
"""How long before a window states are read: none is believed for longer."""
REMEMBERED: Final = 8
"""Reports that a process keeps."""


class Inputs(NamedTuple):
    """What a report is made from."""

    schedule: int
    site: int
    grading: int
    newest_state: int
    moment: datetime
    """To the minute."""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with what there is to say about it."""

    report: Report
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A report that was made, from what, and the span of its week."""

    inputs: Inputs
    span: tuple[datetime, datetime]
    found: StoredReport

    def holds(self, tx: Connection, site: str, inputs: Inputs) -> bool:
        """Whether nothing came since that the week would show: it may be over."""
        begin, end = self.span
        return (
            self.inputs[:3] == inputs[:3]
            and min(self.inputs.moment, end) == min(inputs.moment, end)
            and not came_since(tx, site, self.inputs.newest_state, (begin - LEAD, end))
        )


class Reports:
    """The reports of a service."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._kept: OrderedDict[tuple[str, date], _Kept] = OrderedDict()
        self._measuring = threading.Lock()

    def of(self, site: str, week: date) -> StoredReport:
        """Give the report of a published week, as everything stands now.

        Raises
        ------
        NotFoundError
            If there is no such site, or nothing is published for the week.
        """
        with self._measuring:
            with self.database.reading() as tx:
                info = _published(tx, site, week)
                inputs = _inputs(tx, info, now())
                kept = self._kept.get((site, week))
                if kept is not None and kept.holds(tx, site, inputs):
                    self._kept[site, week] = replace(kept, inputs=inputs)
                    self._kept.move_to_end((site, week))
                    return kept.found
                span, make = _loaded(tx, info, inputs.moment)
            made = make()
            _tell(self.database, info, made.report)
            self._kept[site, week] = _Kept(inputs, span, made)
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
            return made


def site_policy(
    site: Site, chosen: Grading, exceptions: Sequence[AuthorisedException] = ()
) -> Policy:
    """Grade as the site chose.

    Raises
    ------
    InputError, ParameterError
        For a category, impact or method that does not exist.
    """
    return policy_of(
        site,
        states=StateMap({**site.state_map, **chosen.states}),
        impacts=ImpactTable().changed(chosen.impacts),
        method=chosen.method,
        tolerance_seconds=chosen.tolerance_seconds,
        count_unscheduled_work=chosen.count_unscheduled_work,
        productive=tuple(map(ActivityCategory, chosen.productive)),
        authorised=tuple(exceptions),
    )


def stored_policy(tx: Connection, key: str, site: Site) -> Policy:
    """Grade as the site chose, with the exceptions that were authorised."""
    authorised = [
        AuthorisedException(e.agent_id, e.start, e.end, e.reason, e.authorised_by)
        for e in (stored.value for stored in EXCEPTION.page(tx, key) if stored.active)
    ]
    return site_policy(site, grading(tx, key)[0], authorised)


def whole_site(tx: Connection, key: str) -> Site:
    """Load a site with everybody who ever worked there: the past stays."""
    return load_site(tx, key, [stored.key for stored in AGENT.page(tx, key)])


def _published(tx: Connection, site: str, week: date) -> ScheduleInfo:
    site_revision(tx, site)
    info = published(tx, site, week)
    if info is None:
        raise NotFoundError("published schedule", str(week))
    return info


def _inputs(tx: Connection, info: ScheduleInfo, moment: datetime) -> Inputs:
    return Inputs(
        info.number,
        site_revision(tx, info.site),
        grading(tx, info.site)[1],
        newest_state(tx, info.site),
        moment.replace(second=0, microsecond=0),
    )


def _loaded(
    tx: Connection, info: ScheduleInfo, until: datetime
) -> tuple[tuple[datetime, datetime], Callable[[], StoredReport]]:
    """Read everything at one instant; the report is made when nobody waits for the database.

    The first is the span of the week.
    """
    site = whole_site(tx, info.site)
    schedule = load_schedule(tx, info)
    begin, end = window(schedule, site.time_zone)
    log = event_frame(states_page(tx, info.site, (begin - LEAD, 0), end))
    policy = stored_policy(tx, info.site, site)
    plan = _plan(tx, info, site)
    site = closed_as_forecast(site, plan[0], info.week, 7)
    history, scores = (
        _between(kind, tx, info.site, (begin, end)) for kind in (HISTORY, SATISFACTION)
    )

    def made() -> StoredReport:
        from wfm.scheduling.horizon import Horizon

        hired = shortest_paid_hours(site.work_plans.values())
        closed = holiday_minutes(Horizon(site, info.week, 7))
        found = report(site, schedule, log, policy, *plan, history, until, scores, hired, closed)
        return StoredReport(found, tuple(about(found, log.empty)))

    return (begin, end), made


def _plan(tx: Connection, info: ScheduleInfo, site: Site) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give forecast and requirement of the run that made the schedule, else the week's latest."""
    tables = []
    for kind in (PlanKind.FORECAST, PlanKind.REQUIREMENT):
        plans = plans_of(tx, info.site, info.week, kind)
        if not plans:
            return no_plan(site, info.week)
        own = any(info.run is not None and plan.run == info.run for plan in plans)
        found = (
            plan_of_run(tx, info.site, info.week, kind, info.run)
            if own
            else plan_table(tx, info.site, info.week, kind, plans[-1].number)
        )
        tables.append(stored_frame(kind, found[1]))
    return tables[0], tables[1]


def _between(
    kind: Rows, tx: Connection, site: str, span: tuple[datetime, datetime]
) -> pd.DataFrame:
    rows = kind.stored(tx, site)
    return rows[(rows[kind.instant] >= span[0]) & (rows[kind.instant] < span[1])]


def _tell(database: Database, info: ScheduleInfo, found: Report) -> None:
    """Add to the trail what is said of finished shifts for the first time, or differently."""
    shifts = shift_table(found)
    running = _running(found)

    def prepare(tx: Connection) -> tuple[int, Sequence[Entry]]:
        before = said(tx, info.site, info.week)
        return before[-1]["number"] if before else 0, news(before, shifts, running)

    def write(tx: Connection, ready: tuple[int, Sequence[Entry]]) -> None:
        last, entries = ready
        if last != last_said(tx, info.site, info.week):
            raise OutdatedError(f"more was said of the week {info.week}")
        say(tx, info.site, info.week, last, entries, now())

    with database.reading() as tx:
        entries = prepare(tx)[1]
    if entries:
        work_out(database, prepare, write)


def _running(found: Report) -> frozenset[str]:
    """Shifts that go on, as far as is known; work without a shift is left out, as it has no end."""
    until = found.measured.heard_until
    going = {shift.id for shift in found.schedule.shifts if until is None or shift.end > until}
    return frozenset(going | {""})
