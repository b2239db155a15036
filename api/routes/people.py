"""Teams, work plans, agents and time off."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Response

from api.access import Access, SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Paged, Reply, Store
from api.permissions import Reach
from api.problems import RefusedError
from api.schemas import (
    AgentBody,
    AgentView,
    Listing,
    TeamBody,
    TeamView,
    TimeOffBody,
    TimeOffView,
    WorkPlanBody,
    WorkPlanView,
)
from wfm.model import ActivityRule, Agent, TimeOff, WorkPlan
from wfm.store.entities import Stored
from wfm.store.errors import NotFoundError
from wfm.store.people import (
    AGENT,
    TEAM,
    TIME_OFF_ENTRY,
    WORK_PLAN,
    Team,
    agents_of_teams,
    time_off_of_teams,
)

router = APIRouter(prefix="/sites/{site}", tags=["people"])
View = TypeVar("View")


@router.get("/teams")
def list_teams(site: Key, access: SignedIn, store: Store, page: Paged) -> Listing[TeamView]:
    """List teams by name."""
    access.check_site(site)
    with store.reading() as tx:
        teams = TEAM.page(tx, site, after=page.after, limit=page.limit)
    seen = [_team(team) for team in teams if access.sees_team(team.key)]
    return Listing(items=seen, next=_next(teams, page.limit))


@router.post("/teams", status_code=201, response_model=TeamView)
def add_team(
    site: Key, body: TeamBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Add a team."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            team = TEAM.create(tx, access.actor, site, body.name, Team(body.name))
            return Reply(_team(team), team.version, f"/sites/{site}/teams/{team.key}")

        return once(tx, 201, effect)


@router.get("/teams/{team}")
def one_team(site: Key, team: Key, access: SignedIn, store: Store, response: Response) -> TeamView:
    """One team."""
    access.check_site(site)
    if not access.sees_team(team):
        raise NotFoundError("team", team)
    with store.reading() as tx:
        found = TEAM.get(tx, site, team)
    return _tagged(response, found.version, _team(found))


@router.put("/teams/{team}")
def set_team(
    site: Key,
    team: Key,
    body: TeamBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> TeamView:
    """Retire a team or bring it back."""
    access.check_site(site)
    _check_key("name", team, body.name)
    with store.writing() as tx:
        changed = TEAM.change(
            tx, access.actor, site, team, version, Team(body.name), active=body.active
        )
    return _tagged(response, changed.version, _team(changed))


@router.get("/work-plans")
def list_work_plans(
    site: Key, access: SignedIn, store: Store, page: Paged
) -> Listing[WorkPlanView]:
    """List work plans by name."""
    access.check_site(site)
    with store.reading() as tx:
        plans = WORK_PLAN.page(tx, site, after=page.after, limit=page.limit)
    return Listing(items=[_work_plan(plan) for plan in plans], next=_next(plans, page.limit))


@router.post("/work-plans", status_code=201, response_model=WorkPlanView)
def add_work_plan(
    site: Key, body: WorkPlanBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Add a work plan."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            plan = WORK_PLAN.create(tx, access.actor, site, body.name, _plan_of(body))
            return Reply(_work_plan(plan), plan.version, f"/sites/{site}/work-plans/{plan.key}")

        return once(tx, 201, effect)


@router.get("/work-plans/{work_plan}")
def one_work_plan(
    site: Key, work_plan: Key, access: SignedIn, store: Store, response: Response
) -> WorkPlanView:
    """One work plan."""
    access.check_site(site)
    with store.reading() as tx:
        found = WORK_PLAN.get(tx, site, work_plan)
    return _tagged(response, found.version, _work_plan(found))


@router.put("/work-plans/{work_plan}")
def set_work_plan(
    site: Key,
    work_plan: Key,
    body: WorkPlanBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> WorkPlanView:
    """Change a work plan."""
    access.check_site(site)
    _check_key("name", work_plan, body.name)
    with store.writing() as tx:
        plan = _plan_of(body)
        changed = WORK_PLAN.change(
            tx, access.actor, site, work_plan, version, plan, active=body.active
        )
    return _tagged(response, changed.version, _work_plan(changed))


@router.get("/agents")
def list_agents(site: Key, access: SignedIn, store: Store, page: Paged) -> Listing[AgentView]:
    """List agents by id, those within reach."""
    access.check_site(site)
    with store.reading() as tx:
        agents = agents_of_teams(tx, site, _teams(access), page.after, page.limit)
    items = [_agent(access, agent) for agent in agents]
    return Listing(items=items, next=_next(agents, page.limit))


@router.post("/agents", status_code=201, response_model=AgentView)
def add_agent(
    site: Key, body: AgentBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Add an agent."""
    access.check_site(site)
    agent = _agent_of(body)
    with store.writing() as tx:

        def effect() -> Reply:
            added = AGENT.create(tx, access.actor, site, agent.id, agent)
            place = f"/sites/{site}/agents/{agent.id}"
            return Reply(_agent(access, added), added.version, place)

        return once(tx, 201, effect)


@router.get("/agents/{agent}")
def one_agent(
    site: Key, agent: Key, access: SignedIn, store: Store, response: Response
) -> AgentView:
    """One agent."""
    access.check_site(site)
    with store.reading() as tx:
        found = AGENT.get(tx, site, agent)
    access.check_agent(found)
    return _tagged(response, found.version, _agent(access, found))


@router.put("/agents/{agent}")
def set_agent(
    site: Key,
    agent: Key,
    body: AgentBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> AgentView:
    """Change or deactivate an agent."""
    access.check_site(site)
    _check_key("id", agent, body.id)
    value = _agent_of(body)
    with store.writing() as tx:
        changed = AGENT.change(tx, access.actor, site, agent, version, value, active=body.active)
    return _tagged(response, changed.version, _agent(access, changed))


@router.get("/time-off")
def list_time_off(site: Key, access: SignedIn, store: Store, page: Paged) -> Listing[TimeOffView]:
    """List absences of the agents within reach."""
    access.check_site(site)
    with store.reading() as tx:
        absences = time_off_of_teams(tx, site, _teams(access), page.after, page.limit)
    return Listing(items=[_time_off(a) for a in absences], next=_next(absences, page.limit))


@router.post("/time-off", status_code=201, response_model=TimeOffView)
def add_time_off(
    site: Key, body: TimeOffBody, access: SignedIn, store: Store, once: OncePerKey
) -> Response:
    """Approve an absence."""
    access.check_site(site)
    with store.writing() as tx:

        def effect() -> Reply:
            access.check_agent(AGENT.get(tx, site, body.agent_id))
            key = uuid4().hex
            absence = TIME_OFF_ENTRY.create(tx, access.actor, site, key, _absence_of(body))
            return Reply(_time_off(absence), absence.version, f"/sites/{site}/time-off/{key}")

        return once(tx, 201, effect)


@router.get("/time-off/{entry}")
def one_time_off(
    site: Key, entry: Key, access: SignedIn, store: Store, response: Response
) -> TimeOffView:
    """One absence."""
    access.check_site(site)
    with store.reading() as tx:
        found = TIME_OFF_ENTRY.get(tx, site, entry)
        access.check_agent(AGENT.get(tx, site, found.value.agent_id))
    return _tagged(response, found.version, _time_off(found))


@router.put("/time-off/{entry}")
def set_time_off(
    site: Key,
    entry: Key,
    body: TimeOffBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> TimeOffView:
    """Change or withdraw an absence."""
    access.check_site(site)
    with store.writing() as tx:
        found = TIME_OFF_ENTRY.get(tx, site, entry)
        access.check_agent(AGENT.get(tx, site, found.value.agent_id))
        access.check_agent(AGENT.get(tx, site, body.agent_id))
        changed = TIME_OFF_ENTRY.change(
            tx, access.actor, site, entry, version, _absence_of(body), active=body.active
        )
    return _tagged(response, changed.version, _time_off(changed))


def _teams(access: Access) -> tuple[str, ...] | None:
    return access.user.teams if access.reach is Reach.TEAM else None


def _check_key(field: str, path: str, body: str) -> None:
    if path != body:
        raise RefusedError(422, "differs from the one in the path", field=field)


def _next(page: list[Any], limit: int) -> str | None:
    return page[-1].key if len(page) == limit else None


def _tagged(response: Response, version: int, view: View) -> View:
    response.headers["ETag"] = f'"{version}"'
    return view


def _team(stored: Stored[Team]) -> TeamView:
    return TeamView(name=stored.key, active=stored.active, version=stored.version)


def _work_plan(stored: Stored[WorkPlan]) -> WorkPlanView:
    plan = asdict(stored.value) | {"weekdays": sorted(stored.value.weekdays)}
    return WorkPlanView(**plan, active=stored.active, version=stored.version)


def _plan_of(body: WorkPlanBody) -> WorkPlan:
    values = body.model_dump(exclude={"active", "activities"})
    rules = [
        ActivityRule(**{**rule.model_dump(), "shift_minutes": tuple(rule.shift_minutes)})
        for rule in body.activities
    ]
    values |= {"shift_minutes": tuple(body.shift_minutes), "activities": tuple(rules)}
    return WorkPlan(**{**values, "weekdays": frozenset(body.weekdays)})


def _agent(access: Access, stored: Stored[Agent]) -> AgentView:
    values = asdict(stored.value) | {"skills": sorted(stored.value.skills)}
    if access.reach is Reach.TEAM:
        values["hourly_cost"] = None
    return AgentView(**values, active=stored.active, version=stored.version)


def _agent_of(body: AgentBody) -> Agent:
    if body.time_zone is not None:
        try:
            ZoneInfo(body.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise RefusedError(422, "not an IANA time zone", field="time_zone") from None
    return Agent(**{**body.model_dump(exclude={"active"}), "skills": frozenset(body.skills)})


def _time_off(stored: Stored[TimeOff]) -> TimeOffView:
    return TimeOffView(
        id=stored.key, **asdict(stored.value), active=stored.active, version=stored.version
    )


def _absence_of(body: TimeOffBody) -> TimeOff:
    return TimeOff(**body.model_dump(exclude={"active"}))
