"""What agents within reach were told, and whether they have seen it."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from api.access import SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.messages import messages_of_teams
from wfm.store.people import agents_of_teams
from wfm.store.sites import site_zone

router = page_router("/sites/{site}/messages")
SHOWN: Final = 200


@router.get("")
def messages_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """Show the newest messages."""
    access.check_site(site)
    with store.reading() as tx:
        zone = site_zone(tx, site)
        found = messages_of_teams(tx, site, access.teams, SHOWN)
        names = {one.key: one.value.name for one in agents_of_teams(tx, site, access.teams)}
    return render(
        request, "messages/messages.html", access, here="page.nav.requests", site=site,
        messages=found, names=names, zone=zone,
    )  # fmt: skip
