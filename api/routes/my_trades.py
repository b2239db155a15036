"""An agent's own trades: offers, those of others to be taken, and open shifts."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Response

from api.access import Access, SignedIn
from api.dependencies import Key, OncePerKey, Store
from api.replies import Reply
from api.routes.me import own_agent
from api.schemas.fields import Listing
from api.schemas.trades import MyTradeView, OfferBody, OpenShiftView, TakeBody, TradeView
from wfm.model import Agent, Site
from wfm.service.swaps.board import open_for, trades_of
from wfm.service.swaps.desk import Desk
from wfm.service.swaps.trades import (
    Offer,
    offer,
    pick_up,
    take,
    to_pick_up,
    to_take,
    withdraw,
)
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.entities import Stored
from wfm.store.errors import NotFoundError
from wfm.store.sites import load_site
from wfm.store.trades import ShiftTrade
from wfm.store.work_out import work_out

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

    def effect(tx: Connection, desk: Desk) -> Reply:
        made = offer(tx, access.actor, site, Offer(agent, **fields), desk)
        return Reply(TradeView.of(made), made.version)

    return once.worked_out(store, 201, lambda tx: Desk(tx, site), effect, turn=site)


@router.post("/trades/{trade}/take")
def take_shift(trade: Key, body: TakeBody, access: SignedIn, store: Store) -> TradeView:
    """Take what is offered: in force at once, unless a person has to decide."""
    return TradeView.of(taken(store, access, trade, body.date))


@router.post("/trades/{trade}/withdraw")
def withdraw_trade(trade: Key, access: SignedIn, store: Store) -> TradeView:
    """Withdraw one's offer, or one's word to take it."""
    return TradeView.of(withdrawn(store, access, trade))


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
    return TradeView.of(picked_up(store, access, shift))


def taken(store: Database, access: Access, key: str, day: date | None) -> Stored[ShiftTrade]:
    """Take what is offered, judged first."""
    site, agent = own_agent(access)
    return work_out(
        store,
        lambda tx: to_take(tx, site, key, agent, day),
        lambda tx, desk: take(tx, access.actor, site, key, agent, day, desk),
        turn=site,
    )


def withdrawn(store: Database, access: Access, key: str) -> Stored[ShiftTrade]:
    """Withdraw one's offer, or one's word to take it."""
    site, agent = own_agent(access)
    return work_out(
        store,
        lambda tx: Desk(tx, site),
        lambda tx, desk: withdraw(tx, access.actor, site, key, agent, desk),
        turn=site,
    )


def picked_up(store: Database, access: Access, key: str) -> Stored[ShiftTrade]:
    """Take an open shift, judged first."""
    site, agent = own_agent(access)
    return work_out(
        store,
        lambda tx: to_pick_up(tx, site, key, agent),
        lambda tx, desk: pick_up(tx, access.actor, site, key, agent, desk),
        turn=site,
    )


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
