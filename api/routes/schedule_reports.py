"""What there is to know of a schedule: differences, notices, coverage, messages, its workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access import Access, SignedIn
from api.dependencies import Key, Number, Paged, Slice, Store, Week
from api.problems import RefusedError
from api.replies import next_key
from api.routes.imports import WORKBOOK
from api.routes.schedules import visible_schedule
from api.schemas.fields import Listing
from api.schemas.findings import FindingView
from api.schemas.plans import TableView
from api.schemas.runs import RunMessage
from api.schemas.schedules import ChangeView, NoticeView, SpanView
from api.schemas.simulated import SimulatedServiceView
from api.schemas.versions import ComparisonView
from api.tables import table_view
from wfm.service.compare_versions import compared
from wfm.service.load_plan import (
    floor_workbook_of,
    planners_workbook,
    schedule_coverage,
    stored_plan,
)
from wfm.service.publish import judged, understaffed
from wfm.service.simulated_service import simulated_service
from wfm.service.stored_tables import stored_text
from wfm.store.audit import record
from wfm.store.database import Database
from wfm.store.people import agents_of_teams
from wfm.store.plans import PlanKind
from wfm.store.publishing import DayChange, Notice, difference, notices_of
from wfm.store.runs import get_run
from wfm.store.schedules import ScheduleInfo
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}/weeks/{week}/schedules", tags=["schedules"])


@router.get("/{number}/difference")
def compare(
    site: Key,
    week: Week,
    number: Number,
    against: Annotated[int, Query(ge=1, le=1_000_000)],
    access: SignedIn,
    store: Store,
    page: Paged,
) -> Listing[ChangeView]:
    """List the agents' days that differ from another schedule of the week (`against`, before)."""
    with store.reading() as tx:
        after = visible_schedule(tx, access, site, week, number)
        before = visible_schedule(tx, access, site, week, against)
        changes = difference(tx, before, after)
    last = _last_day(page)
    shown = [c for c in changes if last is None or (c.agent_id, c.date) > last][: page.limit]
    items = [ChangeView.of(c) for c in shown]
    return Listing(items=items, next=_next_day(shown, page))


@router.get("/{number}/comparison")
def beside(
    site: Key,
    week: Week,
    number: Number,
    against: Annotated[int, Query(ge=1, le=1_000_000)],
    access: SignedIn,
    store: Store,
) -> ComparisonView:
    """Lay a schedule beside another one of the week (`against`, before).

    Heads and service by queue and day, paid hours and cost, days that differ and their notice.
    """
    with store.reading() as tx:
        after = visible_schedule(tx, access, site, week, number)
        before = visible_schedule(tx, access, site, week, against)
        return ComparisonView.of(compared(tx, before, after))


@router.get("/{number}/notices")
def list_notices(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, page: Paged
) -> Listing[NoticeView]:
    """List whose days the publication changed, and the hours of notice they had."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        notices = notices_of(tx, info.id, _last_day(page), page.limit)
    items = [
        NoticeView(
            agent_id=n.agent_id, date=n.date, before=_spans(n.before), after=_spans(n.after),
            notice_hours=n.notice_hours,
        )
        for n in notices
    ]  # fmt: skip
    return Listing(items=items, next=_next_day(notices, page))


@router.get("/{number}/findings")
def list_findings(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, page: Paged
) -> Listing[FindingView]:
    """List the rules that are broken or priced today; a page ends with an agent.

    The first page begins with what is missing of declared minimum heads.
    """
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        agents = agents_of_teams(tx, site, None, page.after, page.limit)
        of_all = understaffed(tx, info) if page.after is None else []
        findings = [*of_all, *judged(tx, info, [agent.key for agent in agents])]
    items = [FindingView.of(finding) for finding in findings]
    return Listing(items=items, next=next_key(agents, page.limit))


@router.get("/{number}/coverage")
def coverage(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> TableView:
    """Show required and scheduled heads per interval and queue, edits by hand counted in."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        plan, frame = schedule_coverage(tx, info)
    return table_view(plan, stored_text(PlanKind.COVERAGE, frame), after, limit)


@router.get("/{number}/simulation")
def simulation(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> SimulatedServiceView:
    """Show the simulated service of queues and days, each with its margin and goal's chance."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        return SimulatedServiceView.of(simulated_service(tx, info))


@router.get("/{number}/messages")
def messages(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Listing[RunMessage]:
    """List what the run that made the schedule had to say."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        found = [] if info.run is None else get_run(tx, site, info.run).messages
    return Listing(items=[RunMessage.model_validate(message) for message in found])


@router.get(
    "/{number}/workbook",
    response_class=Response,
    responses={200: {"content": {WORKBOOK: {}}, "description": "The roster"}},
)
def workbook(site: Key, week: Week, number: Number, access: SignedIn, store: Store) -> Response:
    """Give the planner's roster as an Excel workbook, the same that `wfm plan` writes.

    It shows costs: hand out the one for the floor.
    """
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        plan = stored_plan(tx, info)
    return _exported(store, access, info, *planners_workbook(plan))


@router.get(
    "/{number}/workbook/floor",
    response_class=Response,
    responses={200: {"content": {WORKBOOK: {}}, "description": "The roster for the floor"}},
)
def floor_workbook(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Give the roster to hand out: days with breaks, without pay, costs, wishes or reasons.

    It is only to be read; the planner's workbook is the one that comes back.
    """
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        plan = stored_plan(tx, info)
    return _exported(store, access, info, *floor_workbook_of(plan))


def _exported(
    store: Database, access: Access, info: ScheduleInfo, name: str, content: bytes
) -> Response:
    entry = f"{info.week}/{info.number}"
    with store.writing() as tx:
        record(tx, access.actor, "export", "schedule", entry, site=info.site)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=WORKBOOK, headers=headers)


def _next_day(shown: Sequence[DayChange] | Sequence[Notice], page: Slice) -> str | None:
    full = len(shown) == page.limit
    return f"{shown[-1].date}/{shown[-1].agent_id}" if full else None


def _last_day(page: Slice) -> tuple[str, date] | None:
    if page.after is None:
        return None
    day, _, agent = page.after.partition("/")
    try:
        return agent, date.fromisoformat(day)
    except ValueError:
        raise RefusedError(409, phrase("refusal.page_after"), field="after") from None


def _spans(spans: Any) -> list[SpanView]:
    return [SpanView(start=start, end=end) for start, end in spans]
