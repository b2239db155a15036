"""Offers of overtime and voluntary time off: where heads are missing, made, and ended."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Store
from api.replies import Reply, tagged
from api.routes.live import Following
from api.schemas.fields import Listing
from api.schemas.offers import HeadGapView, HoursOfferBody, HoursOfferView
from wfm.service.offers.absentees import away_now
from wfm.service.offers.desk import OfferDesk
from wfm.service.offers.gaps import head_gaps
from wfm.service.offers.offering import end_offer, offer_hours, to_offer
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.offers import HOURS_OFFER, offers
from wfm.store.sites import site_revision

router = APIRouter(prefix="/sites/{site}", tags=["offers"])


@router.get("/offers")
def list_offers(site: Key, access: SignedIn, store: Store) -> Listing[HoursOfferView]:
    """List a site's offers with who answered them, by their hours."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        found = offers(tx, site)
    return Listing(items=[HoursOfferView.of(one) for one in found])


@router.get("/head-gaps")
def list_head_gaps(
    site: Key, access: SignedIn, store: Store, follower: Following
) -> Listing[HeadGapView]:
    """List where the published weeks have too few or too many heads, from now on.

    On the running day whoever is logged off against the shift for a quarter of an hour or longer
    does not count.
    """
    access.check_site(site)
    away = away_now(follower)
    with store.reading() as tx:
        found = head_gaps(tx, site, away)
    return Listing(items=[HeadGapView.of(one) for one in found])


@router.post("/offers", status_code=201, response_model=HoursOfferView)
def make_offer(
    site: Key, body: HoursOfferBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Offer hours to those who may take them by all rules; they are told."""
    access.check_site(site)
    offer = body.value(access.actor, now())

    def effect(tx: Connection, found: tuple[OfferDesk, list[str]]) -> Reply:
        made = offer_hours(tx, access.actor, site, offer, found)
        return Reply(HoursOfferView.of(made), made.version, f"/sites/{site}/offers/{made.key}")

    return once.worked_out(store, 201, lambda tx: to_offer(tx, site, offer), effect, turn=site)


@router.get("/offers/{offer}")
def one_offer(
    site: Key, offer: Key, access: SignedIn, store: Store, response: Response
) -> HoursOfferView:
    """One offer with who answered it."""
    access.check_site(site)
    with store.reading() as tx:
        found = HOURS_OFFER.get(tx, site, offer)
    return tagged(response, found.version, HoursOfferView.of(found))


@router.post("/offers/{offer}/end")
def end(
    site: Key, offer: Key, access: SignedIn, store: Store, version: IfMatch, response: Response
) -> HoursOfferView:
    """End an offer before its deadline; what was given stays so."""
    access.check_site(site)
    with store.writing() as tx:
        done = end_offer(tx, access.actor, site, offer, version)
    return tagged(response, done.version, HoursOfferView.of(done))
