"""An agent's own messages, and how the agent wants to be told."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Store
from api.replies import tagged
from api.routes.me import own_agent
from api.schemas.fields import Listing
from api.schemas.messages import ContactBody, ContactView, MessageView, SeenBody, SeenView
from wfm.service.messages.contact import change_contact as change
from wfm.store.messages import contact_of, messages_of, see_messages

router = APIRouter(prefix="/me", tags=["me"])
After = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("/messages")
def my_messages(
    access: SignedIn,
    store: Store,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Listing[MessageView]:
    """One's own messages, newest first."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        found = messages_of(tx, site, agent, limit, after)
    return Listing(items=[MessageView.of(one) for one in found])


@router.post("/messages/seen")
def see(body: SeenBody, access: SignedIn, store: Store) -> SeenView:
    """Confirm one's messages up to one of them."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        return SeenView(confirmed=see_messages(tx, access.actor, site, agent, body.up_to))


@router.get("/contact")
def my_contact(access: SignedIn, store: Store, response: Response) -> ContactView:
    """How one is told, besides the inbox."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        found = contact_of(tx, site, agent)
    return tagged(response, found.version, ContactView.of(found))


@router.put("/contact")
def change_contact(
    body: ContactBody, access: SignedIn, store: Store, version: IfMatch, response: Response
) -> ContactView:
    """Say how one wants to be told."""
    site, agent = own_agent(access)
    found = change(store, access.actor, site, agent, version, body.value())
    return tagged(response, found.version, ContactView.of(found))
