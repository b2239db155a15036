"""What needs what: nothing in force may need what is retired."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from wfm.model import Channel, Contract, OpeningDate
from wfm.model.agent import named
from wfm.store.errors import ConflictError
from wfm.store.tables import AGENTS, CONTRACTS, EVENTS, OPENING_DATES, QUEUES, TEAMS, WORK_PLANS
from wfm.words import Phrase, english, phrase
from wfm.words.opening import hours_of

_OPENING_DATE: Final = TypeAdapter(OpeningDate)
_CONTRACT: Final = TypeAdapter(Contract)
Thing = tuple[str, str]
"""A kind and a key."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is in force and cannot be: a thing needs one that is not there, or two contradict."""

    said: Phrase
    things: tuple[Thing, ...]
    """Those concerned: the first of them that a change concerns stays as it was."""

    def __str__(self) -> str:
        return english(self.said)


def troubles(connection: Connection, site: str) -> set[Trouble]:
    """Find all needs of a site's things that are not met, and all that contradict each other."""
    return {
        *_of_agents(connection, site),
        *_of_queues(connection, site),
        *_of_opening_dates(connection, site),
        *_of_contracts(connection, site),
    }


@contextmanager
def held_together(connection: Connection, site: str) -> Iterator[None]:
    """Refuse a change after which something needs what is not there.

    Raises
    ------
    ConflictError
        Naming each; what was wrong before is not held against the change.
    """
    before = troubles(connection, site)
    yield
    if new := sorted(troubles(connection, site) - before, key=str):
        told = tuple(dict.fromkeys(trouble.said for trouble in new))
        raise ConflictError(phrase("needs.all", needs=told), details=told)


def _unmet(who: Thing, name: str, needed: Thing, trouble: Phrase) -> Trouble:
    """Say who, as people call it, needs what, and what is wrong with that."""
    kind, key = needed
    said = phrase("needs.unmet", who=who[0], name=name, kind=kind, key=key, trouble=trouble)
    return Trouble(said, (needed, who))


def _of_contracts(connection: Connection, site: str) -> Iterator[Trouble]:
    """Tell contracts in force that cannot both hold."""
    told = select(CONTRACTS.c.id, CONTRACTS.c.document, AGENTS.c.name).where(
        CONTRACTS.c.site == site, CONTRACTS.c.active,
        AGENTS.c.site == site, AGENTS.c.id == CONTRACTS.c.agent_id,
    )  # fmt: skip
    rows = connection.execute(told).all()
    names = {row.document["agent_id"]: row.name for row in rows}
    contracts = [(row.id, _CONTRACT.validate_python(row.document)) for row in rows]
    for (key, one), (other_key, other) in combinations(contracts, 2):
        if one.contradicts(other):
            said = phrase(
                "needs.contracts", agent=named(one.agent_id, names[one.agent_id]),
                first=one.work_plan, second=other.work_plan,
            )  # fmt: skip
            yield Trouble(said, (("contract", key), ("contract", other_key)))


def _of_opening_dates(connection: Connection, site: str) -> Iterator[Trouble]:
    """Tell opening dates in force of which two say other hours for the same queue and date."""
    told = select(OPENING_DATES.c.id, OPENING_DATES.c.document).where(
        OPENING_DATES.c.site == site, OPENING_DATES.c.active
    )
    rows = connection.execute(told)
    entries = [(_OPENING_DATE.validate_python(row.document), row.id) for row in rows]
    entries.sort(key=lambda entry: (entry[0].date, entry[0].name))
    for date, of_date in groupby(entries, lambda entry: entry[0].date):
        for (one, key), (other, other_key) in combinations(of_date, 2):
            if one.contradicts(other):
                both = tuple(sorted(one.queues & other.queues))
                said = phrase(
                    "needs.opening_hours", date=date, queues=both,
                    first=one.name, hours=hours_of(one.windows),
                    second=other.name, others=hours_of(other.windows),
                )  # fmt: skip
                yield Trouble(said, (("opening date", key), ("opening date", other_key)))


def still_needed(
    connection: Connection, site: str, before: set[Trouble], changed: Collection[Thing]
) -> Iterator[tuple[Thing, Phrase]]:
    """Tell which of what is `changed` has to be as it was, and why, until there is no new trouble.

    Whoever asks brings each back, and takes it out of `changed`, before the next.
    """
    waiting = True
    while waiting:
        waiting = False
        for trouble in sorted(troubles(connection, site) - before, key=str):
            for thing in trouble.things:
                if thing in changed:
                    waiting = True
                    yield thing, trouble.said
                    break


def _of_agents(connection: Connection, site: str) -> Iterator[Trouble]:
    for kind, table, key in (
        ("team", TEAMS, AGENTS.c.team),
        ("work plan", WORK_PLANS, AGENTS.c.work_plan),
    ):
        query = select(AGENTS.c.id, key).where(
            AGENTS.c.site == site, table.c.site == site, table.c.name == key,
            AGENTS.c.active, ~table.c.active,
        )  # fmt: skip
        for agent, name in connection.execute(query):
            yield _unmet(("agent", agent), agent, (kind, name), phrase("needs.retired"))
    later = select(CONTRACTS.c.id, CONTRACTS.c.agent_id, CONTRACTS.c.work_plan).where(
        CONTRACTS.c.site == site, WORK_PLANS.c.site == site,
        WORK_PLANS.c.name == CONTRACTS.c.work_plan, CONTRACTS.c.active, ~WORK_PLANS.c.active,
    )  # fmt: skip
    for entry, agent, name in connection.execute(later):
        yield _unmet(("contract", entry), agent, ("work plan", name), phrase("needs.retired"))


def _of_queues(connection: Connection, site: str) -> Iterator[Trouble]:
    query = select(QUEUES.c.name, QUEUES.c.document, QUEUES.c.active).where(QUEUES.c.site == site)
    rows = list(connection.execute(query))
    queues: dict[str, Any] = {row.name: row.document for row in rows if row.active}
    retired = {row.name for row in rows} - queues.keys()

    def needs(who: Thing, called: str, queue: str) -> Iterator[Trouble]:
        if queue not in queues:
            gone = phrase("needs.retired") if queue in retired else phrase("needs.unknown")
            yield _unmet(who, called, ("queue", queue), gone)

    for name, queue in queues.items():
        who, like = ("queue", name), queue.get("like_queue")
        for other in queue.get("blended_queues", ()):
            yield from needs(who, name, other)
            if other in queues and not Channel(queues[other]["channel"]).deferred:
                yield _unmet(who, name, ("queue", other), phrase("needs.immediate"))
        if like is not None:
            yield from needs(who, name, like)
            if like in queues and queues[like].get("like_queue") is not None:
                yield _unmet(who, name, ("queue", like), phrase("needs.new_queue"))
    for who, called, name in _named(connection, site):
        yield from needs(who, called, name)


def _named(connection: Connection, site: str) -> Iterator[tuple[Thing, str, str]]:
    """Find the queues that events and opening dates in force name."""
    for kind, table in (("event", EVENTS), ("opening date", OPENING_DATES)):
        told = select(table.c.id, table.c.document).where(table.c.site == site, table.c.active)
        for row in connection.execute(told):
            for queue in row.document["queues"]:
                yield (kind, row.id), row.document["name"], queue
