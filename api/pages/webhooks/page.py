"""A site's webhooks: where its messages are sent for programs, added and ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from wfm.errors import ParameterError
from wfm.service.messages.webhook import checked_url
from wfm.store.database import Database
from wfm.store.deliveries import Webhook, add_webhook, end_webhook, webhooks_of
from wfm.store.sites import site_revision

router = page_router("/sites/{site}/webhooks")


@router.get("")
def webhooks_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """Show the webhooks, and a form for a new one."""
    return _page(request, site, access, store)


@router.post("")
def add(
    request: Request,
    site: Key,
    access: SignedIn,
    store: Store,
    url: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Add a webhook, and show its secret this once."""
    access.check_site(site)
    try:
        address = checked_url(url.strip())
    except ParameterError as error:
        return _page(request, site, access, store, typed=url, wrong=error)
    with store.writing() as tx:
        site_revision(tx, site)
        made = add_webhook(tx, access.actor, site, address)
    return _page(request, site, access, store, made=made)


@router.post("/{webhook}/end")
def end(site: Key, webhook: Key, access: SignedIn, store: Store) -> Response:
    """Send nothing more to an address."""
    access.check_site(site)
    with store.writing() as tx:
        end_webhook(tx, access.actor, site, webhook)
    return RedirectResponse(f"{PAGES}/sites/{site}/webhooks", 303)


def _page(
    request: Request,
    site: str,
    access: Access,
    store: Database,
    *,
    typed: str = "",
    made: Webhook | None = None,
    wrong: ParameterError | None = None,
) -> Response:
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        hooks = webhooks_of(tx, site)
    return render(
        request, "webhooks/webhooks.html", access, here="page.nav.requests", site=site,
        hooks=hooks, made=made, typed=typed,
        wrong=reasons(request, wrong) if wrong else [],
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip
