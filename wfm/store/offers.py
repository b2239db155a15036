"""Overtime and voluntary time off that a site offers, and who took or asked for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from wfm.store.entities import Stored, documents
from wfm.store.tables import HOURS_OFFERS

HOUR: Final = dt.timedelta(hours=1)


class OfferKind(StrEnum):
    """Whether hours are to be had or to be given up."""

    OVERTIME = "overtime"
    TIME_OFF = "time_off"
    """Voluntary and unpaid."""


class Award(StrEnum):
    """Who gets the places."""

    FIRST = "first"
    """Whoever says so first, at once."""
    LEDGER = "ledger"
    """At the deadline, whoever was given fewest hours of the kind before."""


class OfferStatus(StrEnum):
    """How far an offer is."""

    OPEN = "open"
    FULL = "full"
    ENDED = "ended"
    """Its deadline has passed, or it was ended before."""


class AnswerStatus(StrEnum):
    """What became of an agent's yes."""

    WAITING = "waiting"
    """The deadline decides."""
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    """Others had more right to it, or a rule spoke against it by then."""
    RETURNED = "returned"
    """Given, and given back since: the absence has ended, or the shift has lost the hours."""


@dataclass(frozen=True, slots=True)
class OfferAnswer:
    """One agent's yes; `start` and `end` are what of the hours the agent gets or gives up."""

    agent_id: str
    at: dt.datetime
    status: AnswerStatus
    start: dt.datetime
    end: dt.datetime
    time_off: str | None = None
    """Key of the absence that it became."""

    @property
    def hours(self) -> float:
        """Length."""
        return (self.end - self.start) / HOUR


@dataclass(frozen=True, slots=True)
class HoursOffer:
    """Hours [start, end), in UTC, to be worked or given up by some agents."""

    kind: OfferKind
    start: dt.datetime
    end: dt.datetime
    places: int
    deadline: dt.datetime
    award: Award
    made_by: str
    made_at: dt.datetime
    queue: str | None = None
    """For agents who serve it; None: for all."""
    status: OfferStatus = OfferStatus.OPEN
    answers: tuple[OfferAnswer, ...] = ()
    anew: bool = False
    """Whether it was full and is open again, and those who may are to be told."""

    @property
    def given(self) -> int:
        """Places that are taken."""
        return sum(one.status is AnswerStatus.GIVEN for one in self.answers)

    @property
    def left(self) -> int:
        """Places that are not."""
        return self.places - self.given

    def answer_of(self, agent_id: str) -> OfferAnswer | None:
        """Give what an agent said."""
        return next((one for one in self.answers if one.agent_id == agent_id), None)

    def answered(self, answer: OfferAnswer) -> HoursOffer:
        """Give the offer with an agent's answer, in the place of an earlier one."""
        others = tuple(one for one in self.answers if one.agent_id != answer.agent_id)
        after = replace(self, answers=(*others, answer))
        full = after.status is OfferStatus.OPEN and after.left == 0
        return replace(after, status=OfferStatus.FULL) if full else after


HOURS_OFFER = documents(
    "offer", HOURS_OFFERS, "id", TypeAdapter(HoursOffer),
    lambda one: {"status": one.status, "deadline": one.deadline},
)  # fmt: skip


def offers(
    connection: Connection, site: str, status: OfferStatus | None = None
) -> list[Stored[HoursOffer]]:
    """List a site's offers of a state, or all, by their hours."""
    where = () if status is None else (HOURS_OFFERS.c.status == status,)
    found = HOURS_OFFER.page(connection, site, *where)
    return sorted(found, key=lambda one: (one.value.start, one.key))


def offers_anew(connection: Connection) -> list[tuple[str, str]]:
    """List site and key of the offers that are open again, of which nobody was told yet."""
    query = select(HOURS_OFFERS.c.site).where(HOURS_OFFERS.c.status == OfferStatus.OPEN).distinct()
    sites = sorted(connection.scalars(query))
    return [
        (site, stored.key)
        for site in sites
        for stored in offers(connection, site, OfferStatus.OPEN)
        if stored.value.anew
    ]


def due_offers(connection: Connection, moment: dt.datetime) -> list[tuple[str, str]]:
    """List site and key of living offers whose deadline has passed, the earliest first."""
    query = select(HOURS_OFFERS.c.site, HOURS_OFFERS.c.id).where(
        HOURS_OFFERS.c.status != OfferStatus.ENDED, HOURS_OFFERS.c.deadline <= moment
    )
    rows = connection.execute(query.order_by(HOURS_OFFERS.c.deadline, HOURS_OFFERS.c.id))
    return [(row.site, row.id) for row in rows]


def hours_given(
    connection: Connection, site: str, kind: OfferKind, since: dt.datetime
) -> dict[str, float]:
    """Sum the hours that agents were given by offers of a kind since a moment."""
    found: dict[str, float] = {}
    for stored in offers(connection, site):
        if stored.value.kind is kind and stored.value.start >= since:
            for one in stored.value.answers:
                if one.status is AnswerStatus.GIVEN:
                    found[one.agent_id] = found.get(one.agent_id, 0.0) + one.hours
    return found
