"""A week: planning it, and its versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Number, Once, Store, Week
from api.pages.rendering import render
from api.pages.route import page_router
from api.routes.schedules import copy_schedule, generate, revert_schedule
from api.schemas.schedules import CopyBody, GenerateBody, RevertBody
from wfm.model.price_of_heads import PriceOfHeads
from wfm.store.schedules import ScheduleInfo, schedules_of
from wfm.store.sites import load_site_core, site_zone

router = page_router("/sites/{site}/weeks/{week}")
Seconds = Annotated[int, Form(ge=1, le=3600)]
SECONDS = (10, 60, 300, 900)


@router.get("")
def week_page(request: Request, site: Key, week: Week, access: SignedIn, store: Store) -> Response:
    """Show the versions of a week, newest first."""
    access.check_site(site)
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
        versions = schedules_of(tx, site, week)[::-1]
    return render(
        request, "week/week.html", access, here="page.nav.weeks", site=site,
        name=core.name, week=week, last=week + timedelta(days=6), versions=versions, zone=zone,
        seconds=SECONDS, starts=week.weekday() == core.week_start,
        pair=to_compare(versions), before=week - timedelta(days=7), after=week + timedelta(days=7),
    )  # fmt: skip


@router.post("/plan")
def plan_week(
    site: Key,
    week: Week,
    access: SignedIn,
    store: Store,
    time_limit: Seconds = 60,
    price: Annotated[PriceOfHeads, Form()] = PriceOfHeads.HEADS,
    base: Annotated[str, Form(pattern="^[0-9]{0,6}$")] = "",
    anyway: Annotated[bool, Form()] = False,
    note: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Ask for a plan of the week, and lead to its run."""
    body = GenerateBody(
        time_limit=time_limit,
        price=price,
        base=int(base) if base else None,
        anyway=anyway,
        note=note,
    )
    made = generate(site, week, body, access, store, once(access))
    return RedirectResponse(f"{PAGES}{made.headers['location']}", 303)


@router.post("/schedules/{number}/copy")
def copy_version(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    note: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Make a draft of a version, and lead to its board."""
    made = copy_schedule(site, week, number, CopyBody(note=note), access, store, once(access))
    return RedirectResponse(f"{PAGES}{made.headers['location']}", 303)


@router.post("/schedules/{number}/revert")
def revert_to_version(
    site: Key, week: Week, number: Number, access: SignedIn, store: Store
) -> Response:
    """Bring an earlier version into force again."""
    body = RevertBody(accept_broken_rules=True)
    made = revert_schedule(site, week, number, access, store, once(access), body)
    return RedirectResponse(f"{PAGES}{made.headers['location']}", 303)


def to_compare(versions: Sequence[ScheduleInfo]) -> tuple[int | None, int | None]:
    """Choose two of a week's versions, newest first: what is in force, and the newest other one."""
    numbers = [one.number for one in versions]
    last = numbers[0] if numbers else None
    in_force = [one.number for one in versions if one.status == "published"]
    return next((n for n in (*in_force, *numbers) if n != last), last), last


def once(access: Access) -> Once:
    """Give what makes a request take effect once; forms have no key for it."""
    return Once(access, None, "")


def board_address(site: str, week: date, number: int) -> str:
    """Give the address of a schedule's board."""
    return f"{PAGES}/sites/{site}/weeks/{week}/schedules/{number}"
