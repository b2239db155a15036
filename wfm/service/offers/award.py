"""Offers whose deadline has passed: places go to whoever was given fewest such hours before."""

from __future__ import annotations

import threading
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
    wrong: Exception | None = None
    for site, key in due:
        try:
            while work_out(database, lambda tx: _next(tx, site, key), _decide, turn=site):  # noqa: B023
                pass
        except Exception as error:  # the others are decided all the same
            wrong = wrong or error
    if wrong is not None:
        raise wrong


def keep_awarding(database: Database, stop: threading.Event) -> None:
    """Decide what is due until told to stop."""
    keep_doing(database, Chore.OFFERS, lambda: award_due(database), PAUSE, stop)


_Next = tuple[OfferDesk, Stored[HoursOffer], OfferAnswer | None, JudgedPart | None]


def _next(tx: Connection, site: str, key: str) -> _Next | None:
    """Find whose turn it is, and judge that; None where an offer is decided."""
    stored, desk = HOURS_OFFER.get(tx, site, key), OfferDesk(tx, site)
    offer = stored.value
    waiting = [one for one in offer.answers if one.status is AnswerStatus.WAITING]
    if offer.status is OfferStatus.ENDED or (offer.status is OfferStatus.FULL and not waiting):
        return None
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
