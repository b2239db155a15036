"""Rounds of bids for the lines of a rotation: opened, tried, and made final."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Store
from api.replies import Reply, tagged
from api.schemas.bids import (
    BidOutcomeView,
    BidRoundBody,
    BidRoundInFullView,
    BidRoundView,
    MovedRoundBody,
    SeenOutcomeBody,
)
from api.schemas.fields import Listing
from wfm.service.bids.bidding import lines_on_offer
from wfm.service.bids.desk import BidDesk
from wfm.service.bids.rounds import call_off, make_final, move_round, open_round, tried
from wfm.store.bids import BID_ROUND, bid_rounds, bids_of
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.sites import load_site, site_revision
from wfm.store.work_out import work_out

router = APIRouter(prefix="/sites/{site}/bid-rounds", tags=["bids"])


@router.get("")
def list_rounds(site: Key, access: SignedIn, store: Store) -> Listing[BidRoundView]:
    """List a site's rounds, the latest weeks first."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        found = bid_rounds(tx, site)
    return Listing(items=[BidRoundView.of(one) for one in found])


@router.post("", status_code=201, response_model=BidRoundView)
def add_round(
    site: Key, body: BidRoundBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Open a round for the agents of a work plan; they are told."""
    access.check_site(site)

    def effect(tx: Connection, desk: BidDesk) -> Reply:
        made = open_round(tx, access.actor, desk, body.value(access.actor, now()))
        place = f"/sites/{site}/bid-rounds/{made.key}"
        return Reply(BidRoundView.of(made), made.version, place)

    return once.worked_out(store, 201, lambda tx: BidDesk.of(tx, site), effect, turn=site)


@router.get("/{bid_round}")
def one_round(
    site: Key, bid_round: Key, access: SignedIn, store: Store, response: Response
) -> BidRoundInFullView:
    """One round with its lines in words and the bids so far."""
    access.check_site(site)
    with store.reading() as tx:
        found = BID_ROUND.get(tx, site, bid_round)
        lines = lines_on_offer(load_site(tx, site), found.value)
        bids = [one.value for one in bids_of(tx, site, bid_round).values() if one.value.ranked]
    return tagged(response, found.version, BidRoundInFullView.full(found, lines, bids))


@router.post("/{bid_round}/move")
def move(
    site: Key,
    bid_round: Key,
    body: MovedRoundBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> BidRoundView:
    """Give an open round another first week and deadline; bids stay, and its agents are told."""
    access.check_site(site)
    done = work_out(
        store,
        lambda tx: BidDesk.of(tx, site),
        lambda tx, desk: move_round(
            tx, access.actor, desk, bid_round, version, body.first_week, body.deadline
        ),
        turn=site,
    )
    return tagged(response, done.version, BidRoundView.of(done))


@router.get("/{bid_round}/dry-run")
def dry_run(site: Key, bid_round: Key, access: SignedIn, store: Store) -> BidOutcomeView:
    """Tell who would get which line by the bids so far, and why; nothing is stored."""
    access.check_site(site)
    with store.reading() as tx:
        _, found = tried(tx, site, bid_round)
        by = BID_ROUND.get(tx, site, bid_round).value.decided_by
    return BidOutcomeView.of(found, by)


@router.post("/{bid_round}/final")
def final(
    site: Key,
    bid_round: Key,
    body: SeenOutcomeBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> BidRoundView:
    """Write the outcome that was seen into the work plan, from its first week on; all are told."""
    access.check_site(site)
    done = work_out(
        store,
        lambda tx: tried(tx, site, bid_round),
        lambda tx, found: make_final(tx, access.actor, *found, bid_round, version, body.outcome),
        turn=site,
    )
    return tagged(response, done.version, BidRoundView.of(done))


@router.post("/{bid_round}/call-off")
def end_round(
    site: Key,
    bid_round: Key,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> BidRoundView:
    """End a round without a result; those who bid are told."""
    access.check_site(site)
    with store.writing() as tx:
        done = call_off(tx, access.actor, site, bid_round, version)
    return tagged(response, done.version, BidRoundView.of(done))
