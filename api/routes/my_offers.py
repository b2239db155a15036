"""An agent's offers of overtime and voluntary time off, taken with one tap."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.replies import Reply
from api.routes.me import own_agent
from api.schemas.fields import Listing
from api.schemas.offers import MyOfferView
from wfm.service.offers.board import offers_to
from wfm.service.offers.desk import OfferDesk
from wfm.service.offers.offering import accept, step_back, to_accept
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.offers import HoursOffer

router = APIRouter(prefix="/me", tags=["me"])


@router.get("/offers")
def my_offers(access: SignedIn, store: Store) -> Listing[MyOfferView]:
    """Offers that one may take by all rules, and those to which one has said yes."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        found = offers_to(tx, site, agent)
    return Listing(items=[MyOfferView.of(o.stored, o.start, o.end, o.answer) for o in found])


@router.post("/offers/{offer}/accept", response_model=MyOfferView)
def accept_offer(offer: Key, access: SignedIn, store: Store, once: OncePerKey) -> Response:
    """Say yes: in force at once, or asked for until the deadline decides."""
    site, agent = own_agent(access)

    def effect(tx: Connection, desk: OfferDesk) -> Reply:
        return _reply(accept(tx, access.actor, site, offer, agent, desk), agent)

    return once.worked_out(store, 200, lambda tx: to_accept(tx, site, offer, agent), effect,
                           turn=site)  # fmt: skip


@router.post("/offers/{offer}/withdraw", status_code=204)
def withdraw(offer: Key, access: SignedIn, store: Store) -> None:
    """Take one's yes back while the deadline has not decided."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        step_back(tx, access.actor, site, offer, agent)


def _reply(stored: Stored[HoursOffer], agent: str) -> Reply:
    said = stored.value.answer_of(agent)
    if said is None:
        raise AssertionError("who said yes has an answer")
    return Reply(MyOfferView.of(stored, said.start, said.end, said.status), stored.version)
