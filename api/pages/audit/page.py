"""The audit trail, of a site or of everything, searched by words of who and what."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import Query, Request, Response

from api.access import Access, SignedIn
from api.dependencies import PRINTABLE, Key, Store
from api.pages.rendering import language_of, render
from api.pages.route import page_router
from wfm.store.audit import ACTIONS, THINGS, Entry, Meant, trail
from wfm.store.database import Database
from wfm.store.sites import site_zone
from wfm.words.language import Language, word_code
from wfm.words.locales import language

router = page_router()
SHOWN = 100
LONGEST: Final = 500
"""Characters of a value that are shown."""
NAMES: Final = ("name", "agent_id")
"""Fields that say what or whose a thing is."""
DID: Final = "page.audit.did."
Words = Annotated[str, Query(max_length=100, pattern=PRINTABLE)]
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


class TrailChange(NamedTuple):
    """A field of a thing that differs, as it was and as it is."""

    field: str
    """Empty for a thing that is no document of fields."""
    before: str
    after: str


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
    words = language(language_of(request))
    with store.reading() as tx:
        zone = ZoneInfo("UTC") if site is None else site_zone(tx, site)
        entries = trail(tx, site, after, SHOWN, q, lambda word: meant(words, word))
    name = "page.nav.whole_audit" if site is None else "page.nav.audit"
    return render(
        request, "audit/audit.html", access, here=name, site=site, title=name,
        entries=[(entry, said(words, entry.action, entry.entity), about(entry),
                  field_changes(entry.before, entry.after)) for entry in entries],
        zone=zone, q=q, next=entries[-1].id if len(entries) == SHOWN else None,
    )  # fmt: skip


def about(entry: Entry) -> str:
    """Give what a thing is called, or whose it is, where its key says neither."""
    told = entry.after or entry.before
    known = (told.get(field) for field in NAMES) if isinstance(told, dict) else ()
    found = next((str(name) for name in known if name), "")
    return "" if found in entry.key else found


def said(words: Language, action: str, thing: str) -> str:
    """Say what was done to what."""
    return words.text(DID + action.replace(" ", "_"), thing=thing)


def meant(words: Language, word: str) -> Meant:
    """Find the actions and things that have a word in what is said of them."""
    sought = word.casefold()
    return Meant(
        [action for action in ACTIONS if sought in said(words, action, "").casefold()],
        [thing for thing in THINGS if sought in words.text(word_code(thing)).casefold()],
    )


def field_changes(before: Any, after: Any) -> list[TrailChange]:
    """List what differs in a thing, field by field."""
    if not all(one is None or isinstance(one, dict) for one in (before, after)):
        return [TrailChange("", _text(before), _text(after))]
    was, now = before or {}, after or {}
    return [
        TrailChange(name, _text(was.get(name)), _text(now.get(name)))
        for name in {**was, **now}
        if was.get(name) != now.get(name)
    ]


def _text(value: Any) -> str:
    """Write what is stored of a thing, in short."""
    if value in (None, "", [], {}):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
