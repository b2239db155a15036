"""Schedules of a week: generated, read, edited by agent and day, published, reverted, compared."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Response

from api.access import Access, SignedIn
from api.dependencies import IfMatch, Key, Number, OncePerKey, Paged, Reply, Store, Week
from api.permissions import Reach
from api.problems import RefusedError
from api.routes.sites import WORKBOOK, accepted
from api.schemas import (
    ChangeView,
    CopyBody,
    DayBody,
    DayView,
    GenerateBody,
    Listing,
    NoticeView,
    RunMessage,
    RunView,
    ScheduleView,
    ShiftBody,
    ShiftView,
    SpanView,
    TableView,
)
from api.tables import table_view
from wfm.model import Activity, Shift
from wfm.store.audit import record
from wfm.store.errors import NotFoundError, StaleError
from wfm.store.people import AGENT, agents_of_teams
from wfm.store.plans import PlanKind, plan_of_run
from wfm.store.publishing import copy, difference, notices_of, publish, revert
from wfm.store.runs import create_run, get_run
from wfm.store.schedules import (
    AgentDay,
    ScheduleInfo,
    agent_day,
    edit_day,
    get_schedule,
    schedules_of,
    shifts_of,
)
from wfm.store.sites import load_site_core

router = APIRouter(prefix="/sites/{site}/weeks/{week}/schedules", tags=["schedules"])
LONGEST_SHIFT = timedelta(hours=24)
DayPath = Annotated[date, Path(description="Local date on which the shifts start")]


@router.get("")
def list_schedules(
    site: Key,
    week: Week,
    access: SignedIn,
    store: Store,
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Listing[ScheduleView]:
    """List the schedules of a week by number."""
    access.check_site(site)
    with store.reading() as tx:
        found = schedules_of(tx, site, week, after, limit)
    following = str(found[-1].number) if len(found) == limit else None
    return Listing(items=[_view(info) for info in found if _visible(access, info)], next=following)


@router.post("", status_code=202, response_model=RunView)
def generate(
    site: Key, week: Week, body: GenerateBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Forecast, staff and schedule the week in the background; a new draft comes out."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            start = load_site_core(tx, site).week_start
            if week.weekday() != start:
                raise RefusedError(
                    422, f"weeks of this site start on weekday {start}", field="week"
                )
            if body.base is not None:
                get_schedule(tx, site, week, body.base)
            parameters = {"week": str(week), **body.model_dump()}
            return accepted(create_run(tx, access.actor, site, "schedule", parameters))

        return once(tx, 202, effect)


@router.get("/{number}")
def one_schedule(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, response: Response
) -> ScheduleView:
    """One schedule, without its shifts."""
    with store.reading() as tx:
        info = _get(tx, access, site, week, number)
    response.headers["ETag"] = f'"{info.version}"'
    return _view(info)


@router.get("/{number}/shifts")
def list_shifts(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, page: Paged
) -> Listing[ShiftView]:
    """List shifts, agent by agent; a page ends with an agent, `limit` counts agents."""
    with store.reading() as tx:
        info = _get(tx, access, site, week, number)
        teams = access.user.teams if access.reach is Reach.TEAM else None
        agents = [a.key for a in agents_of_teams(tx, site, teams, page.after, page.limit)]
        shifts = shifts_of(tx, info.id, agents)
    following = agents[-1] if len(agents) == page.limit else None
    return Listing(items=[_shift(shift) for shift in shifts], next=following)


@router.get("/{number}/agents/{agent}/days/{day}")
def one_day(
    site: Key,
    week: Week,
    number: Number,
    agent: Key,
    day: DayPath,
    access: SignedIn,
    store: Store,
    response: Response,
) -> DayView:
    """Show one agent's day with the version to send when editing it."""
    with store.reading() as tx:
        info = _get(tx, access, site, week, number)
        access.check_agent(AGENT.get(tx, site, agent))
        _check_day(week, day)
        found = agent_day(tx, info.id, agent, day)
    response.headers["ETag"] = f'"{found.version}"'
    return _day(found)


@router.put("/{number}/agents/{agent}/days/{day}")
def set_day(
    site: Key,
    week: Week,
    number: Number,
    agent: Key,
    day: DayPath,
    body: DayBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> DayView:
    """Replace one agent's day in a draft; if someone else did so first, their day comes back."""
    with store.writing() as tx:
        info = _get(tx, access, site, week, number)
        access.check_agent(AGENT.get(tx, site, agent))
        _check_day(week, day)
        zone = ZoneInfo(load_site_core(tx, site).time_zone)
        shifts = [_shift_of(agent, day, zone, shift) for shift in body.shifts]
        try:
            edited = edit_day(tx, access.actor, info, agent, day, version, shifts)
        except StaleError as error:
            current = _day(error.current).model_dump(mode="json")
            raise StaleError(f"{agent}'s {day}", error.current_version, current) from None
    response.headers["ETag"] = f'"{edited.version}"'
    return _day(edited)


@router.post("/{number}/copy", status_code=201, response_model=ScheduleView)
def copy_schedule(
    site: Key,
    week: Week,
    number: Number,
    body: CopyBody,
    access: SignedIn,
    store: Store,
    once: OncePerKey,
) -> Response:
    """Make a new draft from any schedule."""
    with store.writing() as tx:

        def effect() -> Reply:
            info = _get(tx, access, site, week, number)
            return _reply(copy(tx, access.actor, info, body.note))

        return once(tx, 201, effect)


@router.post("/{number}/publish", response_model=ScheduleView)
def publish_schedule(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    once: OncePerKey,
) -> Response:
    """Put a draft into force, exactly as it was when its version was read."""
    with store.writing() as tx:

        def effect() -> Reply:
            info = _get(tx, access, site, week, number)
            return _reply(publish(tx, access.actor, info, version))

        return once(tx, 200, effect)


@router.post("/{number}/revert", status_code=201, response_model=ScheduleView)
def revert_schedule(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Publish an earlier version again, under a new number."""
    with store.writing() as tx:

        def effect() -> Reply:
            info = _get(tx, access, site, week, number)
            return _reply(revert(tx, access.actor, info))

        return once(tx, 201, effect)


@router.get("/{number}/difference")
def compare(
    site: Key,
    week: Week,
    number: Number,
    against: Annotated[int, Query(ge=1, le=1_000_000)],
    access: SignedIn,
    store: Store,
) -> Listing[ChangeView]:
    """List the agents' days that differ from another schedule of the week (`against`, before)."""
    with store.reading() as tx:
        after = _get(tx, access, site, week, number)
        before = _get(tx, access, site, week, against)
        changes = difference(tx, before, after)
    items = [
        ChangeView(agent_id=c.agent_id, date=c.date, before=_spans(c.before), after=_spans(c.after))
        for c in changes
    ]
    return Listing(items=items)


@router.get("/{number}/notices")
def list_notices(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Listing[NoticeView]:
    """List whose days the publication changed, and the hours of notice they had."""
    with store.reading() as tx:
        info = _get(tx, access, site, week, number)
        notices = notices_of(tx, info.id)
    items = [
        NoticeView(
            agent_id=n.agent_id, date=n.date, before=_spans(n.before), after=_spans(n.after),
            notice_hours=n.notice_hours,
        )
        for n in notices
    ]  # fmt: skip
    return Listing(items=items)


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
    """Show required and scheduled heads per interval and queue, as of when it was generated."""
    with store.reading() as tx:
        info = _get(tx, access, site, week, number)
        plan, table = plan_of_run(tx, site, week, PlanKind.COVERAGE, info.run)
    return table_view(plan, table, after, limit)


@router.get("/{number}/messages")
def messages(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Listing[RunMessage]:
    """List what the run that made the schedule had to say."""
    with store.reading() as tx:
        info = _get(tx, access, site, week, number)
        found = [] if info.run is None else get_run(tx, site, info.run).messages
    return Listing(items=[RunMessage.model_validate(message) for message in found])


@router.get(
    "/{number}/workbook",
    response_class=Response,
    responses={200: {"content": {WORKBOOK: {}}, "description": "The roster"}},
)
def workbook(site: Key, week: Week, number: Number, access: SignedIn, store: Store) -> Response:
    """Give the roster as an Excel workbook, the same that `wfm plan` writes."""
    from wfm.planning.stored import stored_workbook

    with store.writing() as tx:
        info = _get(tx, access, site, week, number)
        name, content = stored_workbook(tx, info)
        record(tx, access.actor, "export", "schedule", f"{week}/{number}", site=site)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=WORKBOOK, headers=headers)


def _get(tx: Any, access: Access, site: str, week: date, number: int) -> ScheduleInfo:
    access.check_site(site)
    info = get_schedule(tx, site, week, number)
    if not _visible(access, info):
        raise NotFoundError("schedule", f"{week}/{number}")
    return info


def _visible(access: Access, info: ScheduleInfo) -> bool:
    return info.published_at is not None or access.reach is not Reach.TEAM


def _reply(info: ScheduleInfo) -> Reply:
    place = f"/sites/{info.site}/weeks/{info.week}/schedules/{info.number}"
    return Reply(_view(info), info.version, place)


def _view(info: ScheduleInfo) -> ScheduleView:
    return ScheduleView.model_validate({**asdict(info), "status": info.status})


def _check_day(week: date, day: date) -> None:
    if not week <= day < week + timedelta(days=7):
        raise RefusedError(422, "a date of the schedule's week", field="day")


def _shift(shift: Shift) -> ShiftView:
    return ShiftView.model_validate({**asdict(shift), "start": shift.start, "end": shift.end})


def _day(day: AgentDay) -> DayView:
    values = {name: getattr(day, name) for name in ("agent_id", "date", "version", "edited_by")}
    return DayView(**values, shifts=[_shift(shift) for shift in day.shifts])


def _shift_of(agent: str, day: date, zone: ZoneInfo, body: ShiftBody) -> Shift:
    activities = tuple(Activity(**activity.model_dump()) for activity in body.activities)
    for activity in activities:
        if activity.start >= activity.end:
            raise RefusedError(422, "an activity ends before it starts", field="activities")
    for one, following in pairwise(activities):
        if one.end != following.start:
            raise RefusedError(
                422, "activities must follow each other without gap or overlap", field="activities"
            )
    shift = Shift("", agent, day, activities, body.locked)
    if shift.start.astimezone(zone).date() != day:
        raise RefusedError(422, f"the shift does not start on {day} local time", field="activities")
    if shift.end - shift.start > LONGEST_SHIFT:
        raise RefusedError(422, "a shift is at most 24 hours long", field="activities")
    return shift


def _spans(spans: Any) -> list[SpanView]:
    return [SpanView(start=start, end=end) for start, end in spans]
