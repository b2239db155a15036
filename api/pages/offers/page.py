"""A site's offers: where heads are missing or too many, a form, and who took what."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.offers.typed import Chosen, Sent, TypedOffer
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of, told_fields
from api.routes.live import Following
from wfm.errors import InputError
from wfm.service.offers.absentees import away_now
from wfm.service.offers.gaps import head_gaps
from wfm.service.offers.offering import end_offer, offer_hours, to_offer
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.offers import Award, OfferKind, OfferStatus, offers
from wfm.store.people import agents_of_teams
from wfm.store.sites import load_site_core, site_zone
from wfm.store.work_out import work_out

router = page_router("/sites/{site}/offers")
SHOWN: Final = 30
"""Gaps, and offers, that are listed at most."""


@router.get("")
def offers_page(
    request: Request,
    site: Key,
    access: SignedIn,
    store: Store,
    chosen: Chosen,
    follower: Following,
) -> Response:
    """Show gaps, the form, filled from a gap that was chosen, and the offers."""
    return _page(request, site, access, store, follower, chosen)


@router.post("")
def make_offer(
    request: Request,
    site: Key,
    access: SignedIn,
    store: Store,
    typed: Sent,
    follower: Following,
) -> Response:
    """Offer hours; what was typed stays where it is refused."""
    access.check_site(site)
    try:
        with store.reading() as tx:
            offer = typed.offer(access.actor, now(), site_zone(tx, site))
        work_out(
            store,
            lambda tx: to_offer(tx, site, offer),
            lambda tx, found: offer_hours(tx, access.actor, site, offer, found),
            turn=site,
        )
    except (InputError, ConflictError) as error:
        return _page(request, site, access, store, follower, typed, error)
    return RedirectResponse(f"{PAGES}/sites/{site}/offers", 303)


@router.post("/{offer}/end")
def end(
    request: Request,
    site: Key,
    offer: Key,
    access: SignedIn,
    store: Store,
    version: Annotated[int, Form(ge=1)],
    follower: Following,
) -> Response:
    """End an offer before its deadline."""
    access.check_site(site)
    try:
        with store.writing() as tx:
            end_offer(tx, access.actor, site, offer, version)
    except (ConflictError, StaleError) as error:
        return _page(request, site, access, store, follower, TypedOffer(), error)
    return RedirectResponse(f"{PAGES}/sites/{site}/offers", 303)


def _page(
    request: Request,
    site: str,
    access: Access,
    store: Database,
    follower: Any,
    typed: TypedOffer,
    wrong: Exception | None = None,
) -> Response:
    access.check_site(site)
    away = away_now(follower)
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
        gaps, found = head_gaps(tx, site, away), offers(tx, site)
        names = {one.key: one.value.name for one in agents_of_teams(tx, site, access.teams)}
    fields = told_fields(request, wrong)
    return render(
        request, "offers/offers.html", access, here="page.nav.requests", site=site, zone=zone,
        gaps=gaps[:SHOWN], offers=found[::-1][:SHOWN], names=names, typed=typed,
        away=sorted(names.get(one, one) for one in away),
        queues=[queue.name for queue in core.queues], kinds=list(OfferKind), awards=list(Award),
        fields=fields, wrong=reasons(request, wrong) if wrong and not fields else [],
        over=OfferStatus.ENDED, overtime=OfferKind.OVERTIME,
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip
