"""Sites, whole: read from their tables and written to them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapSerializer,
    WrapValidator,
)
from sqlalchemy import Column, Connection, Row, insert, select, update

from wfm.model import Site, TimeOff
from wfm.store.columns import now
from wfm.store.errors import NotFoundError
from wfm.store.people import AGENT, TEAM, TIME_OFF_ENTRY, WORK_PLAN, Team, close_employments
from wfm.store.tables import SITES, UPLOADS
from wfm.store.work_plans import DOCUMENT


def _with_plans(document: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Read the work plans of a site's document by the fields of their rules."""
    if isinstance(document, Mapping):
        plans = {k: DOCUMENT.validate_python(v) for k, v in document["work_plans"].items()}
        document = {**document, "work_plans": plans}
    return handler(document)


def _of_plans(site: Site, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
    plain: dict[str, Any] = handler(replace(site, work_plans={}))
    plans = {k: DOCUMENT.dump_python(v, mode="json") for k, v in site.work_plans.items()}
    return {**plain, "work_plans": plans}


SITE: TypeAdapter[Site] = TypeAdapter(
    Annotated[Site, WrapValidator(_with_plans), WrapSerializer(_of_plans)]
)


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
    """Load a site without its people and their work plans.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return SITE.validate_python(_row(connection, key).document)


def load_site(connection: Connection, key: str, also: Collection[str] = ()) -> Site:
    """Put a site together as it stands now, with its active agents and those named in `also`.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    core = load_site_core(connection, key)
    agents = AGENT.page(connection, key)
    active = {s.key: s for s in agents if s.active or s.key in also}
    absences = [s.value for s in TIME_OFF_ENTRY.page(connection, key) if s.active]
    return replace(
        core,
        agents=tuple(stored.value for stored in active.values()),
        work_plans={s.key: s.value for s in WORK_PLAN.page(connection, key) if s.active},
        time_off=tuple(absence for absence in absences if absence.agent_id in active),
    )


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


def write_site(connection: Connection, key: str, site: Site, upload: str | None) -> int:
    """Make the stored site this one; `upload` holds what was recorded. Gives the new revision."""
    core = replace(site, agents=(), work_plans={}, time_off=(), previous=())
    values = {"name": site.name, "document": plain_site(core), "upload": upload}
    revision = connection.scalar(select(SITES.c.revision).where(SITES.c.key == key))
    if revision is None:
        connection.execute(insert(SITES).values(key=key, revision=1, version=1, **values))
    else:
        connection.execute(
            update(SITES)
            .where(SITES.c.key == key)
            .values(**values, revision=revision + 1, version=SITES.c.version + 1)
        )
    teams = sorted({agent.team for agent in site.agents})
    TEAM.write_all(connection, key, {name: Team(name) for name in teams})
    WORK_PLAN.write_all(connection, key, dict(site.work_plans))
    AGENT.write_all(connection, key, {agent.id: agent for agent in site.agents})
    close_employments(connection, key, now().astimezone(ZoneInfo(site.time_zone)).date())
    TIME_OFF_ENTRY.write_all(connection, key, {_absence_key(a): a for a in site.time_off})
    return (revision or 0) + 1


def plain_site(site: Site) -> dict[str, Any]:
    """Give a site as JSON."""
    # pydantic writes a dict, but not every Mapping
    plain = replace(site, state_map=dict(site.state_map))
    document: dict[str, Any] = SITE.dump_python(plain, mode="json")
    return document


def _absence_key(absence: TimeOff) -> str:
    text = f"{absence.agent_id}|{absence.start.isoformat()}|{absence.end.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def site_counts(site: Site) -> dict[str, int]:
    """Count the rows of a site's tables."""
    tables = {
        "queues": site.queues, "work_plans": site.work_plans, "agents": site.agents,
        "time_off": site.time_off, "availability": site.availability,
        "preferences": site.preferences, "shift_requests": site.shift_requests,
        "meetings": site.meetings, "events": site.events,
    }  # fmt: skip
    return {name: len(rows) for name, rows in tables.items()}


def _row(connection: Connection, key: str) -> Row[Any]:
    row = connection.execute(select(SITES).where(SITES.c.key == key)).first()
    if row is None:
        raise NotFoundError("site", key)
    return row
