"""What agents wish of a week by themselves, as planners see it."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from api.access import Access, SignedIn
from api.dependencies import Key, Store, Week
from api.schemas.fields import Listing
from api.schemas.wishes import WeekWishesView
from wfm.model import Site
from wfm.service.wishes.outcome import WishesSeen, with_fates
from wfm.store.database import Connection
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
        seen = wishes_within_reach(tx, access, site, week, load_site(tx, site))
    return Listing(items=[WeekWishesView.of(one) for one in seen])


def wishes_within_reach(
    tx: Connection, access: Access, site: str, week: date, whole: Site
) -> list[WishesSeen]:
    """List what the agents within reach, who are here, wish of a week, each with its fate."""
    teams = {agent.id: agent.team for agent in whole.agents}
    found = [
        one
        for one in wishes_of_week(tx, site, week)
        if one.value.agent_id in teams and access.sees_team(teams[one.value.agent_id])
    ]
    return with_fates(tx, site, whole, week, found)
