"""Today: what is on now and next, and what changed since it was last confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, SignedIn
from api.dependencies import Store
from api.pages.own import DAY, OwnShift, ShiftPart, own_days, own_of, own_shifts, unseen
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.columns import now
from wfm.store.notices import confirm_changes

router = page_router()
AHEAD = 6
"""Days after today that are shown in short."""


@router.get("/today")
def today_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Show the agent's day."""
    with store.reading() as tx:
        own = own_of(tx, access)
        moment = now().astimezone(own.zone)
        today = moment.date()
        shifts = own_shifts(tx, own, today - DAY, today + timedelta(days=28))
        ahead = [today + timedelta(days=n) for n in range(1, AHEAD + 1)]
        days = own_days(tx, own, ahead, today)
        changes = unseen(tx, own, today)
        changed = own_days(tx, own, [c.date for c in changes], today) if changes else []
    running = [s for s in shifts if s.date == today or s.start <= moment < s.end]
    current, following = _now_and_next(shifts, moment)
    return render(
        request, "today/today.html", access, here="page.nav.today",
        own=own, moment=moment, shifts=running, current=current, following=following,
        days=days, changes=[day for day in changed if day.changed],
        up_to=max((c.schedule for c in changes), default=0),
    )  # fmt: skip


@router.post("/today/confirm")
def confirm(
    access: SignedIn, store: Store, up_to: Annotated[int, Form(ge=0, le=2**31 - 1)]
) -> Response:
    """Confirm the changes that were shown."""
    with store.writing() as tx:
        own = own_of(tx, access)
        confirm_changes(tx, access.actor, own.site, own.agent_id, up_to)
    return RedirectResponse(f"{PAGES}/today", 303)


def _now_and_next(
    shifts: list[OwnShift], moment: datetime
) -> tuple[ShiftPart | None, ShiftPart | None]:
    parts = [part for shift in shifts for part in shift.parts if part.end > moment]
    if parts and parts[0].start <= moment:
        return parts[0], parts[1] if len(parts) > 1 else None
    return None, parts[0] if parts else None
