"""Who of the agent's team is on shift now, by category; never why somebody is not."""

from __future__ import annotations

from itertools import groupby

from fastapi import Request, Response

from api.access import SignedIn
from api.dependencies import Store
from api.pages.own import own_of
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.columns import now
from wfm.store.people import AGENT
from wfm.store.rosters import colleagues_on_shift

router = page_router()


@router.get("/team")
def team_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Show the team mates on shift."""
    moment = now()
    with store.reading() as tx:
        own = own_of(tx, access)
        found = colleagues_on_shift(tx, own.site, own.agent_id, moment)
        team = AGENT.get(tx, own.site, own.agent_id).value.team
    in_order = sorted(found, key=lambda colleague: (colleague.category, colleague.name))
    groups = [
        (str(category), list(people))
        for category, people in groupby(in_order, key=lambda colleague: colleague.category)
    ]
    return render(
        request, "team/team.html", access, here="page.nav.team",
        own=own, team=team, groups=groups, moment=moment.astimezone(own.zone),
    )  # fmt: skip
