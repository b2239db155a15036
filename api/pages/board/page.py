"""The board of a schedule: a week of agents by days, or one day in intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import PRINTABLE, Key, Number, Store, Week, week_days
from api.pages.board import model
from api.pages.board.model import Order
from api.pages.rendering import render, say
from api.pages.route import page_router
from api.pages.week.page import board_address
from api.problems import RefusedError
from api.routes.schedules import visible_schedule
from wfm.model import Schedule, Shift
from wfm.service.load_plan import schedule_coverage, site_of_week
from wfm.service.other_editors import other_editors
from wfm.service.publish import judged
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.draft_history import steps_of
from wfm.store.edited_days import edited_days
from wfm.store.errors import NotFoundError
from wfm.store.schedules import ScheduleInfo
from wfm.store.sites import load_site_core, site_zone
from wfm.store.stored_shifts import shifts_of
from wfm.store.weeks import week_states
from wfm.timegrid import week_begin
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

router = page_router("/sites/{site}")
NEAREST: Final = 4
"""Published weeks that are named where this one is not among them."""
Text = Annotated[str, Query(max_length=200, pattern=PRINTABLE)]


@router.get("/roster")
def roster_of_this_week(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """Lead to the board of what is published for this week, or tell which weeks are."""
    access.check_site(site)
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
        today = now().astimezone(zone).date()
        week = week_begin(today, core.week_start)
        states = week_states(tx, site)
    numbers = {each: state.published for each, state in states.items() if state.published}
    if week in numbers:
        return RedirectResponse(f"{board_address(site, week, numbers[week])}?day={today}", 303)
    near = sorted(numbers, key=lambda each: abs(each - week))[:NEAREST]
    return render(
        request, "board/none.html", access, here=_place(access), site=site, name=core.name,
        week=week, last=week + timedelta(days=6), six=timedelta(days=6),
        others=[(each, board_address(site, each, numbers[each])) for each in sorted(near)],
        weeks=f"{PAGES}/sites/{site}/weeks",
    )  # fmt: skip


@router.get("/weeks/{week}/schedules/{number}")
def board_page(
    request: Request,
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    day: Annotated[date | None, Query()] = None,
    team: Text = "",
    skill: Text = "",
    order: Annotated[Order, Query()] = Order.TEAM,
    only: Annotated[str, Query(pattern="^(findings|edited|hours)?$")] = "",
) -> Response:
    """Show a schedule."""
    days = week_days(week)
    if day is not None and day not in days:
        raise RefusedError(404, phrase("refusal.not_in_week"))
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        whole, zone = site_of_week(tx, site, week), site_zone(tx, site)
        shifts = shifts_of(tx, info.id)
        edited = edited_days(tx, info.id)
        seen = access.teams is None
        findings = judged(tx, info, schedule=Schedule(site, week, shifts)) if seen else []
        coverage = _coverage(tx, info) if seen else None
        done, undone = steps_of(tx, info, access.actor)
        others = other_editors(tx, info, access.actor)
    all_rows = model.rows_of(whole, zone, days, shifts, findings, edited, access.teams)
    rows = [
        row
        for row in model.in_order(all_rows, order, day)
        if team in {"", row.agent.team}
        if not skill or skill in row.agent.skills
        if only != "findings" or row.findings
        if only != "hours" or row.left is None or row.left > 0
        if only != "edited" or any(cell.edited for cell in row.cells)
    ]
    view = (
        _week_view(coverage, zone, days)
        if day is None
        else _day_view(coverage, shifts, day, zone, whole.interval_minutes)
    )
    in_general = [f for f in findings if f.agent_id is None]
    return render(
        request, "board/day.html" if day else "board/week.html", access,
        here=_place(access), site=site,
        name=whole.name, info=info, week=week, last=days[-1], days=days, day=day, rows=rows,
        teams=sorted({row.agent.team for row in all_rows}),
        skills=sorted({skill for row in all_rows for skill in row.agent.skills}),
        orders=list(Order), team=team, skill=skill, order=order, only=only, zone=zone,
        count=len(all_rows), broken=sum(f.hard for f in findings), in_general=in_general,
        told=_told(request, rows), editable=info.published_at is None, undo=bool(done),
        redo=bool(undone), has_coverage=coverage is not None,
        base=board_address(site, week, number), others=others, **view,
    )  # fmt: skip


@router.get("/weeks/{week}/schedules/{number}/others")
def others_of_board(
    request: Request, site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Show who else edits a schedule, as its board asks again and again."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        zone = site_zone(tx, site)
        others = other_editors(tx, info, access.actor)
    return render(request, "board/others.html", access, site=site, zone=zone, others=others)


def _place(access: Access) -> str:
    return "page.nav.roster" if access.teams is not None else "page.nav.weeks"


def _told(request: Request, rows: Sequence[model.BoardRow]) -> Mapping[str, list[str]]:
    """Say the findings of each agent."""
    told: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        told[row.agent.id] = [say(request, finding.in_full) for finding in row.findings]
    return told


def _coverage(tx: Connection, info: ScheduleInfo) -> pd.DataFrame | None:
    try:
        return schedule_coverage(tx, info)[1]
    except NotFoundError:
        return None


def _week_view(coverage: pd.DataFrame | None, zone: Any, days: Sequence[date]) -> dict[str, Any]:
    return {"queues": [] if coverage is None else model.heads_by_day(coverage, zone, days)}


def _day_view(
    coverage: pd.DataFrame | None, shifts: Sequence[Shift], day: date, zone: Any, minutes: int
) -> dict[str, Any]:
    import pandas as pd

    empty = pd.DataFrame({"interval_start": pd.to_datetime([], utc=True), "queue": []})
    grid = model.grid_of(empty if coverage is None else coverage, shifts, day, zone, minutes)
    own: dict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        if shift.date == day:
            own[shift.agent_id].append(shift)
    return {
        "grid": grid,
        "hours": grid.hours(zone),
        "bars": {agent: model.bars_of(grid, of_day, zone) for agent, of_day in own.items()},
        "queues": [] if coverage is None else model.heads_in_intervals(coverage, grid),
        "interval": model.WIDTH,
    }
