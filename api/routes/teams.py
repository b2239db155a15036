"""Teams."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, Named, OncePerKey, Paged, Store
from api.replies import Reply, check_key, next_key, tagged
from api.schemas.fields import Listing
from api.schemas.people import TeamBody, TeamView
from wfm.store.entities import Stored
from wfm.store.errors import NotFoundError
from wfm.store.people import TEAM, Team

router = APIRouter(prefix="/sites/{site}", tags=["people"])


@router.get("/teams")
def list_teams(site: Key, access: SignedIn, store: Store, page: Paged) -> Listing[TeamView]:
    """List teams by name."""
    access.check_site(site)
    with store.reading() as tx:
        teams = TEAM.page(tx, site, after=page.after, limit=page.limit)
    seen = [team_view(team) for team in teams if access.sees_team(team.key)]
    return Listing(items=seen, next=next_key(teams, page.limit))


@router.post("/teams", status_code=201, response_model=TeamView)
def add_team(
    site: Key, body: TeamBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Add a team."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            team = TEAM.create(tx, access.actor, site, body.name, Team(body.name))
            return Reply(team_view(team), team.version, f"/sites/{site}/teams/{team.key}")

        return once(tx, 201, effect)


@router.get("/teams/{team:path}")
def one_team(
    site: Key, team: Named, access: SignedIn, store: Store, response: Response
) -> TeamView:
    """One team."""
    access.check_site(site)
    if not access.sees_team(team):
        raise NotFoundError("team", team)
    with store.reading() as tx:
        found = TEAM.get(tx, site, team)
    return tagged(response, found.version, team_view(found))


@router.put("/teams/{team:path}")
def set_team(
    site: Key,
    team: Named,
    body: TeamBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> TeamView:
    """Retire a team or bring it back."""
    access.check_site(site)
    check_key("name", team, body.name)
    with store.writing() as tx:
        changed = TEAM.change(
            tx, access.actor, site, team, version, Team(body.name), active=body.active
        )
    return tagged(response, changed.version, team_view(changed))


def team_view(stored: Stored[Team]) -> TeamView:
    """Show a stored team."""
    return TeamView(name=stored.key, active=stored.active, version=stored.version)
