"""Planned against actual of a published week: adherence, heads, service, why, where to act."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access import SignedIn
from api.dependencies import PRINTABLE, Key, Store, Week
from api.reports import Measured, figures, figures_view, made_with, page_of, records, within_reach
from api.routes.imports import WORKBOOK
from api.schemas.adherence import (
    AdherenceView,
    AgentFigures,
    AgentsView,
    DayFigures,
    Deviation,
    DeviationsView,
    MyAdherence,
    ReportTable,
    ShiftFiguresView,
    ShiftsView,
    TeamFigures,
    TrailEntry,
    UnplacedView,
    WeekInWords,
)
from api.schemas.fields import Listing
from api.schemas.runs import RunMessage
from api.schemas.said import SaidView
from api.tables import in_words
from wfm.store.audit import record
from wfm.store.errors import NotFoundError
from wfm.store.people import agents_of_teams
from wfm.store.states_trail import said
from wfm.words import document

router = APIRouter(tags=["planned against actual"])
BASE = "/sites/{site}/weeks/{week}"
After = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=5000)]


class Subject(StrEnum):
    """A table of planned against actual."""

    INTERVALS = "intervals"
    KPIS = "kpis"
    TOTALS = "totals"
    SITE = "site"
    BRIDGE = "bridge"
    ACTIONS = "actions"
    ACT_FIRST = "act-first"


@router.get(BASE + "/adherence")
def adherence(site: Key, week: Week, access: SignedIn, reports: Measured) -> AdherenceView:
    """Adherence and conformance of the week: in all, per team and per day."""
    from wfm.adherence.tables import unplaced_table

    found = within_reach(reports, access, site, week)
    report = found.report
    return AdherenceView(
        site=site,
        week=week,
        made_with=made_with(report),
        overall=figures_view(report.overall),
        teams=[TeamFigures(team=t, **figures(one)) for t, one in report.by_team().items()],
        days=[DayFigures(date=d, **figures(one)) for d, one in report.by_day().items()],
        unplaced=[UnplacedView(**row) for row in records(unplaced_table(report))],
        messages=[
            RunMessage(severity=m.severity.value, kind=m.stage, **document(m.phrase))
            for m in found.messages
        ],
    )


@router.get(BASE + "/adherence/agents")
def adherence_of_agents(
    site: Key, week: Week, access: SignedIn, reports: Measured, after: After = 0, limit: Limit = 500
) -> AgentsView:
    """Every agent's week, of those who had a shift or worked."""
    report = within_reach(reports, access, site, week).report
    own = report.by_agent()
    worked = [a for a in report.site.agents if a.id in own and own[a.id].tally.any_time]
    page, following = page_of(worked, after, limit)
    items = [
        AgentFigures(agent_id=a.id, agent_name=a.name, team=a.team, **figures(own[a.id]))
        for a in page
    ]
    return AgentsView(made_with=made_with(report), items=items, next=following)


@router.get(BASE + "/adherence/shifts")
def adherence_of_shifts(
    site: Key,
    week: Week,
    access: SignedIn,
    reports: Measured,
    agent: Annotated[str | None, Query(max_length=200, pattern=PRINTABLE)] = None,
    after: After = 0,
    limit: Limit = 500,
) -> ShiftsView:
    """Every shift, and every date on which somebody worked without one; of one agent if named."""
    report = within_reach(reports, access, site, week).report
    rows = [row for row in report.measured.rows if agent in {None, row.agent_id}]
    page, following = page_of(rows, after, limit)
    items = [_shift(row) for row in page]
    return ShiftsView(made_with=made_with(report), items=items, next=following)


@router.get(BASE + "/adherence/deviations")
def deviations(
    site: Key, week: Week, access: SignedIn, reports: Measured, after: After = 0, limit: Limit = 500
) -> DeviationsView:
    """Every uninterrupted deviation, by agent and time: what may be authorised."""
    from wfm.adherence.report import exceptions

    report = within_reach(reports, access, site, week).report
    page, following = page_of(records(exceptions(report.measured)), after, limit)
    items = [Deviation(**row) for row in page]
    return DeviationsView(made_with=made_with(report), items=items, next=following)


@router.get(BASE + "/adherence/trail")
def figures_trail(
    site: Key,
    week: Week,
    access: SignedIn,
    store: Store,
    reports: Measured,
    after: After = 0,
    limit: Limit = 500,
) -> Listing[TrailEntry]:
    """List what was said of finished shifts, and why it changed: earlier figures stay."""
    within_reach(reports, access, site, week)
    with store.reading() as tx:
        own = access.teams and [a.key for a in agents_of_teams(tx, site, access.teams)]
        entries = said(tx, site, week, own, after, limit)
    following = str(entries[-1]["number"]) if len(entries) == limit else None
    return Listing(items=[TrailEntry(**entry) for entry in entries], next=following)


@router.get(
    BASE + "/planned-vs-actual/workbook",
    response_class=Response,
    responses={200: {"content": {WORKBOOK: {}}, "description": "Planned vs Actual"}},
)
def workbook(site: Key, week: Week, access: SignedIn, store: Store, reports: Measured) -> Response:
    """Give everything as the Excel workbook that `wfm adherence` writes."""
    from wfm.workbook.planned_vs_actual import planned_vs_actual_bytes

    report = within_reach(reports, access, site, week).report
    content = planned_vs_actual_bytes(report)
    with store.writing() as tx:
        record(tx, access.actor, "export", "planned vs actual", str(week), site=site)
    headers = {"Content-Disposition": f'attachment; filename="planned-vs-actual-{week}.xlsx"'}
    return Response(content, media_type=WORKBOOK, headers=headers)


@router.get(BASE + "/planned-vs-actual")
def week_in_words(site: Key, week: Week, access: SignedIn, reports: Measured) -> WeekInWords:
    """How each queue's week went, in a sentence, what to do first, and what the words mean."""
    from wfm.adherence.bridge import TITLES
    from wfm.adherence.definitions import definitions

    report = within_reach(reports, access, site, week).report
    return WeekInWords(
        made_with=made_with(report),
        teams=None if access.teams is None else sorted(access.teams),
        verdicts=SaidView.of(report.verdicts),
        actions=SaidView.of(one.told(report.site.currency) for one in report.actions),
        bridge_order=list(TITLES),
        definitions=dict(definitions()),
    )


@router.get(BASE + "/planned-vs-actual/{subject}")
def table(
    site: Key,
    week: Week,
    subject: Subject,
    access: SignedIn,
    reports: Measured,
    after: After = 0,
    limit: Limit = 1000,
) -> ReportTable:
    """Show one table: intervals, key figures by queue or over all, the bridge, what to do.

    Columns are those of the CSV files that `wfm adherence` writes.
    """
    report = within_reach(reports, access, site, week).report
    frame = _frame(report, subject)
    rows, following = page_of(records(frame), after, limit)
    names = frame["figure"] if subject is Subject.SITE else frame
    columns = in_words(map(str, names), subject.value)
    return ReportTable(
        made_with=made_with(report), columns=columns, rows=list(rows), next=following
    )


@router.get("/me/adherence/{week}", tags=["me"])
def my_adherence(week: Week, access: SignedIn, reports: Measured) -> MyAdherence:
    """One's own adherence and conformance, shift by shift, and what deviated."""
    from wfm.adherence.report import exceptions

    site, agent = access.user.site, access.user.agent_id
    if site is None or agent is None:
        raise NotFoundError("agent of", access.user.name)
    report = reports.of(site, week).report
    own = report.measured.of({agent})
    return MyAdherence(
        week=week,
        made_with=made_with(report),
        overall=figures_view(own.sum()),
        shifts=[_shift(row) for row in own.rows],
        deviations=[Deviation(**row) for row in records(exceptions(own))],
    )


def _shift(row: Any) -> ShiftFiguresView:
    return ShiftFiguresView(
        agent_id=row.agent_id, date=row.date, shift_id=row.shift_id, **figures(row.figures)
    )


def _frame(report: Any, subject: Subject) -> Any:
    from wfm.adherence.tables import action_table, bridge_table, site_table

    match subject:
        case Subject.INTERVALS:
            return report.intervals
        case Subject.KPIS:
            return report.kpis
        case Subject.TOTALS:
            return report.totals
        case Subject.SITE:
            return site_table(report)
        case Subject.BRIDGE:
            return bridge_table(report)
        case Subject.ACTIONS:
            return action_table(report)
        case Subject.ACT_FIRST:
            return report.priorities
