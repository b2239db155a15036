"""A draft put into force: its findings first, and whose day to take where two changed one."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.access import Access, SignedIn
from api.dependencies import Key, Number, Store, Week
from api.pages.rendering import render
from api.pages.route import page_router, reasons
from api.pages.week.page import board_address
from api.problems import RefusedError
from api.routes.schedules import visible_schedule
from wfm.planning.merge_schedules import Side
from wfm.service.merge_conflicts import Decisions, MergeError
from wfm.service.publish import Publication, prepare_publication, publish_judged
from wfm.service.simulated_service import simulated_service
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.publishing import DayChange, difference
from wfm.store.schedules import ScheduleInfo, published
from wfm.store.sites import load_site, site_zone
from wfm.store.work_out import work_out
from wfm.words import phrase

router = page_router("/sites/{site}/weeks/{week}/schedules/{number}")
SHORT_NOTICE = 24
"""Hours before a shift within which a change is pointed out."""
SHOWN = 200


@router.get("/publish")
def publish_page(
    request: Request, site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Show what a publication would do; nothing is done."""
    return _page(request, site, week, number, access, store, Decisions())


@router.post("/publish")
async def publish(
    request: Request, site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Publish the draft as it was shown, with the decisions that were taken."""
    import asyncio

    form = {str(name): str(value) for name, value in (await request.form()).items()}
    return await asyncio.to_thread(_publish, request, site, week, number, access, store, form)


def _publish(
    request: Request,
    site: str,
    week: date,
    number: int,
    access: Access,
    store: Database,
    form: dict[str, str],
) -> Response:
    decisions = _decisions(form)
    version, accept = form.get("version", ""), form.get("accept") == "yes"
    if not version.isdecimal():
        raise RefusedError(422, phrase("refusal.version_unseen"))

    def prepare(tx: Connection) -> Publication:
        info = visible_schedule(tx, access, site, week, number)
        if info.version != int(version[:9]):
            raise StaleError(phrase("stale.schedule", week=week, number=number), info.version)
        return prepare_publication(tx, info, decisions)

    def write(tx: Connection, ready: Publication) -> None:
        info = visible_schedule(tx, access, site, week, number)
        publish_judged(
            tx, access.actor, info, int(version[:9]), accept_broken_rules=accept, prepared=ready
        )

    try:
        work_out(store, prepare, write)
    except (ConflictError, StaleError, MergeError) as error:
        return _page(request, site, week, number, access, store, decisions, error)
    return RedirectResponse(board_address(site, week, number), 303)


def _decisions(form: dict[str, str]) -> Decisions:
    """Read the fields `take:<agent>:<date>`, and which schedule was in force."""
    days: dict[tuple[str, date], Side] = {}
    for name, value in form.items():
        if name.startswith("take:"):
            agent, _, day = name.removeprefix("take:").rpartition(":")
            try:
                days[agent, date.fromisoformat(day)] = Side(value)
            except ValueError:
                raise RefusedError(
                    422, phrase("refusal.no_decision", name=name, value=value)
                ) from None
    in_force = form.get("in_force", "")
    return Decisions(int(in_force[:9]) if in_force.isdecimal() else None, days)


def _page(
    request: Request,
    site: str,
    week: date,
    number: int,
    access: Access,
    store: Database,
    decisions: Decisions,
    error: Exception | None = None,
) -> Response:
    ready: Publication | None = None
    conflict: MergeError | None = None
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        try:
            ready = prepare_publication(tx, info, decisions)
        except MergeError as merging:
            conflict = merging
        zone, whole = site_zone(tx, site), load_site(tx, site)
        changes, simulated = _changes(tx, info), simulated_service(tx, info)
    broken = [f for f in ready.findings if f.hard] if ready else []
    told = [] if error is None or isinstance(error, MergeError) else reasons(request, error)[:1]
    moment = now()
    return render(
        request, "publish/publish.html", access, here="page.nav.weeks", site=site,
        info=info, week=week, base=board_address(site, week, number), zone=zone,
        names={agent.id: agent.name for agent in whole.agents},
        simulated=simulated, ready=ready, broken=broken, wrong=told, conflict=conflict,
        decisions=decisions, changes=changes[:SHOWN], count=len(changes),
        short=sum(_hours_to(change, moment) < SHORT_NOTICE for change in changes),
        status_code=409 if error else 200,
    )  # fmt: skip


def _changes(tx: Connection, info: ScheduleInfo) -> list[DayChange]:
    """List the days that differ from what is in force."""
    former = published(tx, info.site, info.week)
    return [] if former is None else difference(tx, former, info)


def _hours_to(change: DayChange, moment: Any) -> float:
    starts = [start for start, _ in (*change.before, *change.after)]
    return (min(starts) - moment).total_seconds() / 3600 if starts else float("inf")
