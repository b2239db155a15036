"""The audit trail, of a site and of everything: who did what, and what was refused to whom."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import SignedIn
from api.dependencies import PRINTABLE, Key, Store
from api.schemas.fields import Listing
from api.schemas.sites import AuditView
from wfm.store.audit import trail
from wfm.store.database import Database

router = APIRouter(tags=["audit"])
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(description="Words of who or what", max_length=100, pattern=PRINTABLE)]


@router.get("/audit")
def whole_audit(
    store: Store, after: Before = None, limit: Limit = 100, q: Words = ""
) -> Listing[AuditView]:
    """List who did what, newest first, on all sites and beside them: sign-ins, roles, backups."""
    return _listed(store, None, after, limit, q)


@router.get("/sites/{site}/audit")
def audit(
    site: Key,
    access: SignedIn,
    store: Store,
    after: Before = None,
    limit: Limit = 100,
    q: Words = "",
) -> Listing[AuditView]:
    """List who did what on a site, newest first."""
    access.check_site(site)
    return _listed(store, site, after, limit, q)


def _listed(
    store: Database, site: str | None, after: int | None, limit: int, wanted: str
) -> Listing[AuditView]:
    with store.reading() as tx:
        entries = trail(tx, site, after, limit, wanted)
    following = str(entries[-1].id) if len(entries) == limit else None
    return Listing(items=[AuditView(**asdict(entry)) for entry in entries], next=following)
