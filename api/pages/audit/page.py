"""The audit trail, of a site or of everything, searched by words of who and what."""

from __future__ import annotations

import json
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Query, Request, Response

from api.access import Access, SignedIn
from api.dependencies import PRINTABLE, Key, Store
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.audit import trail
from wfm.store.database import Database
from wfm.store.sites import site_zone

router = page_router()
SHOWN = 100
Words = Annotated[str, Query(max_length=100, pattern=PRINTABLE)]
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@router.get("/audit")
def whole_audit_page(
    request: Request, access: SignedIn, store: Store, q: Words = "", after: Before = None
) -> Response:
    """List who did what on all sites and beside them, newest first."""
    return _page(request, access, store, None, q, after)


@router.get("/sites/{site}/audit")
def audit_page(
    request: Request,
    site: Key,
    access: SignedIn,
    store: Store,
    q: Words = "",
    after: Before = None,
) -> Response:
    """List who did what on a site, newest first."""
    access.check_site(site)
    return _page(request, access, store, site, q, after)


def _page(
    request: Request, access: Access, store: Database, site: str | None, q: str, after: int | None
) -> Response:
    with store.reading() as tx:
        zone = ZoneInfo("UTC") if site is None else site_zone(tx, site)
        entries = trail(tx, site, after, SHOWN, q)
    name = "page.nav.whole_audit" if site is None else "page.nav.audit"
    return render(
        request, "audit/audit.html", access, here=name, site=site, title=name,
        entries=[(entry, _text(entry.before), _text(entry.after)) for entry in entries],
        zone=zone, q=q, next=entries[-1].id if len(entries) == SHOWN else None,
    )  # fmt: skip


def _text(document: Any) -> str:
    """Write what is stored of a thing, in short."""
    if document is None:
        return ""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 2000 else f"{text[:2000]} …"
