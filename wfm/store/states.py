"""Recorded agent states: stored once each, in batches that come whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from wfm.errors import InputError, InputProblem
from wfm.store.errors import NotFoundError
from wfm.store.tables import FEEDS, SITES, STATES
from wfm.words import phrase

Event = Mapping[str, Any]
"""One checked event, by the columns below."""

COLUMNS: Final = (
    STATES.c.event_id,
    STATES.c.source_id,
    STATES.c.external_agent_id,
    STATES.c.state_code,
    STATES.c.reason_code,
    STATES.c.started_at,
    STATES.c.is_logged_on,
    STATES.c.is_snapshot,
    STATES.c.batch_id,
)
CONTENT: Final = tuple(column.name for column in COLUMNS if column is not STATES.c.batch_id)
AT_ONCE: Final = 5000
"""Ids in one query: databases bound its parameters."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch did."""

    added: int
    repeated: int
    """Events that were stored already."""
    sequence: int
    """Number of the site's newest event."""
    corrected_from: datetime | None
    """Earliest new event older than what was known: figures from there on change."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What one source has sent."""

    source_id: str
    events: int
    latest: datetime
    """Latest instant from which a state holds."""
    received_at: datetime


def take_states(
    connection: Connection, site: str, events: Sequence[Event], moment: datetime
) -> Taken:
    """Store the events that are new.

    Raises
    ------
    NotFoundError
        If there is no such site.
    InputError
        If an event is stored with another content: nothing of the batch is taken.
    """
    feed = _locked(connection, site)
    known = _known(connection, site, events)
    fresh: dict[tuple[str, str], Event] = {}
    problems = []
    for row, event in enumerate(events, start=1):
        key = event["source_id"], event["event_id"]
        if key not in known:
            fresh.setdefault(key, event)
        elif known[key] != _content(event):
            problems.append(_changed(event, row))
    if problems:
        raise InputError(problems)
    earliest = min((event["started_at"] for event in fresh.values()), default=None)
    corrects = earliest is not None and feed.latest is not None and earliest < feed.latest
    sequence = _append(connection, site, feed, list(fresh.values()), moment)
    return Taken(len(fresh), len(events) - len(fresh), sequence, earliest if corrects else None)


def _locked(connection: Connection, site: str) -> Row[Any]:
    query = select(FEEDS).where(FEEDS.c.site == site).with_for_update()
    row = connection.execute(query).first()
    if row is not None:
        return row
    # what refers to the site, as a state does, takes its key: that must not wait for this lock
    sites = select(SITES.c.key).where(SITES.c.key == site).with_for_update(key_share=True)
    if connection.scalar(sites) is None:
        raise NotFoundError("site", site)
    row = connection.execute(query).first()  # another may have made it while this one waited
    if row is None:
        connection.execute(insert(FEEDS).values(site=site, sequence=0))
        row = connection.execute(query).one()
    return row


def _known(
    connection: Connection, site: str, events: Sequence[Event]
) -> dict[tuple[str, str], tuple[Any, ...]]:
    ids: dict[str, list[str]] = {}
    for event in events:
        ids.setdefault(event["source_id"], []).append(event["event_id"])
    return {
        (row.source_id, row.event_id): _content(row._asdict())
        for source, own in ids.items()
        for first in range(0, len(own), AT_ONCE)
        for row in connection.execute(
            select(*COLUMNS).where(
                STATES.c.site == site,
                STATES.c.source_id == source,
                STATES.c.event_id.in_(own[first : first + AT_ONCE]),
            )
        )
    }


def _content(event: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(event[name] for name in CONTENT)


def _changed(event: Event, row: int) -> InputProblem:
    what = phrase("states.event_differs", event=str(event["event_id"]))
    remedy = phrase("do.send_correction")
    return InputProblem(what, remedy, row=row, field="event_id")


def _append(
    connection: Connection, site: str, feed: Row[Any], fresh: Sequence[Event], moment: datetime
) -> int:
    if not fresh:
        return int(feed.sequence)
    rows = [
        {**event, "site": site, "sequence": number, "received_at": moment}
        for number, event in enumerate(fresh, start=feed.sequence + 1)
    ]
    connection.execute(insert(STATES), rows)
    latest = max(event["started_at"] for event in fresh)
    newest = max(latest, feed.latest or latest)
    values = {"sequence": rows[-1]["sequence"], "latest": newest}
    connection.execute(update(FEEDS).where(FEEDS.c.site == site).values(values))
    return int(rows[-1]["sequence"])


def newest_state(connection: Connection, site: str) -> int:
    """Give the number of the site's newest event, 0 without any."""
    query = select(FEEDS.c.sequence).where(FEEDS.c.site == site)
    return connection.scalar(query) or 0


def came_since(
    connection: Connection, site: str, sequence: int, span: tuple[datetime, datetime]
) -> bool:
    """Whether events of a span were stored behind a number."""
    query = select(STATES.c.sequence).where(
        STATES.c.site == site,
        STATES.c.sequence > sequence,
        STATES.c.started_at >= span[0],
        STATES.c.started_at < span[1],
    )
    return connection.scalar(query.limit(1)) is not None


def states_page(
    connection: Connection,
    site: str,
    after: tuple[datetime, int],
    end: datetime,
    limit: int | None = None,
) -> list[tuple[Any, ...]]:
    """Events (`COLUMNS`, then `sequence`) by their instant, behind one of them and before `end`."""
    started, sequence = STATES.c.started_at, STATES.c.sequence
    query = select(*COLUMNS, sequence).where(
        STATES.c.site == site,
        started >= after[0],
        or_(started > after[0], sequence > after[1]),
        started < end,
    )
    rows = connection.execute(query.order_by(started, sequence).limit(limit))
    return list(map(tuple, rows.all()))


def states_after(
    connection: Connection, site: str, sequence: int, limit: int
) -> list[tuple[Any, ...]]:
    """Events (`COLUMNS`, then `sequence`) stored behind a number, in the order of storing."""
    query = select(*COLUMNS, STATES.c.sequence).where(
        STATES.c.site == site, STATES.c.sequence > sequence
    )
    rows = connection.execute(query.order_by(STATES.c.sequence).limit(limit))
    return [tuple(row) for row in rows]


def latest_of_sources(
    connection: Connection, site: str, begin: datetime, end: datetime
) -> Mapping[str, datetime]:
    """Give the instant of the latest event of each source inside [begin, end)."""
    started = STATES.c.started_at
    query = select(STATES.c.source_id, func.max(started, type_=started.type)).where(
        STATES.c.site == site, started >= begin, started < end
    )
    grouped = connection.execute(query.group_by(STATES.c.source_id))
    return {row[0]: row[1] for row in grouped}


def sources_of_agents(
    connection: Connection, site: str, begin: datetime, end: datetime
) -> Mapping[str, str]:
    """Give the source that spoke last of each agent inside [begin, end), by the sources' ids."""
    started = STATES.c.started_at
    query = select(STATES.c.external_agent_id, STATES.c.source_id).where(
        STATES.c.site == site, started >= begin, started < end
    )
    grouped = query.group_by(STATES.c.external_agent_id, STATES.c.source_id)
    in_order = connection.execute(grouped.order_by(func.max(started)))
    return {agent: source for agent, source in in_order}  # noqa: C416 - a row is no pair for mypy


def feeds(connection: Connection, site: str) -> Iterator[Feed]:
    """Say of every source how much it sent, and how recent that is."""
    query = (
        select(
            STATES.c.source_id,
            func.count(),
            func.max(STATES.c.started_at, type_=STATES.c.started_at.type),
            func.max(STATES.c.received_at, type_=STATES.c.received_at.type),
        )
        .where(STATES.c.site == site)
        .group_by(STATES.c.source_id)
        .order_by(STATES.c.source_id)
    )
    return (Feed(*row) for row in connection.execute(query))
