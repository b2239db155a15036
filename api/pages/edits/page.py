"""Several days of agents in one edit: chosen on the board or in a form, judged, then kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.access import Access, SignedIn
from api.dependencies import Key, Number, Store, Week, week_days
from api.pages.day.page import compared, status
from api.pages.edits.typed import TypedEdits, typed_edits, written
from api.pages.rendering import render
from api.pages.route import page_router, reasons, told_fields
from api.pages.week.page import board_address
from api.routes.schedules import visible_schedule
from wfm.errors import InputError
from wfm.service.hand_edits import EditTrial, hours_asked, keep, tried
from wfm.store.database import Connection, Database
from wfm.store.draft_history import Day
from wfm.store.edited_days import AgentDay, agent_days
from wfm.store.errors import ConflictError, StaleError
from wfm.store.schedules import ScheduleInfo
from wfm.store.sites import load_site, site_zone

router = page_router("/sites/{site}/weeks/{week}/schedules/{number}/edits")
Sent = Annotated[TypedEdits, Depends(typed_edits)]


@router.get("")
def edits_page(
    request: Request, site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Show the form: for whom, on which days, which hours."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
    return _page(request, info, access, store, TypedEdits())


@router.post("/try")
def try_edits(
    request: Request, site: Key, week: Week, number: Number, access: SignedIn, store: Store,
    typed: Sent,
) -> Response:  # fmt: skip
    """Judge and price the edits together; nothing is kept."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
    return _page(request, info, access, store, typed, judge=True)


@router.post("/keep")
def keep_edits(
    request: Request, site: Key, week: Week, number: Number, access: SignedIn, store: Store,
    typed: Sent,
) -> Response:  # fmt: skip
    """Keep all edits if nobody else changed one of the days since; else show what they are now."""
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        try:
            seen = {(one.agent_id, one.date): one.version for one in typed.seen()}
            trial, _, _ = _tried(tx, info, typed)
        except (InputError, ConflictError) as error:
            return _page(request, info, access, store, typed, wrong=error)
    try:
        with store.writing() as tx:
            info = visible_schedule(tx, access, site, week, number)
            keep(tx, access.actor, info, trial.revision, seen)
    except (StaleError, ConflictError) as error:
        return _page(request, info, access, store, typed, judge=True, wrong=error)
    return RedirectResponse(board_address(site, week, number), 303)


def _tried(
    tx: Connection, info: ScheduleInfo, typed: TypedEdits
) -> tuple[EditTrial, dict[Day, AgentDay], TypedEdits]:
    """Judge the edits; give their days as they are, and the edits with those days' versions."""
    asked = [((one.agent_id, one.date), one.asked) for one in typed.seen()]
    wanted = hours_asked(tx, info, asked)
    now = {(d.agent_id, d.date): d for d in agent_days(tx, info.id, list(wanted))}
    return tried(tx, info, wanted), now, replace(typed, edits=written(now, wanted))


def _page(
    request: Request,
    info: ScheduleInfo,
    access: Access,
    store: Database,
    typed: TypedEdits,
    *,
    judge: bool = False,
    wrong: Exception | None = None,
) -> Response:
    trial: EditTrial | None = None
    changed: list[AgentDay] = []
    with store.reading() as tx:
        whole, zone = load_site(tx, info.site), site_zone(tx, info.site)
        if judge:
            try:
                seen = {(one.agent_id, one.date): one.version for one in typed.seen()}
                trial, now, typed = _tried(tx, info, typed)
                if isinstance(wrong, StaleError):
                    changed = [one for day, one in now.items() if one.version != seen[day]]
            except (InputError, ConflictError) as error:
                wrong = error
    return render(
        request, "edits/edits.html", access, here="page.nav.weeks", site=info.site, info=info,
        week=info.week, last=info.week + timedelta(days=6), days=week_days(info.week),
        agents=sorted(whole.agents, key=lambda agent: (agent.team, agent.name)),
        names=whole.agent_names, zone=zone, typed=typed, trial=trial, changed=changed,
        compared=compared(trial), board=board_address(info.site, info.week, info.number),
        stale=isinstance(wrong, StaleError), wrong=reasons(request, wrong) if wrong else [],
        fields=told_fields(request, wrong), status_code=status(wrong),
    )  # fmt: skip
