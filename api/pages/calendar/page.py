"""The agent's link for calendar programs: its secret is shown once, also as a QR code."""

from __future__ import annotations

import segno
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Store
from api.pages.own import own_of
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.credentials import revoke_link
from wfm.store.database import Database
from wfm.store.tokens import create_link, link_created

router = page_router()


@router.get("/calendar")
def calendar_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Tell whether there is a link, and since when."""
    return _page(request, access, store)


@router.post("/calendar")
def make_link(request: Request, access: SignedIn, store: Store) -> Response:
    """Make a link and show it this once; one before it ends."""
    with store.writing() as tx:
        own = own_of(tx, access)
        secret = create_link(tx, access.actor, own.site, own.agent_id)
    return _page(request, access, store, f"{request.base_url}calendar/{secret}.ics")


@router.post("/calendar/end")
def end_link(access: SignedIn, store: Store) -> Response:
    """End the link."""
    with store.writing() as tx:
        own = own_of(tx, access)
        revoke_link(tx, access.actor, own.site, own.agent_id)
    return RedirectResponse(f"{PAGES}/calendar", 303)


def _page(request: Request, access: Access, store: Database, address: str = "") -> Response:
    with store.reading() as tx:
        own = own_of(tx, access)
        since = link_created(tx, own.site, own.agent_id)
    code = segno.make(address, error="m") if address else None
    return render(
        request, "calendar/calendar.html", access, here="page.nav.today",
        address=address, since=since and since.astimezone(own.zone),
        squares=_squares(code) if code else "", size=code.symbol_size(border=2)[0] if code else 0,
    )  # fmt: skip


def _squares(code: segno.QRCode) -> str:
    """Give the dark squares as the path of an SVG picture with a quiet border of two."""
    return "".join(
        f"M{x + 2} {y + 2}h1v1h-1z"
        for y, row in enumerate(code.matrix)
        for x, dark in enumerate(row)
        if dark
    )
