"""Teams, work plans, agents and their time off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from wfm.model import (
    Agent,
    Availability,
    Contract,
    GroupRule,
    Meeting,
    Preference,
    ShiftRequest,
    TimeOff,
)
from wfm.store.entities import Entity, Stored, documents
from wfm.store.tables import (
    AGENTS,
    AVAILABILITY,
    CONTRACTS,
    GROUP_RULES,
    MEETINGS,
    PREFERENCES,
    SHIFT_REQUESTS,
    TEAMS,
    TIME_OFF,
    WORK_PLANS,
)
from wfm.store.work_plans import DOCUMENT


@dataclass(frozen=True, slots=True)
class Team:
    """Agents who are managed together."""

    name: str


def _agent_row(agent: Agent) -> Mapping[str, Any]:
    return {
        "name": agent.name,
        "team": agent.team,
        "work_plan": agent.work_plan,
        "skills": sorted(agent.skills),
        "start_date": agent.start_date,
        "end_date": agent.end_date,
        "hourly_cost": agent.hourly_cost,
        "time_zone": agent.time_zone,
        "external_agent_id": agent.external_agent_id,
    }


def _agent(row: Row[Any]) -> Agent:
    return Agent(
        id=row.id, name=row.name, team=row.team, work_plan=row.work_plan,
        skills=frozenset(row.skills), start_date=row.start_date, end_date=row.end_date,
        hourly_cost=row.hourly_cost, time_zone=row.time_zone,
        external_agent_id=row.external_agent_id,
    )  # fmt: skip


def _time_off_row(absence: TimeOff) -> Mapping[str, Any]:
    return {
        "agent_id": absence.agent_id,
        "start": absence.start,
        "end": absence.end,
        "kind": absence.kind,
        "paid": absence.paid,
    }


def _time_off(row: Row[Any]) -> TimeOff:
    return TimeOff(row.agent_id, row.start, row.end, row.kind, row.paid)


TEAM = Entity(
    "team", TEAMS, "name", TypeAdapter(Team), lambda team: {"name": team.name},
    lambda row: Team(row.name), bound=True,
)  # fmt: skip
WORK_PLAN = Entity(
    "work plan", WORK_PLANS, "name", DOCUMENT,
    lambda plan: {"name": plan.name, "document": DOCUMENT.dump_python(plan, mode="json")},
    lambda row: DOCUMENT.validate_python(row.document), bound=True,
)  # fmt: skip
AGENT = Entity("agent", AGENTS, "id", TypeAdapter(Agent), _agent_row, _agent, bound=True)
TIME_OFF_ENTRY = Entity(
    "time off", TIME_OFF, "id", TypeAdapter(TimeOff), _time_off_row, _time_off,
    private=frozenset({"kind", "paid"}),
)  # fmt: skip
CONTRACT = documents(
    "contract", CONTRACTS, "id", TypeAdapter(Contract),
    lambda contract: {"agent_id": contract.agent_id, "work_plan": contract.work_plan}, bound=True,
)  # fmt: skip
AVAILABILITY_WINDOW = documents(
    "availability", AVAILABILITY, "id", TypeAdapter(Availability),
    lambda window: {"agent_id": window.agent_id},
)  # fmt: skip
PREFERENCE = documents(
    "preference", PREFERENCES, "id", TypeAdapter(Preference),
    lambda wish: {"agent_id": wish.agent_id},
)  # fmt: skip
SHIFT_REQUEST = documents(
    "shift request", SHIFT_REQUESTS, "id", TypeAdapter(ShiftRequest),
    lambda request: {"agent_id": request.agent_id},
)  # fmt: skip
MEETING = documents("meeting", MEETINGS, "id", TypeAdapter(Meeting))
GROUP_RULE = documents("group rule", GROUP_RULES, "id", TypeAdapter(GroupRule))


def left_on(agent: Agent, today: date) -> Agent:
    """Let someone who is deactivated without a last day leave today: turnover counts them then."""
    return agent if agent.end_date is not None else replace(agent, end_date=today)


def own_time_off(connection: Connection, site: str, agent_id: str) -> list[TimeOff]:
    """List an agent's approved absences by their start."""
    mine = TIME_OFF_ENTRY.page(connection, site, TIME_OFF.c.agent_id == agent_id)
    return sorted((s.value for s in mine if s.active), key=lambda absence: absence.start)


def entered_at(connection: Connection, site: str, agent_id: str) -> dict[TimeOff, datetime]:
    """Say when each of an agent's absences was entered, where that is known."""
    query = select(TIME_OFF).where(
        TIME_OFF.c.site == site, TIME_OFF.c.agent_id == agent_id, TIME_OFF.c.active,
        TIME_OFF.c.entered_at.is_not(None),
    )  # fmt: skip
    return {_time_off(row): row.entered_at for row in connection.execute(query)}


def contracts_of_agent(connection: Connection, site: str, agent_id: str) -> list[Contract]:
    """List the work plans that an agent has from some date on, or beside the usual one."""
    found = CONTRACT.page(connection, site, CONTRACTS.c.agent_id == agent_id)
    return [stored.value for stored in found if stored.active]


def agents_of_teams(
    connection: Connection,
    site: str,
    teams: Sequence[str] | None,
    after: str | None = None,
    limit: int | None = None,
) -> list[Stored[Agent]]:
    """List agents by id, of these teams only; None means all."""
    conditions = [] if teams is None else [AGENTS.c.team.in_(teams)]
    return AGENT.page(connection, site, *conditions, after=after, limit=limit)


def time_off_of_teams(
    connection: Connection,
    site: str,
    teams: Sequence[str] | None,
    after: str | None = None,
    limit: int | None = None,
) -> list[Stored[TimeOff]]:
    """List absences by key, of the agents of these teams only; None means all."""
    agents = select(AGENTS.c.id).where(AGENTS.c.site == site)
    if teams is not None:
        agents = agents.where(AGENTS.c.team.in_(teams))
    condition = TIME_OFF.c.agent_id.in_(agents)
    return TIME_OFF_ENTRY.page(connection, site, condition, after=after, limit=limit)
