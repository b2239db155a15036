"""What an agent wishes of the weeks to come, and the own share of unpopular work."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Store, Week
from api.replies import tagged
from api.routes.me import own_agent
from api.schemas.wishes import FairShareView, WeekWishesBody, WeekWishesView, WishRulesView
from wfm.service.wishes.entering import WishBook, enter
from wfm.service.wishes.fair_share import fair_share
from wfm.service.wishes.outcome import with_fates
from wfm.store.sites import load_site
from wfm.store.wishes import own_wishes

router = APIRouter(prefix="/me", tags=["me"])


@router.get("/wishes")
def wish_rules(access: SignedIn, store: Store) -> WishRulesView:
    """List the weeks for which wishes are taken, until when, and the budget of points."""
    site, _ = own_agent(access)
    with store.reading() as tx:
        return WishRulesView.of(WishBook.of(tx, site))


@router.get("/wishes/{week}")
def my_wishes(week: Week, access: SignedIn, store: Store, response: Response) -> WeekWishesView:
    """Give what one wishes of a week; once it is published, which wishes were granted."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        mine = own_wishes(tx, site, agent, week)
        (seen,) = with_fates(tx, site, load_site(tx, site), week, [mine])
    return tagged(response, mine.version, WeekWishesView.of(seen))


@router.put("/wishes/{week}")
def enter_wishes(
    week: Week,
    body: WeekWishesBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> WeekWishesView:
    """Say what one wishes of a week, and when one cannot work; it takes the place of the old."""
    site, agent = own_agent(access)
    with store.writing() as tx:
        kept = enter(tx, access.actor, site, version, body.value(agent, week))
    with store.reading() as tx:
        (seen,) = with_fates(tx, site, load_site(tx, site), week, [kept])
    return tagged(response, kept.version, WeekWishesView.of(seen))


@router.get("/fair-share")
def my_fair_share(access: SignedIn, store: Store) -> FairShareView:
    """One's nights, weekends, late ends and refused wishes beside the team's median."""
    site, agent = own_agent(access)
    with store.reading() as tx:
        return FairShareView.of(fair_share(tx, site, load_site(tx, site), agent))
