"""What agents wish of a week by themselves, as planners see it."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import Access, SignedIn
from api.dependencies import Key, Store, Week
from api.schemas.fields import Listing
from api.schemas.wishes import WeekWishesView
from wfm.service.wishes.outcome import WishesSeen, with_fates
from wfm.store.database import Connection
from wfm.store.people import AGENT
from wfm.store.sites import load_site
from wfm.store.wishes import wishes_of_week

router = APIRouter(prefix="/sites/{site}", tags=["people"])


@router.get("/wishes/{week}")
def wishes_of_site(
    site: Key, week: Week, access: SignedIn, store: Store
) -> Listing[WeekWishesView]:
    """List what the agents within reach wish of a week, and what became of it."""
    access.check_site(site)
    with store.reading() as tx:
        seen = wishes_within_reach(tx, access, site, week)
    return Listing(items=[WeekWishesView.of(one) for one in seen])


def wishes_within_reach(tx: Connection, access: Access, site: str, week: Week) -> list[WishesSeen]:
    """List what the agents within reach wish of a week, each with its fate."""
    found = [
        one
        for one in wishes_of_week(tx, site, week)
        if access.sees_team(AGENT.get(tx, site, one.value.agent_id).value.team)
    ]
    return with_fates(tx, site, load_site(tx, site), week, found)
