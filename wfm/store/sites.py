"""Sites, whole: read from their tables."""

from __future__ import annotations

import gzip
from collections.abc import Collection
from dataclasses import replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, Row, select

from wfm.model import GroupRule, Site
from wfm.model.agent_zones import AgentZones
from wfm.store.demand import EVENT, OPENING_DATE, QUEUE, SETTINGS
from wfm.store.entities import Entity
from wfm.store.errors import NotFoundError
from wfm.store.leave import LEAVE_ACCOUNT, LEAVE_ALLOWANCE, LEAVE_TYPE
from wfm.store.people import (
    AGENT,
    AVAILABILITY_WINDOW,
    CONTRACT,
    GROUP_RULE,
    MEETING,
    PREFERENCE,
    SHIFT_REQUEST,
    TIME_OFF_ENTRY,
    WORK_PLAN,
)
from wfm.store.tables import AGENTS, SITES, UPLOADS
from wfm.store.wishes import preferences_in, recent_wishes

T = TypeVar("T")


def site_keys(connection: Connection) -> list[str]:
    """Keys of all sites."""
    return list(connection.scalars(select(SITES.c.key).order_by(SITES.c.key)))


def site_revision(connection: Connection, key: str) -> int:
    """Count all changes of a site so far.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return int(_row(connection, key).revision)


def load_site_core(connection: Connection, key: str) -> Site:
    """Load a site without its people and their work plans: settings, queues, events, dates.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return replace(
        SETTINGS.get(connection, key, key).value,
        queues=_active(connection, key, QUEUE),
        events=_active(connection, key, EVENT),
        opening_dates=_active(connection, key, OPENING_DATE),
    )


def site_zone(connection: Connection, key: str) -> ZoneInfo:
    """Give the time zone of a site.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return ZoneInfo(load_site_core(connection, key).time_zone)


def agent_zones(connection: Connection, key: str) -> AgentZones:
    """Give the time zones of a site's agents.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    has_own = (AGENTS.c.site == key) & AGENTS.c.time_zone.is_not(None)
    rows = connection.execute(select(AGENTS.c.id, AGENTS.c.time_zone).where(has_own))
    return AgentZones(site_zone(connection, key), {row.id: row.time_zone for row in rows})


def load_site(connection: Connection, key: str, also: Collection[str] = ()) -> Site:
    """Put a site together as it stands now, with its active agents and those named in `also`.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    core = load_site_core(connection, key)
    agents = {s.key: s.value for s in AGENT.listed(connection, key) if s.active or s.key in also}
    absences = [a for a in _active(connection, key, TIME_OFF_ENTRY) if a.agent_id in agents]
    wishes = [each for each in recent_wishes(connection, key) if each.agent_id in agents]
    windows = _active(connection, key, AVAILABILITY_WINDOW)
    return replace(
        core,
        agents=tuple(agents.values()),
        work_plans={plan.name: plan for plan in _active(connection, key, WORK_PLAN)},
        time_off=tuple(sorted(absences, key=lambda absence: (absence.agent_id, absence.start))),
        contracts=tuple(
            one for one in _active(connection, key, CONTRACT) if one.agent_id in agents
        ),
        availability=(
            *(window for window in windows if window.agent_id in agents),
            *(window for each in wishes for window in each.windows()),
        ),
        preferences=(
            *(wish for wish in _active(connection, key, PREFERENCE) if wish.agent_id in agents),
            *preferences_in(wishes),
        ),
        shift_requests=tuple(
            request
            for request in _active(connection, key, SHIFT_REQUEST)
            if request.agent_id in agents
        ),
        group_rules=tuple(
            among
            for rule in _active(connection, key, GROUP_RULE)
            if (among := _among(rule, agents)) is not None
        ),
        meetings=tuple(
            replace(meeting, agent_ids=who)
            for meeting in _active(connection, key, MEETING)
            if (who := tuple(agent for agent in meeting.agent_ids if agent in agents))
        ),
        leave_types=_active(connection, key, LEAVE_TYPE),
        leave_accounts=tuple(
            account
            for account in _active(connection, key, LEAVE_ACCOUNT)
            if account.agent_id in agents
        ),
        leave_allowances=_active(connection, key, LEAVE_ALLOWANCE),
    )


def _among(rule: GroupRule, agents: Collection[str]) -> GroupRule | None:
    """Give a rule without the agents who have left; None where it named them alone."""
    there = tuple(agent for agent in rule.agent_ids if agent in agents)
    if rule.agent_ids and not there and not rule.teams:
        return None
    return replace(
        rule, agent_ids=there, beside=tuple(agent for agent in rule.beside if agent in agents)
    )


def _active(connection: Connection, key: str, entity: Entity[T]) -> tuple[T, ...]:
    return tuple(stored.value for stored in entity.listed(connection, key) if stored.active)


def site_history(connection: Connection, key: str) -> str:
    """Give the site's interval history as CSV text.

    Raises
    ------
    NotFoundError
        If there is no such site, or it has none.
    """
    history = _recorded(connection, key, UPLOADS.c.history)
    if history is None:
        raise NotFoundError("history of site", key)
    return history


def site_satisfaction(connection: Connection, key: str) -> str | None:
    """Give the site's satisfaction scores as CSV text, if it has any.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return _recorded(connection, key, UPLOADS.c.satisfaction)


def _recorded(connection: Connection, key: str, column: Column[Any]) -> str | None:
    upload = _row(connection, key).upload
    packed = connection.scalar(select(column).where(UPLOADS.c.sha256 == upload))
    return None if packed is None else gzip.decompress(packed).decode()


def site_counts(site: Site) -> dict[str, int]:
    """Count the rows of a site's tables."""
    tables = {
        "queues": site.queues, "work_plans": site.work_plans, "agents": site.agents,
        "contracts": site.contracts, "time_off": site.time_off, "availability": site.availability,
        "preferences": site.preferences, "shift_requests": site.shift_requests,
        "group_rules": site.group_rules,
        "meetings": site.meetings, "events": site.events,
        "opening_dates": site.opening_dates, "leave_types": site.leave_types,
        "leave_accounts": site.leave_accounts, "leave_allowances": site.leave_allowances,
    }  # fmt: skip
    return {name: len(rows) for name, rows in tables.items()}


def _row(connection: Connection, key: str) -> Row[Any]:
    row = connection.execute(select(SITES).where(SITES.c.key == key)).first()
    if row is None:
        raise NotFoundError("site", key)
    return row
