"""Types, accounts and allowances of leave, and requests for it with what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select

from wfm.model import LeaveAccount, LeaveAllowance, LeaveType
from wfm.store.entities import Stored, documents
from wfm.store.errors import NotFoundError, OutdatedError
from wfm.store.tables import (
    AGENTS,
    LEAVE_ACCOUNTS,
    LEAVE_ALLOWANCES,
    LEAVE_REQUESTS,
    LEAVE_TYPES,
    SCHEDULES,
    SITES,
)


class LeaveStatus(StrEnum):
    """What became of a request."""

    REQUESTED = "requested"
    """A person has to decide."""
    WAITLISTED = "waitlisted"
    """Judged anew whenever time becomes free, first come first."""
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


Standing: TypeAlias = tuple[int, int]
"""How often a site has changed, and how often a week of it was published."""
OPEN = (LeaveStatus.REQUESTED, LeaveStatus.WAITLISTED)
"""What may still become leave."""


@dataclass(frozen=True, slots=True)
class LeaveRequest:
    """A wish to be away in [start, end), in UTC; the type is private, as a kind of time off is."""

    agent_id: str
    leave_type: str
    start: datetime
    end: datetime
    status: LeaveStatus
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    """None where nobody had to: it was decided by the limits."""
    reasons: tuple[Mapping[str, Any], ...] = ()
    """Why it was not approved, or what was accepted with it: documents of phrases."""
    time_off: str | None = None
    """Key of the absence that it became."""


LEAVE_TYPE = documents("leave type", LEAVE_TYPES, "name", TypeAdapter(LeaveType))
LEAVE_ACCOUNT = documents(
    "leave account", LEAVE_ACCOUNTS, "id", TypeAdapter(LeaveAccount),
    lambda account: {"agent_id": account.agent_id},
)  # fmt: skip
LEAVE_ALLOWANCE = documents("leave allowance", LEAVE_ALLOWANCES, "id", TypeAdapter(LeaveAllowance))
LEAVE_REQUEST = documents(
    "leave request", LEAVE_REQUESTS, "id", TypeAdapter(LeaveRequest),
    lambda one: {"agent_id": one.agent_id, "status": one.status, "asked_at": one.asked_at},
    private=frozenset({"leave_type", "reasons"}),
)  # fmt: skip


def hold_site(connection: Connection, site: str) -> None:
    """Let nobody else decide on leave of the site before this transaction ends.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    query = select(SITES.c.key).where(SITES.c.key == site).with_for_update()
    if connection.scalar(query) is None:
        raise NotFoundError("site", site)


def standing(connection: Connection, site: str) -> Standing:
    """Count the changes of a site and its publications; any other pair is another state of it.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    out = (SCHEDULES.c.site == site, SCHEDULES.c.published_at.is_not(None))
    publications = select(func.count()).select_from(SCHEDULES).where(*out).scalar_subquery()
    query = select(SITES.c.revision, publications).where(SITES.c.key == site)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("site", site)
    return int(row[0]), int(row[1])


def hold_as_judged(connection: Connection, site: str, judged: Standing) -> None:
    """Hold a site of which something was judged on an earlier view.

    Raises
    ------
    NotFoundError
        If there is no such site.
    OutdatedError
        If it, or what is in force, has changed since.
    """
    hold_site(connection, site)
    if standing(connection, site) != judged:
        raise OutdatedError(f"site {site} or what is in force has changed")


def requests_by(
    connection: Connection, site: str, status: Collection[LeaveStatus]
) -> list[Stored[LeaveRequest]]:
    """List requests of these states, first come first."""
    found = LEAVE_REQUEST.page(connection, site, LEAVE_REQUESTS.c.status.in_(status))
    return sorted(found, key=lambda one: (one.value.asked_at, one.key))


def requests_of(connection: Connection, site: str, agent_id: str) -> list[Stored[LeaveRequest]]:
    """List an agent's requests, latest leave first."""
    found = LEAVE_REQUEST.page(connection, site, LEAVE_REQUESTS.c.agent_id == agent_id)
    return sorted(found, key=lambda one: one.value.start, reverse=True)


def requests_of_teams(
    connection: Connection,
    site: str,
    teams: Collection[str] | None,
    status: Collection[LeaveStatus],
    after: str | None = None,
    limit: int | None = None,
) -> list[Stored[LeaveRequest]]:
    """List requests of these states by key, of the agents of these teams only; None means all."""
    conditions = [LEAVE_REQUESTS.c.status.in_(status)]
    if teams is not None:
        agents = select(AGENTS.c.id).where(AGENTS.c.site == site, AGENTS.c.team.in_(teams))
        conditions.append(LEAVE_REQUESTS.c.agent_id.in_(agents))
    return LEAVE_REQUEST.page(connection, site, *conditions, after=after, limit=limit)
