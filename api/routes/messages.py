"""What agents are told, with what they have seen of it, and where a site's messages are sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.replies import Reply
from api.schemas.fields import Listing
from api.schemas.messages import MessageView, WebhookBody, WebhookSecret, WebhookView
from wfm.service.messages.webhook import checked_url
from wfm.store.deliveries import add_webhook, end_webhook, webhooks_of
from wfm.store.messages import messages_of_teams
from wfm.store.sites import site_revision

router = APIRouter(prefix="/sites/{site}", tags=["messages"])


@router.get("/messages")
def list_messages(
    site: Key, access: SignedIn, store: Store, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Listing[MessageView]:
    """List what agents within reach were told, newest first, and when they confirmed it."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        found = messages_of_teams(tx, site, access.teams, limit)
    return Listing(items=[MessageView.of(one) for one in found])


@router.get("/webhooks")
def list_webhooks(site: Key, access: SignedIn, store: Store) -> Listing[WebhookView]:
    """List where the site's messages are sent."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        return Listing(items=[WebhookView.of(hook) for hook in webhooks_of(tx, site)])


@router.post("/webhooks", status_code=201, response_model=WebhookSecret)
def make_webhook(
    site: Key, body: WebhookBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Send the site's messages to an address, too; the secret is told this once."""
    access.check_site(site)
    url = checked_url(body.url)
    with store.writing() as tx:
        site_revision(tx, site)

        def effect() -> Reply:
            hook = add_webhook(tx, access.actor, site, url)
            shown = WebhookView.of(hook).model_dump()
            return Reply(
                WebhookSecret(**shown, secret=hook.secret), kept=WebhookSecret(**shown, secret=None)
            )

        return once(tx, 201, effect)


@router.delete("/webhooks/{webhook}", status_code=204)
def remove_webhook(site: Key, webhook: Key, access: SignedIn, store: Store) -> None:
    """Send nothing more to an address."""
    access.check_site(site)
    with store.writing() as tx:
        end_webhook(tx, access.actor, site, webhook)
