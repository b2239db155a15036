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
from wfm.store.errors import ConflictError
from wfm.store.tables import AGENTS, CONTRACTS, EVENTS, OPENING_DATES, QUEUES, TEAMS, WORK_PLANS
from wfm.words import Phrase, english, phrase
from wfm.words.opening import hours_of

_OPENING_DATE: Final = TypeAdapter(OpeningDate)
_CONTRACT: Final = TypeAdapter(Contract)
Thing = tuple[str, str]
"""A kind and a key."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A thing in force that needs another one which is not there, or not as it must be."""

    who: Thing
    name: str
    """How people call it."""
    needed: Thing
    trouble: Phrase

    @property
    def said(self) -> Phrase:
        """Who needs what, and what is wrong with that."""
        (kind, key), who = self.needed, self.who[0]
        return phrase(
            "needs.unmet", who=who, name=self.name, kind=kind, key=key, trouble=self.trouble
        )

    def __str__(self) -> str:
        return english(self.said)


def unmet(connection: Connection, site: str) -> set[Unmet]:
    """Find all needs of a site's things that are not met."""
    return {*_of_agents(connection, site), *_of_queues(connection, site)}


@contextmanager
def held_together(connection: Connection, site: str) -> Iterator[None]:
    """Refuse a change after which something needs what is not there.

    Raises
    ------
    ConflictError
        Naming each; what was wrong before is not held against the change.
    """
    before = _troubles(connection, site)
    yield
    if new := sorted(_troubles(connection, site) - before, key=english):
        raise ConflictError(phrase("needs.all", needs=tuple(new)), details=tuple(new))


def _troubles(connection: Connection, site: str) -> set[Phrase]:
    needs = {need.said for need in unmet(connection, site)}
    return needs | set(_contradictions(connection, site))


def _contradictions(connection: Connection, site: str) -> Iterator[Phrase]:
    """Tell things in force that cannot both hold."""
    yield from _of_opening_dates(connection, site)
    told = select(CONTRACTS.c.document).where(CONTRACTS.c.site == site, CONTRACTS.c.active)
    contracts = [_CONTRACT.validate_python(row.document) for row in connection.execute(told)]
    for one, other in combinations(contracts, 2):
        if one.contradicts(other):
            yield phrase(
                "needs.contracts", agent_id=one.agent_id, first=one.work_plan,
                second=other.work_plan,
            )  # fmt: skip


def _of_opening_dates(connection: Connection, site: str) -> Iterator[Phrase]:
    """Tell opening dates in force of which two say other hours for the same queue and date."""
    told = select(OPENING_DATES.c.document).where(
        OPENING_DATES.c.site == site, OPENING_DATES.c.active
    )
    entries = [_OPENING_DATE.validate_python(row.document) for row in connection.execute(told)]
    by_date = groupby(sorted(entries, key=lambda one: (one.date, one.name)), lambda one: one.date)
    for date, of_date in by_date:
        for one, other in combinations(of_date, 2):
            if one.contradicts(other):
                both = tuple(sorted(one.queues & other.queues))
                yield phrase(
                    "needs.opening_hours", date=date, queues=both,
                    first=one.name, hours=hours_of(one.windows),
                    second=other.name, others=hours_of(other.windows),
                )  # fmt: skip


def still_needed(
    connection: Connection, site: str, before: set[Unmet], gone: Collection[Thing]
) -> Iterator[tuple[Thing, Phrase]]:
    """Tell which of what is `gone` has to come back, and why, until nothing more is unmet.

    Whoever asks brings each back, and takes it out of `gone`, before the next.
    """
    waiting = True
    while waiting:
        waiting = False
        for need in sorted(unmet(connection, site) - before, key=str):
            for thing in (need.needed, need.who):
                if thing in gone:
                    waiting = True
                    yield thing, need.said
                    break


def _of_agents(connection: Connection, site: str) -> Iterator[Unmet]:
    for kind, table, named in (
        ("team", TEAMS, AGENTS.c.team),
        ("work plan", WORK_PLANS, AGENTS.c.work_plan),
    ):
        query = select(AGENTS.c.id, named).where(
            AGENTS.c.site == site, table.c.site == site, table.c.name == named,
            AGENTS.c.active, ~table.c.active,
        )  # fmt: skip
        for agent, name in connection.execute(query):
            yield Unmet(("agent", agent), agent, (kind, name), phrase("needs.retired"))
    later = select(CONTRACTS.c.id, CONTRACTS.c.agent_id, CONTRACTS.c.work_plan).where(
        CONTRACTS.c.site == site, WORK_PLANS.c.site == site,
        WORK_PLANS.c.name == CONTRACTS.c.work_plan, CONTRACTS.c.active, ~WORK_PLANS.c.active,
    )  # fmt: skip
    for key, agent, name in connection.execute(later):
        yield Unmet(("contract", key), agent, ("work plan", name), phrase("needs.retired"))


def _of_queues(connection: Connection, site: str) -> Iterator[Unmet]:
    query = select(QUEUES.c.name, QUEUES.c.document, QUEUES.c.active).where(QUEUES.c.site == site)
    rows = list(connection.execute(query))
    queues: dict[str, Any] = {row.name: row.document for row in rows if row.active}
    retired = {row.name for row in rows} - queues.keys()

    def needs(who: Thing, called: str, queue: str) -> Iterator[Unmet]:
        if queue not in queues:
            gone = phrase("needs.retired") if queue in retired else phrase("needs.unknown")
            yield Unmet(who, called, ("queue", queue), gone)

    for name, queue in queues.items():
        who, like = ("queue", name), queue.get("like_queue")
        for other in queue.get("blended_queues", ()):
            yield from needs(who, name, other)
            if other in queues and not Channel(queues[other]["channel"]).deferred:
                yield Unmet(who, name, ("queue", other), phrase("needs.immediate"))
        if like is not None:
            yield from needs(who, name, like)
            if like in queues and queues[like].get("like_queue") is not None:
                yield Unmet(who, name, ("queue", like), phrase("needs.new_queue"))
    for who, called, name in _named(connection, site):
        yield from needs(who, called, name)


def _named(connection: Connection, site: str) -> Iterator[tuple[Thing, str, str]]:
    """Find the queues that events and opening dates in force name."""
    for kind, table in (("event", EVENTS), ("opening date", OPENING_DATES)):
        told = select(table.c.id, table.c.document).where(table.c.site == site, table.c.active)
        for row in connection.execute(told):
            for queue in row.document["queues"]:
                yield (kind, row.id), row.document["name"], queue
