"""An agent's bids for the lines of a rotation."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import SignedIn
from api.dependencies import Key, Store
from api.routes.me import own_agent
from api.schemas.bids import LineBidBody, LineBidView, MyBidRoundView
from api.schemas.fields import Listing
from wfm.service.bids.bidding import bid, rounds_of, take_back

router = APIRouter(prefix="/me/bid-rounds", tags=["me"])


@router.get("")
def my_bid_rounds(access: SignedIn, store: Store) -> Listing[MyBidRoundView]:
    """List rounds in which one may bid, and what came of earlier ones."""
    with store.reading() as tx:
        found = rounds_of(tx, *own_agent(access))
    return Listing(items=[MyBidRoundView.of(one) for one in found])


@router.put("/{bid_round}/bid")
def put_bid(bid_round: Key, body: LineBidBody, access: SignedIn, store: Store) -> LineBidView:
    """Choose lines, best first; an earlier bid in the round gives way."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        done = bid(tx, access.actor, site, bid_round, agent, body.ranked, body.points)
    return LineBidView.of(done.value)


@router.delete("/{bid_round}/bid", status_code=204)
def withdraw_bid(bid_round: Key, access: SignedIn, store: Store) -> None:
    """Take one's bid back while the round is open."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        take_back(tx, access.actor, site, bid_round, agent)
