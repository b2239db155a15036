"""The sites within reach, with the way to each of their pages."""

from __future__ import annotations

from fastapi import Request, Response

from api.access import SignedIn
from api.dependencies import Store
from api.pages.navigation import places
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.sites import load_site_core, site_keys

router = page_router("/sites")


@router.get("")
def sites_page(request: Request, access: SignedIn, store: Store) -> Response:
    """List the sites."""
    with store.reading() as tx:
        keys = [key for key in site_keys(tx) if access.user.site in {None, key}]
        sites = [(key, load_site_core(tx, key)) for key in keys]
    ways = {
        key: [p for p in places(access.user, key) if f"/sites/{key}/" in p.path] for key in keys
    }
    return render(
        request, "sites/sites.html", access, here="page.nav.sites", sites=sites, ways=ways
    )
