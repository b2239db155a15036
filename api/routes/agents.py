"""Agents."""

from __future__ import annotations

from dataclasses import asdict, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Response

from api.access import Access, SignedIn
from api.dependencies import IfMatch, Key, Named, OncePerKey, Paged, Store
from api.known_words import refuse_unknown_skills
from api.permissions import Reach
from api.problems import RefusedError
from api.references import refuse_unknown
from api.replies import Reply, check_key, next_key, tagged
from api.schemas.fields import Listing
from api.schemas.people import AgentBody, AgentView
from wfm.model import Agent
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.people import AGENT, TEAM, WORK_PLAN, agents_of_teams
from wfm.store.sites import site_zone
from wfm.words import phrase

router = APIRouter(prefix="/sites/{site}", tags=["people"])


@router.get("/agents")
def list_agents(site: Key, access: SignedIn, store: Store, page: Paged) -> Listing[AgentView]:
    """List agents by id, those within reach."""
    access.check_site(site)
    with store.reading() as tx:
        agents = agents_of_teams(tx, site, access.teams, page.after, page.limit)
    items = [agent_view(access, agent) for agent in agents]
    return Listing(items=items, next=next_key(agents, page.limit))


@router.post("/agents", status_code=201, response_model=AgentView)
def add_agent(
    site: Key, body: AgentBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Add an agent."""
    access.check_site(site)
    agent = agent_of(body)
    with store.writing() as tx:

        def effect() -> Reply:
            judge_agent(tx, site, agent)
            added = AGENT.create(tx, access.actor, site, agent.id, agent)
            place = f"/sites/{site}/agents/{agent.id}"
            return Reply(agent_view(access, added), added.version, place)

        return once(tx, 201, effect)


@router.get("/agents/{agent:path}")
def one_agent(
    site: Key, agent: Named, access: SignedIn, store: Store, response: Response
) -> AgentView:
    """One agent."""
    access.check_site(site)
    with store.reading() as tx:
        found = AGENT.get(tx, site, agent)
    access.check_agent(found)
    return tagged(response, found.version, agent_view(access, found))


@router.put("/agents/{agent:path}")
def set_agent(
    site: Key,
    agent: Named,
    body: AgentBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> AgentView:
    """Change or deactivate an agent: whose last day is not given leaves today."""
    access.check_site(site)
    check_key("id", agent, body.id)
    value = agent_of(body)
    with store.writing() as tx:
        if not body.active and value.end_date is None:
            zone = site_zone(tx, site)
            value = replace(value, end_date=now().astimezone(zone).date())
        judge_agent(tx, site, value)
        changed = AGENT.change(tx, access.actor, site, agent, version, value, active=body.active)
    return tagged(response, changed.version, agent_view(access, changed))


def judge_agent(tx: Connection, site: str, agent: Agent) -> None:
    """Refuse an agent whose team, work plan or skills the site does not have."""
    refuse_unknown(tx, site, [(TEAM, agent.team), (WORK_PLAN, agent.work_plan)])
    refuse_unknown_skills(tx, site, agent)


def agent_view(access: Access, stored: Stored[Agent]) -> AgentView:
    """Show a stored agent; the pay only to those for whom it is meant."""
    values = asdict(stored.value) | {"skills": sorted(stored.value.skills)}
    if access.reach is Reach.TEAM:
        values["hourly_cost"] = None
    return AgentView(**values, active=stored.active, version=stored.version)


def agent_of(body: AgentBody) -> Agent:
    """Make the agent that a client sent.

    Raises
    ------
    RefusedError
        If there is no such time zone.
    """
    if body.time_zone is not None:
        try:
            ZoneInfo(body.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise RefusedError(409, phrase("refusal.no_time_zone"), field="time_zone") from None
    return Agent(**{**body.model_dump(exclude={"active"}), "skills": frozenset(body.skills)})
