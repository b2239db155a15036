"""A run followed live: how far, objective, bound and gap; cancelled at any time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render, say
from api.pages.route import page_router
from api.pages.run.imported import imported
from wfm.service.simulated_service import SimulatedService, simulated_service
from wfm.store.database import Connection, Database
from wfm.store.errors import NotFoundError
from wfm.store.runs import Run, create_run, get_run, request_cancel
from wfm.store.schedules import get_schedule
from wfm.store.sites import load_site, site_zone
from wfm.words import Phrase, phrase_of
from wfm.words.places import in_place

router = page_router("/sites/{site}/runs/{run}")
IMPORTS: Final = frozenset({"import", "history", "satisfaction"})
"""Kinds of runs that take files in; the others search for schedules."""


@router.get("")
def run_page(request: Request, site: Key, run: Key, access: SignedIn, store: Store) -> Response:
    """Show a run; the script asks for its state every second."""
    return _page(request, site, run, access, store, "run/run.html")


@router.get("/state")
def run_state(request: Request, site: Key, run: Key, access: SignedIn, store: Store) -> Response:
    """Give the part of the page that changes."""
    return _page(request, site, run, access, store, "run/state.html")


@router.post("/cancel")
def cancel_run(site: Key, run: Key, access: SignedIn, store: Store) -> Response:
    """Stop a run; the best schedule so far becomes a draft."""
    access.check_site(site)
    with store.writing() as tx:
        request_cancel(tx, access.actor, site, run)
    return RedirectResponse(f"{PAGES}/sites/{site}/runs/{run}", 303)


@router.post("/take")
def take_in(site: Key, run: Key, access: SignedIn, store: Store) -> Response:
    """Take in what an import has tried, with the same choices; lead to the run that does it."""
    access.check_site(site)
    with store.writing() as tx:
        tried = get_run(tx, site, run)
        if not _was_trial(tried):
            raise NotFoundError("import", run)
        asked = {**tried.parameters, "dry_run": False}
        taken = create_run(tx, access.actor, site, tried.kind, asked)
    return RedirectResponse(f"{PAGES}/sites/{site}/runs/{taken.id}", 303)


def _was_trial(run: Run) -> bool:
    """Whether an import was tried alone, and would go well."""
    return run.kind in IMPORTS and run.status == "done" and bool(run.parameters.get("dry_run"))


def _page(
    request: Request, site: str, run: str, access: Access, store: Database, template: str
) -> Response:
    access.check_site(site)
    with store.reading() as tx:
        found, zone = get_run(tx, site, run), site_zone(tx, site)
        result: dict[str, Any] = dict(found.result or {})
        simulated = _simulated(tx, site, found.parameters.get("week"), result.get("schedule"))
        changed = "changes" in result
        names = {one.id: one.name for one in load_site(tx, site).agents} if changed else {}
    changes = _changes(result, names, zone)
    messages = [
        (message["severity"], say(request, _in_place(message))) for message in found.messages
    ]
    return render(
        request, template, access, site=site,
        here="page.nav.imports" if found.kind in IMPORTS else "page.nav.weeks",
        searched=found.kind not in IMPORTS, trial=_was_trial(found),
        imported=imported(result, zone) if found.kind in IMPORTS else None,
        run=found, best=found.best or {}, messages=messages, zone=zone,
        week=found.parameters.get("week"), schedule=result.get("schedule"),
        simulated=simulated, changes=changes, tell=sorted({one["name"] for one in changes}),
    )  # fmt: skip


def _simulated(
    tx: Connection, site: str, week: str | None, number: int | None
) -> SimulatedService | None:
    """Read what was simulated of the schedule that a run made."""
    if week is None or number is None:
        return None
    return simulated_service(tx, get_schedule(tx, site, date.fromisoformat(week), number))


def _changes(
    result: Mapping[str, Any], names: Mapping[str, str], zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Read the days that a run changed, by name."""
    return [
        {
            "name": names.get(one["agent_id"], one["agent_id"]),
            "date": date.fromisoformat(one["date"]),
            **{side: _hours(one[side], zone) for side in ("before", "after")},
        }
        for one in result.get("changes", ())
    ]


def _hours(span: Mapping[str, str] | None, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Read from when to when in the site's zone; empty for a day off."""
    if span is None:
        return ()
    return tuple(datetime.fromisoformat(span[end]).astimezone(zone) for end in ("start", "end"))


def _in_place(message: Mapping[str, Any]) -> Phrase:
    place = {name: message.get(name) for name in ("file", "row", "field")}
    return in_place(phrase_of(message), **place)
