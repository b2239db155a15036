"""What offers do by themselves: what comes back is offered anew, and deadlines decide.

At the deadline places go to whoever was given fewest such hours before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from wfm.service.chores import keep_doing
from wfm.service.messages.telling import tell_of_offer
from wfm.service.offers.desk import JudgedPart, OfferDesk
from wfm.service.offers.offering import ended, give
from wfm.store.chores import Chore
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.offers import (
    HOURS_OFFER,
    AnswerStatus,
    HoursOffer,
    OfferAnswer,
    OfferStatus,
    due_offers,
    hours_given,
    offers_anew,
)
from wfm.store.work_out import work_out

REMEMBERED: Final = timedelta(weeks=12)
"""How far back hours that offers gave count."""
PAUSE: Final = 10.0
"""Seconds between two looks for what is due."""


def award_due(database: Database) -> None:
    """Decide all offers whose deadline has passed, one place a transaction.

    Raises
    ------
    DatabaseBusyError
        If others change the site time and again; what is left is decided with the next call.
    """
    with database.reading() as tx:
        due = due_offers(tx, now())

    def decided(site: str, key: str) -> None:
        while work_out(database, lambda tx: _next(tx, site, key), _decide, turn=site):
            pass

    _each(due, decided)


def offer_anew(database: Database) -> None:
    """Tell of offers that are open again those who may take them and have not answered.

    Raises
    ------
    DatabaseBusyError
        If others change the site time and again; the rest is told with the next call.
    """
    with database.reading() as tx:
        found = offers_anew(tx)

    def told(site: str, key: str) -> None:
        work_out(database, lambda tx: _who_may(tx, site, key), _tell, turn=site)

    _each(found, told)


def _each(offers: Iterable[tuple[str, str]], act: Callable[[str, str], None]) -> None:
    """Do something with each offer; what goes wrong with one keeps no other from it."""
    wrong: Exception | None = None
    for site, key in offers:
        try:
            act(site, key)
        except Exception as error:
            wrong = wrong or error
    if wrong is not None:
        raise wrong


def _who_may(
    tx: Connection, site: str, key: str
) -> tuple[OfferDesk, Stored[HoursOffer], list[str]] | None:
    stored = HOURS_OFFER.get(tx, site, key)
    offer = stored.value
    if not offer.anew:
        return None
    desk = OfferDesk(tx, site)
    open_still = offer.status is OfferStatus.OPEN and offer.deadline > desk.moment
    may = desk.who_may(offer) if open_still else []
    return desk, stored, [agent for agent in may if offer.answer_of(agent) is None]


def _tell(tx: Connection, found: tuple[OfferDesk, Stored[HoursOffer], list[str]] | None) -> None:
    if found is None:
        return
    desk, stored, agents = found
    desk.hold(tx)
    by, after = stored.value.made_by, replace(stored.value, anew=False)
    tell_of_offer(tx, by, desk.key, after, agents)
    HOURS_OFFER.change(tx, by, desk.key, stored.key, stored.version, after)


def keep_awarding(database: Database, stop: threading.Event) -> None:
    """Decide what is due, and offer anew what came back, until told to stop."""

    def act() -> None:
        award_due(database)
        offer_anew(database)

    keep_doing(database, Chore.OFFERS, act, PAUSE, stop)


_Next = tuple[OfferDesk, Stored[HoursOffer], OfferAnswer | None, JudgedPart | None]


def _next(tx: Connection, site: str, key: str) -> _Next | None:
    """Find whose turn it is, and judge that; None where an offer is decided."""
    stored = HOURS_OFFER.get(tx, site, key)
    offer = stored.value
    if offer.status is OfferStatus.ENDED:
        return None
    desk = OfferDesk(tx, site)
    waiting = [one for one in offer.answers if one.status is AnswerStatus.WAITING]
    if offer.status is OfferStatus.FULL or not waiting or offer.start <= desk.moment:
        return desk, stored, None, None
    had = hours_given(tx, site, offer.kind, offer.start - REMEMBERED)
    first = min(waiting, key=lambda one: (had.get(one.agent_id, 0.0), one.at, one.agent_id))
    agent = desk.for_agent(offer, first.agent_id)
    try:
        found = None if agent is None else desk.judge(offer, agent)
    except ConflictError:
        found = None
    return desk, stored, first, found


def _decide(tx: Connection, found: _Next | None) -> bool:
    """Give the next place, or end the offer; tells whether something may be left."""
    if found is None:
        return False
    desk, stored, answer, part = found
    desk.hold(tx)
    by = stored.value.made_by
    if answer is None:
        ended(tx, by, desk.key, stored, stored.version)
        return False
    if part is None or part.against:
        refused = replace(answer, status=AnswerStatus.NOT_GIVEN)
        after = stored.value.answered(refused)
        tell_of_offer(tx, by, desk.key, after, [answer.agent_id])
        HOURS_OFFER.change(tx, by, desk.key, stored.key, stored.version, after)
        return True
    give(tx, by, desk, stored, answer.agent_id, part)
    return True
