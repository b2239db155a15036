"""How a site grades its agents: numbered versions, and the exceptions that people authorised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select

from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.entities import Entity, Stored
from wfm.store.errors import NotFoundError, StaleError
from wfm.store.people import AGENT
from wfm.store.tables import EXCEPTIONS, GRADINGS, SITES
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class Grading:
    """What a site chose; nothing chosen is the site's own state map and the default method."""

    states: Mapping[str, str] = field(default_factory=dict)
    """Corrections of the site's state map: code, or code/reason → category."""
    impacts: tuple[tuple[str, str, str], ...] = ()
    """Changed cells of the impact table: scheduled, actual, impact."""
    method: str = "default"
    tolerance_seconds: int = 0
    count_unscheduled_work: bool = False
    productive: tuple[str, ...] = ()
    """Categories that are productive besides on-queue work, by methods that know of it."""


@dataclass(frozen=True, slots=True)
class Authorised:
    """A deviation in [start, end) that somebody approved."""

    agent_id: str
    start: datetime
    end: datetime
    reason: str
    authorised_by: str


_GRADING: TypeAdapter[Grading] = TypeAdapter(Grading)


def grading(connection: Connection, site: str) -> tuple[Grading, int]:
    """Give the grading in force and its number, 0 where nothing was chosen."""
    query = select(GRADINGS).where(GRADINGS.c.site == site)
    row = connection.execute(query.order_by(GRADINGS.c.number.desc()).limit(1)).first()
    return (Grading(), 0) if row is None else (_GRADING.validate_python(row.document), row.number)


def set_grading(connection: Connection, actor: str, site: str, number: int, chosen: Grading) -> int:
    """Put another grading into force, if none did since `number`; gives its own number.

    Raises
    ------
    NotFoundError, StaleError
        If there is no such site, or another grading came into force meanwhile.
    """
    query = select(SITES.c.key).where(SITES.c.key == site).with_for_update(key_share=True)
    if connection.scalar(query) is None:
        raise NotFoundError("site", site)
    before, current = grading(connection, site)
    if current != number:
        raise StaleError(phrase("stale.grading", site=site), current, _plain(before))
    values = {"site": site, "number": number + 1, "document": _plain(chosen)}
    connection.execute(insert(GRADINGS).values(**values, made_by=actor, made_at=now()))
    record(connection, actor, "change", "grading", str(number + 1), site=site,
           before=_plain(before), after=_plain(chosen))  # fmt: skip
    return number + 1


def _plain(chosen: Grading) -> dict[str, Any]:
    return {
        "states": dict(chosen.states),
        "impacts": [list(cell) for cell in chosen.impacts],
        "method": chosen.method,
        "tolerance_seconds": chosen.tolerance_seconds,
        "count_unscheduled_work": chosen.count_unscheduled_work,
        "productive": list(chosen.productive),
    }


def _authorised(row: Row[Any]) -> Authorised:
    return Authorised(row.agent_id, row.start, row.end, row.reason, row.authorised_by)


EXCEPTION = Entity(
    "exception", EXCEPTIONS, "id", TypeAdapter(Authorised), asdict, _authorised,
    private=frozenset({"reason"}),
)  # fmt: skip


def exceptions_of_teams(
    connection: Connection,
    site: str,
    teams: tuple[str, ...] | None,
    after: str | None = None,
    limit: int | None = None,
) -> list[Stored[Authorised]]:
    """List authorised exceptions by key; of the agents of some teams, if they are named."""
    if teams is None:
        return EXCEPTION.page(connection, site, after=after, limit=limit)
    agents = [stored.key for stored in AGENT.page(connection, site) if stored.value.team in teams]
    own = EXCEPTIONS.c.agent_id.in_(agents)
    return EXCEPTION.page(connection, site, own, after=after, limit=limit)
