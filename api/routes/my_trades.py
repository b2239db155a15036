"""An agent's own trades: offers, those of others to be taken, and open shifts."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.access import Access, SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.replies import Reply
from api.routes.me import own_agent
from api.schemas.fields import Listing
from api.schemas.trades import MyTradeView, OfferBody, OpenShiftView, TakeBody, TradeView
from wfm.model import Agent, Site
from wfm.service.swaps.board import open_for, trades_of
from wfm.service.swaps.trades import Offer, offer, pick_up, take, withdraw
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import NotFoundError
from wfm.store.sites import load_site
from wfm.store.trades import ShiftTrade

router = APIRouter(prefix="/me", tags=["me"])


@router.get("/trades")
def my_trades(access: SignedIn, store: Store) -> Listing[MyTradeView]:
    """Trades in which one has a part, and those that one can take."""
    with store.reading() as tx:
        key, site, agent = own_site(tx, access)
        mine, offered = trades_of(tx, key, site, agent, now())
    items = [view_of(one, site, agent, mine=True) for one in mine]
    items += [view_of(one, site, agent, mine=False) for one in offered]
    return Listing(items=items)


@router.post("/trades", status_code=201, response_model=TradeView)
def offer_shift(body: OfferBody, access: SignedIn, store: Store, once: OncePerKey) -> Response:
    """Offer a shift, to a person or on the board."""
    site, agent = own_agent(access)
    fields = {**body.model_dump(), "in_return": tuple(body.in_return)}
    with store.writing() as tx:

        def effect() -> Reply:
            made = offer(tx, access.actor, site, Offer(agent, **fields))
            return Reply(TradeView.of(made), made.version)

        return once(tx, 201, effect)


@router.post("/trades/{trade}/take")
def take_shift(trade: Key, body: TakeBody, access: SignedIn, store: Store) -> TradeView:
    """Take what is offered: in force at once, unless a person has to decide."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        return TradeView.of(take(tx, access.actor, site, trade, agent, body.date))


@router.post("/trades/{trade}/withdraw")
def withdraw_trade(trade: Key, access: SignedIn, store: Store) -> TradeView:
    """Withdraw one's offer, or one's word to take it."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        return TradeView.of(withdraw(tx, access.actor, site, trade, agent))


@router.get("/open-shifts")
def my_open_shifts(access: SignedIn, store: Store) -> Listing[OpenShiftView]:
    """Open shifts that one may ask for."""
    with store.reading() as tx:
        key, site, agent = own_site(tx, access)
        found = open_for(tx, key, site, agent, now())
    return Listing(items=[OpenShiftView.of(one) for one in found])


@router.post("/open-shifts/{shift}/pick-up")
def pick_up_shift(shift: Key, access: SignedIn, store: Store) -> TradeView:
    """Take an open shift: in force at once, unless a person has to decide."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        return TradeView.of(pick_up(tx, access.actor, site, shift, agent))


def own_site(tx: Connection, access: Access) -> tuple[str, Site, Agent]:
    """Give the site of an agent's account, and the agent.

    Raises
    ------
    NotFoundError
        If the account is no agent's, or the agent does not work there any more.
    """
    key, agent_id = own_agent(access)
    site = load_site(tx, key)
    agent = next((one for one in site.agents if one.id == agent_id), None)
    if agent is None:
        raise NotFoundError("agent", agent_id)
    return key, site, agent


def view_of(stored: Stored[ShiftTrade], site: Site, agent: Agent, *, mine: bool) -> MyTradeView:
    """Show a trade to an agent."""
    trade = stored.value
    other = trade.taker or trade.to_agent if trade.agent_id == agent.id else trade.agent_id
    names = {one.id: one.name for one in site.agents}
    whom = None if other in {None, agent.id} else names.get(str(other))
    return MyTradeView(**TradeView.of(stored).model_dump(), mine=mine, with_whom=whom)
