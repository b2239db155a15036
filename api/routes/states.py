"""Recorded agent states, as contact platforms send them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api.access import SignedIn
from api.dependencies import Key, Store
from api.schemas.fields import Listing
from api.schemas.states import FeedView, IntakeView, Short, StatesBody, refused_view
from api.state_batches import BatchRoute, counted, view
from wfm.model.platform import Platform
from wfm.store.feed_refusals import refusals_of_feeds
from wfm.store.sites import site_revision
from wfm.store.states import feeds

router = APIRouter(prefix="/sites/{site}/states", tags=["states"], route_class=BatchRoute)


async def _body(request: Request) -> bytes:
    return await request.body()


AS_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "JSON of Genesys Cloud or Amazon Connect, lines of Avaya CMS; UTF-8",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


@router.get("")
def list_feeds(site: Key, access: SignedIn, store: Store) -> Listing[FeedView]:
    """Say of every source how much it sent and how recent that is."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        known = {feed.source_id: asdict(feed) for feed in feeds(tx, site)}
        refused = refusals_of_feeds(tx, site)
    names = sorted(known.keys() | refused.keys())
    return Listing(
        items=[
            FeedView(
                **{"source_id": name, **known.get(name, {}), **refused_view(refused.get(name))}
            )
            for name in names
        ]
    )


@router.post("")
def take_batch(site: Key, body: StatesBody, access: SignedIn, store: Store) -> IntakeView:
    """Store up to 10,000 events: once each by their id, in any order, all of them or none."""
    from wfm.service.state_intake import checked_batch, take

    access.check_site(site)
    with counted(store, site, body.events[0].source_id):
        events = checked_batch(body.model_dump()["events"], body.expected)
        return view(take(store, site, events))


@router.post("/{platform}", openapi_extra=AS_SENT)
def take_platform_batch(
    site: Key,
    platform: Platform,
    access: SignedIn,
    store: Store,
    content: Annotated[bytes, Depends(_body)],
    source_id: Annotated[Short | None, Query(description="The platform's name if left out")] = None,
) -> IntakeView:
    """Store up to 10,000 events in a contact platform's own shape, all of them or none."""
    from wfm.service.state_intake import checked_text, take

    access.check_site(site)
    source = source_id or platform
    with counted(store, site, source):
        events = checked_text(platform, content, source)
        return view(take(store, site, events))
