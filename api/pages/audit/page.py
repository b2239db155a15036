"""The audit trail of a site, searched by words of who and what."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Query, Request, Response

from api.access import SignedIn
from api.dependencies import PRINTABLE, Key, Store
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.audit import trail
from wfm.store.sites import site_zone

router = page_router("/sites/{site}")
SHOWN = 100


@router.get("/audit")
def audit_page(
    request: Request,
    site: Key,
    access: SignedIn,
    store: Store,
    q: Annotated[str, Query(max_length=100, pattern=PRINTABLE)] = "",
    after: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """List who did what, newest first."""
    access.check_site(site)
    with store.reading() as tx:
        zone = site_zone(tx, site)
        entries = trail(tx, site, after, SHOWN, q)
    return render(
        request, "audit/audit.html", access, here="page.nav.audit", site=site,
        entries=[(entry, _text(entry.before), _text(entry.after)) for entry in entries],
        zone=zone, q=q, next=entries[-1].id if len(entries) == SHOWN else None,
    )  # fmt: skip


def _text(document: Any) -> str:
    """Write what is stored of a thing, in short."""
    if document is None:
        return ""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 2000 else f"{text[:2000]} …"
